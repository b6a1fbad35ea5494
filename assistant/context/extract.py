"""A summary without a model: sentences of the messages themselves. Pure and deterministic."""

import re
from collections import Counter
from collections.abc import Sequence

from assistant.conversation import Message

# Full-width marks of Chinese and Japanese, by number.
_SENTENCE_END = re.compile("(?<=[.!?\u3002\uff01\uff1f\u2026])\\s+|\\n+")
_WORD = re.compile(r"[^\W_]{2,}", re.UNICODE)
_FEWEST_CHARACTERS, _MOST_SENTENCE = 20, 160
"""What is shorter, such as “1.”, is not a sentence alone."""
_CHARACTERS_PER_TOKEN = 3
_HINTS = 12
_HINTS_ARE = "Lookup hints: "
_FEWEST_LETTERS = 20
_FEWEST_DIFFERENT = 0.25
"""Share of a summary's words that are different ones: less is a model that repeats itself."""


def is_usable(summary: str, covered: Sequence[Message]) -> bool:
    """Whether a model's summary is words about what was said, rather than nothing or noise."""
    words = [word.casefold() for word in _WORD.findall(summary)]
    if sum(map(len, words)) < _FEWEST_LETTERS or len(set(words)) < _FEWEST_DIFFERENT * len(words):
        return False
    said = {word.casefold() for each in covered for word in _WORD.findall(each.text)}
    return any(word in said for word in words if len(word) > 3 or not word.isascii())


def extract(covered: Sequence[Message], before: str, most_tokens: int) -> str:
    """Return the first sentence of each message, after the summary of what was `before`.

    What has no room are the sentences in the middle; terms to look up come last.
    """
    room = most_tokens * _CHARACTERS_PER_TOKEN
    terms = _terms(covered)
    while len(terms) > 1 and len(_HINTS_ARE + ", ".join(terms)) > room // 3:
        terms.pop()
    hints = _HINTS_ARE + ", ".join(terms)
    head = [before.strip()[: room // 3]] if before.strip() else []
    lines = [line for message in covered if (line := _first_sentence(message))]
    left = room - len(hints) - sum(map(len, head))
    while len(lines) > 1 and sum(len(line) + 1 for line in lines) > left:
        del lines[len(lines) // 2]
    return "\n".join([*head, *(line[: max(left, 0)] for line in lines), hints])


def _first_sentence(message: Message) -> str:
    words = message.text.strip()
    if not words:
        return ""
    first, *rest = _SENTENCE_END.split(words, maxsplit=4)
    while rest and len(first) < _FEWEST_CHARACTERS:
        first += f" {rest.pop(0)}"
    who = "assistant" if message.role == "assistant" else "user"
    cut = first[:_MOST_SENTENCE] + ("…" if len(first) > _MOST_SENTENCE else "")
    return f"{who}: {' '.join(cut.split())}"


def _terms(covered: Sequence[Message]) -> list[str]:
    """The words that stand out: names and numbers first, then the longest that come often."""
    words = [word for message in covered for word in _WORD.findall(message.text)]
    counts = Counter(words)
    standing_out = sorted(
        counts,
        key=lambda word: (
            not (word[0].isupper() or word[0].isdigit() or not word.isascii()),
            -counts[word],
            -len(word),
            word,
        ),
    )
    return standing_out[:_HINTS]
