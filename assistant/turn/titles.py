# ruff: noqa: RUF001 - the punctuation of many scripts
"""A title for a conversation, made of what was said first in it."""

import re
from collections.abc import Iterator

from assistant.conversation import Message
from assistant.turn.title_words import TITLE_CELLS, cells, shortened

MOST_CHARACTERS = 2_000
"""No more than this of a message is looked at."""
_SHORT_CELLS = 18
"""A statement shorter than this is an opening to what comes after it."""

_FENCE = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[\w+#.-]*)[^\n]*\n(?P<code>.*?)"
    r"(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_IMAGE_OR_LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]*)\]\([^()\s]*(?:[ \t]+\"[^\"\n]*\")?\)")
_ADDRESS = re.compile(r"<?\b(?:https?|ftp)://(?:www\.)?(?P<host>[^\s/<>()\"'?#]+)[^\s<>()\"']*>?")
_LINE_MARK = re.compile(
    r"^[ \t]*(?:(?:#{1,6}|>|[-*+•]|\d{1,3}[.)])[ \t]+|>+|\[[ xX]\][ \t]+)+", re.MULTILINE
)
_RULE = re.compile(
    r"^[ \t]*(?:[-*_=][ \t]*){3,}$|^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+.*$", re.MULTILINE
)
_EMPHASIS = re.compile(r"(?P<mark>\*{1,3}|~~)(?=\S)(?P<text>[^\n]+?)(?<=\S)(?P=mark)")
_CODE_SPAN = re.compile(r"(?P<mark>`+)(?P<text>[^`\n]+)(?P=mark)")

_GREETING = re.compile(
    r"(?:"
    r"(?:hi|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day))"
    r"(?:[ ](?:there|all|everyone|again|glassbox))?(?![\w'-])"
    r"|안녕(?:하세요|하십니까|하셔요|히 계세요)?(?!\w)"
    r"|(?:저기요|여보세요|반갑습니다|반가워요?|좋은 (?:아침|저녁|하루)(?:입니다|이에요)?)(?!\w)"
    r"|こんにちは|こんばんは|おはよう(?:ございます)?"
    r"|您好|你好"
    r")[ \t]*[!,.~…:;)^ㅎㅋ！，。、～-]*\s*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[^\sa-z]|\s*$)|[。！？]+[」』”’）]*|\n+")
_STATEMENT_ENDS = (".", "!", "…", "。", "！")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "「": "」", "『": "』", "`": "`"}


def title_of(message: Message) -> str:
    """Return at most `TITLE_CELLS` cells that say what a message is about; empty if it is empty.

    Its first sentence without Markdown, greetings, addresses and quote marks. A message without
    words is named after its code or its files.
    """
    text = message.text[:MOST_CHARACTERS]
    words = _words(text)
    if words:
        return words
    names = ", ".join(part.name for part in message.attachments)
    return _code_title(text) or shortened(_joined(names) or _joined(text))


def _words(text: str) -> str:
    prose = without_markdown(text).strip()
    greeting = _GREETING.match(prose)
    rest = prose[greeting.end() :].strip() if greeting else ""
    # A greeting alone is all there is to say.
    prose = rest[0].upper() + rest[1:] if rest else prose
    sentences = _sentences(prose)
    title = next(sentences, "")
    after = next(sentences, "") if _is_opening(title) else ""
    if after.endswith(("?", "？")) and cells(after) >= _SHORT_CELLS:
        title = after
    elif after and cells(title) + 1 + cells(after) <= TITLE_CELLS:
        title = f"{title} {after}"
    return shortened(_unquoted(title.rstrip(" .,;:。，、")))


def _is_opening(sentence: str) -> bool:
    return cells(sentence) < _SHORT_CELLS and sentence.endswith(_STATEMENT_ENDS)


def without_markdown(text: str) -> str:
    """Return the words of a Markdown text, line by line, without code blocks; addresses are cut."""
    text = _FENCE.sub("\n", text)
    text = _IMAGE_OR_LINK.sub(lambda match: match["text"], text)
    text = _ADDRESS.sub(lambda match: match["host"], text)
    text = _RULE.sub("", text)
    text = _LINE_MARK.sub("", text)
    text = _CODE_SPAN.sub(lambda match: match["text"], text)
    return _EMPHASIS.sub(lambda match: match["text"], text)


def _sentences(prose: str) -> Iterator[str]:
    """Yield the sentences that have words, each on one line, with the mark at their end."""
    start = 0
    for end in _SENTENCE_END.finditer(prose):
        sentence = _joined(prose[start : end.end()])
        start = end.end()
        if any(map(str.isalnum, sentence)):
            yield sentence
    rest = _joined(prose[start:])
    if any(map(str.isalnum, rest)):
        yield rest


def _code_title(text: str) -> str:
    """Return the language and the first line of a code block; empty when there is none."""
    block = _FENCE.search(text)
    if block is None:
        return ""
    lines = (_joined(line) for line in block["code"].splitlines())
    line = next((line for line in lines if any(map(str.isalnum, line))), "")
    return shortened(": ".join(filter(None, (block["language"], line))))


def _unquoted(title: str) -> str:
    """Take away quote marks around the whole."""
    while len(title) > 2 and title[-1] == _QUOTES.get(title[0]):
        inner = title[1:-1]
        if title[0] in inner or title[-1] in inner:
            break
        title = inner.strip(" .,;:。，、")
    return title


def _joined(text: str) -> str:
    return " ".join(text.split())
