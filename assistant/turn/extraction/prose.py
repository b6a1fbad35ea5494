"""Which parts of a message are its writer's own words: no code, no quotation, no paste. Pure."""

import re

from assistant.turn.extraction.spans import Span

_MOST_QUOTED_WORDS = 3
"""A name or a title may stand in quote marks."""
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?(?:^[ \t]*\1|\Z)", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`[^`\n]+`")
_BLOCK_QUOTE = re.compile(r"^[ \t]*(?:>|\|).*$", re.MULTILINE)
_INDENTED = re.compile(r"^(?: {4}|\t)\S.*$", re.MULTILINE)
_QUOTED = re.compile(
    r"\"[^\"\n]+\"|“[^”]+”|«[^»]+»|「[^」]+」|『[^』]+』|(?<!\w)'[^'\n]{12,}'(?!\w)"
)
_PASTE = re.compile(
    r"^(?:.*(?:following|below|this (?:text|email|message|letter|article|passage|code|log|essay"
    r"|paragraph|story|poem|review|transcript)|다음|아래|이 (?:글|메일|편지|기사|코드|문장|글을))"
    r"[^\n]*[:：]|(?:from|subject|to|date|보낸 사람|제목):.*)[ \t]*\n",  # noqa: RUF001
    re.IGNORECASE | re.MULTILINE,
)
_INLINE_PASTE = re.compile(
    r"\b(?:translate|summari[sz]e|proofread|rewrite|rephrase|correct|edit|paraphrase|fix|check)\b"
    r"[^:\n]{0,60}:|(?:번역|요약|교정|수정|고쳐|다듬어)[^:\n]{0,20}:",
    re.IGNORECASE,
)


def foreign_spans(text: str) -> list[Span]:
    """Return the parts of a message that somebody else said, or that are no prose.

    What follows a line that announces a text ("translate this email:") is that text.
    """
    found = [Span(*match.span()) for match in _matches(text)]
    announced = _PASTE.search(text) or _INLINE_PASTE.search(text)
    if announced is not None:
        found.append(Span(announced.end(), len(text)))
    return found


def _matches(text: str) -> list[re.Match[str]]:
    code = [
        each for kind in (_FENCE, _SPAN, _BLOCK_QUOTE, _INDENTED) for each in kind.finditer(text)
    ]
    quotations = (
        each for each in _QUOTED.finditer(text) if len(each[0].split()) > _MOST_QUOTED_WORDS
    )
    return [*code, *quotations]
