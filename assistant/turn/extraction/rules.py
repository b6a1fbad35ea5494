"""What of the proposals is kept: words of the message, said of its writer, no more. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from assistant.turn.extraction.dates import days_named
from assistant.turn.extraction.kinds import kind_of
from assistant.turn.extraction.patterns import is_plain
from assistant.turn.extraction.secrets import has_secret
from assistant.turn.extraction.sentences import MOST_CHARACTERS, Telling, tellings
from assistant.turn.extraction.spans import Span, find_quote
from assistant.turn.extraction.support import content_words, is_supported
from assistant.turn.extraction.values import MOST_PROPOSALS, TEXT_LENGTH, Proposal, Said
from assistant_memory.values import NewMemory, Source

_CONFIDENCE = {"low": 0.4, "medium": 0.6, "high": 0.8}
_PLAIN_CONFIDENCE, _ASKED_CONFIDENCE, _OWN_WORDS_CONFIDENCE = 0.85, 1.0, 0.5
_LEAST_TEXT = 4
_LEAST_QUOTED = 2
"""A quote of fewer content words shows nothing."""
_SAME_SHARE = 0.7
_CONNECTION = re.compile(
    r"^(?:(?:and|also|but|so|oh|by the way|btw|well|그리고|그런데|근데|참고로|또|아|참)[, ] ?)+",
    re.IGNORECASE,
)
"""What joins a sentence to the one before, which does not stand beside it any more."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    telling: Telling
    text: str
    subject: str
    confidence: float


def accepted(
    said: Said, proposals: Iterable[Proposal], *, most: int = MOST_PROPOSALS
) -> list[NewMemory]:
    """Return the memories that a message makes: first what it says plainly, then what is proposed.

    The quote of each is words of the message, in a sentence that tells of its writer; a text that
    says more than its sentence is replaced by the sentence.
    """
    told = list(tellings(said.text))
    plain = (_own_words(each, _plain_confidence(each)) for each in told if is_plain(each))
    proposed = (_candidate(said, told, each) for each in proposals)
    candidates = (each for each in (*plain, *proposed) if each is not None)
    return [_memory(said, each) for each in islice(_different(candidates), most)]


def _plain_confidence(telling: Telling) -> float:
    return _ASKED_CONFIDENCE if telling.asked else _PLAIN_CONFIDENCE


def _own_words(telling: Telling, confidence: float) -> _Candidate | None:
    text = " ".join((telling.asked or telling.text).split()).rstrip(".!~ ")
    text = _CONNECTION.sub("", text)
    fits = _LEAST_TEXT <= len(text) <= TEXT_LENGTH
    return _Candidate(telling, text, "", confidence) if fits else None


def _candidate(said: Said, told: Sequence[Telling], proposal: Proposal) -> _Candidate | None:
    """Return what a proposal is good for, perhaps in the words of the message itself."""
    span = find_quote(proposal.quote, said.text[:MOST_CHARACTERS])
    if span is None or len(content_words(span.of(said.text))) < _LEAST_QUOTED:
        return None
    telling = _whole_telling(said, told, span)
    if telling is None or has_secret(proposal.text):
        return None
    text = " ".join(proposal.text.split()).rstrip(".!~ ")
    confidence = _CONFIDENCE[proposal.confidence]
    if len(text) < _LEAST_TEXT or "?" in text or not is_supported(text, telling.text):
        return _own_words(telling, min(confidence, _OWN_WORDS_CONFIDENCE))
    subject = " ".join(proposal.subject.split())
    is_named = bool(subject) and is_supported(subject, telling.text)
    return _Candidate(telling, text, subject if is_named else "", confidence)


def _whole_telling(said: Said, told: Sequence[Telling], span: Span) -> Telling | None:
    """Return the sentences that a quote lies in as one; `None` when any of it tells nothing."""
    met = [each for each in told if each.span.meets(span)]
    if not met or span.begin < met[0].span.begin or span.end > met[-1].span.end + 1:
        return None
    covered = Span(met[0].span.begin, met[-1].span.end)
    between = (said.text[one.span.end : two.span.begin] for one, two in pairwise(met))
    if any(map(str.isalnum, "".join(between))):
        return None
    if len(met) == 1:
        return met[0]
    return Telling(covered, covered.of(said.text), is_order=any(each.is_order for each in met))


def _different(candidates: Iterable[_Candidate]) -> Iterator[_Candidate]:
    """Leave out what was said before, in other words or the same."""
    kept: list[_Candidate] = []
    for each in candidates:
        if not any(_is_same(each, other) for other in kept):
            kept.append(each)
            yield each


def _is_same(one: _Candidate, other: _Candidate) -> bool:
    if not one.telling.span.meets(other.telling.span):
        return False
    words, others = content_words(one.text), content_words(other.text)
    return len(words & others) >= _SAME_SHARE * min(len(words), len(others))


def _memory(said: Said, candidate: _Candidate) -> NewMemory:
    telling = candidate.telling
    days = days_named(telling.text, said.said_at)
    kind = kind_of(
        telling.asked or telling.text, is_order=telling.is_order, has_day=days is not None
    )
    return NewMemory(
        text=candidate.text,
        kind=kind,
        subject=candidate.subject,
        said_at=said.said_at,
        holds_from=days[0] if days else None,
        holds_until=days[1] if days and kind == "event" else None,
        source=Source(said.conversation_id, said.message_id, telling.span.of(said.text)),
        confidence=candidate.confidence,
    )
