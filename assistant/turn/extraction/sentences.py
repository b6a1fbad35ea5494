"""The sentences of a message in which its writer tells something to remember. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from assistant.turn.extraction import english, korean
from assistant.turn.extraction.prose import foreign_spans
from assistant.turn.extraction.secrets import has_secret
from assistant.turn.extraction.spans import Span, normalised, sentences

_HANGUL = re.compile("[가-힣]")
_LEAST_LETTERS = 4
MOST_CHARACTERS = 4_000
"""Nobody tells of themselves at such length: the rest of a message is not looked at."""
LONGEST_SENTENCE = 300


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence that may be remembered."""

    span: Span
    text: str
    asked: str = ""
    """What it asks to remember, in so many words; empty when it only tells."""
    is_order: bool = False
    """Whether it is a standing instruction."""


def tellings(message: str) -> Iterator[Telling]:
    """Yield what a message tells of its writer and their world, and what it asks to remember.

    Never questions, tasks, suppositions, fiction, quotations, code, or anything with a secret.
    """
    text = message[:MOST_CHARACTERS]
    foreign = foreign_spans(text)
    before = False
    for span in sentences(text):
        words = span.of(text)
        telling = None
        if len(words) <= LONGEST_SENTENCE and not any(span.meets(other) for other in foreign):
            telling = _telling(span, words, goes_on=before)
        before = telling is not None
        if telling is not None:
            yield telling


def _telling(span: Span, words: str, *, goes_on: bool) -> Telling | None:
    if sum(map(str.isalnum, words)) < _LEAST_LETTERS or has_secret(words):
        return None
    language: ModuleType = korean if _HANGUL.search(words) else english
    plain = normalised(words)
    asked = language.to_be_remembered(" ".join(words.split()))
    if asked:
        return Telling(span, words, asked=asked, is_order=language.is_lasting_order(asked))
    if language.is_lasting_order(plain):
        return Telling(span, words, is_order=True)
    if language.is_statement(plain, goes_on=goes_on):
        return Telling(span, words)
    clause = language.first_clause(words)
    if clause and language.is_statement(normalised(clause), goes_on=goes_on):
        return Telling(Span(span.begin, span.begin + len(clause)), clause)
    return None
