"""What was found, offered to be given with a question; what there is room for is not decided here.

Pure functions.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, tzinfo

from assistant.context import Candidate, nothing_found
from assistant.recollection.dates import date_line, day
from assistant_memory.documents.citations import label
from assistant_memory.documents.values import Passage
from assistant_memory.values import Memory, Recalled, Round

MOST_MEMORIES = 6
MOST_ROUNDS = 3
MOST_PASSAGES = 4
MOST_BELOW = 2
"""Of each kind, so many that are below the cut are told."""
_ROUND_CHARACTERS = 400
_LABEL_CHARACTERS = 80


def offered_memories(
    found: Sequence[Recalled], living: Collection[str], zone: tzinfo | None
) -> list[Candidate]:
    """Return memories and rounds, best first; rounds whose message is not `living` are left out."""
    memories: list[Candidate] = []
    rounds: list[Candidate] = []
    for each in found:
        if isinstance(each.item, Memory):
            memories.append(_memory(each.item, each, zone))
        elif each.item.id in living:
            rounds.append(_round(each.item, each, zone))
    return [*_best(memories, MOST_MEMORIES), *_best(rounds, MOST_ROUNDS)]


def offered_passages(found: Sequence[Passage], whole: Callable[[Passage], str]) -> list[Candidate]:
    """Return passages of documents; that there is nothing, when none of them is relevant.

    `whole` returns all of a document when it is short enough to be given whole, else nothing.
    """
    offered: list[Candidate] = []
    given_whole: set[str] = set()
    for passage in found:
        path = str(passage.path)
        if path in given_whole:
            continue
        text = whole(passage) if passage.is_relevant and len(offered) < MOST_PASSAGES else ""
        if text:
            given_whole.add(path)
            offered = [each for each in offered if _path_of(each) != path]
        offered.append(_passage(passage, text))
    best = _best(offered, MOST_PASSAGES)
    return best if any(each.is_relevant for each in best) else [nothing_found(), *best]


def offered_date(question: str, now: datetime) -> list[Candidate]:
    """Return today's date, when the question has words of time."""
    line = date_line(question, now)
    return [Candidate("date", "today", day(now), line)] if line else []


def offered_note(reason: str, detail: str = "") -> Candidate:
    """Say in the record why something had no part in an answer; see `context.notes`."""
    return Candidate("note", reason, detail, "", is_relevant=False)


def _best(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    above = [each for each in candidates if each.is_relevant][:most]
    return above + [each for each in candidates if not each.is_relevant][:MOST_BELOW]


def _memory(memory: Memory, found: Recalled, zone: tzinfo | None) -> Candidate:
    words = _line(memory.text)
    return Candidate(
        kind="memory",
        id=memory.id,
        label=words[:_LABEL_CHARACTERS],
        text=f"{words} ({_times(memory, zone)})",
        score=found.score,
        is_relevant=found.is_relevant,
    )


def _times(memory: Memory, zone: tzinfo | None) -> str:
    """When it was said, and since when it holds no more."""
    said = f"said on {day(memory.said_at.astimezone(zone))}"
    if memory.state != "superseded" or memory.holds_until is None:
        return said
    return f"{said}, no longer true since {day(memory.holds_until.astimezone(zone))}"


def _round(said: Round, found: Recalled, zone: tzinfo | None) -> Candidate:
    question, answer = (_cut(_line(each)) for each in (said.question, said.answer))
    on = day(said.said_at.astimezone(zone))
    return Candidate(
        kind="round",
        id=said.id,
        label=_line(said.title or said.question)[:_LABEL_CHARACTERS],
        text=f'On {on} the user said: "{question}" The answer was: "{answer}"',
        score=found.score,
        is_relevant=found.is_relevant,
    )


def _passage(passage: Passage, whole: str) -> Candidate:
    header = f"{passage.header.strip()}\n" if passage.header and not whole else ""
    place = passage.path.name if whole else label(passage)
    return Candidate(
        kind="document" if whole else "passage",
        id=f"{passage.path}:{1 if whole else _begins_at(passage)}",
        label=place,
        text=whole or header + passage.text,
        place=place,
        score=passage.score,
        is_relevant=passage.is_relevant,
    )


def _begins_at(passage: Passage) -> int:
    """The page, line or row where it begins in its file."""
    place = passage.place
    return place.page or place.first_line or place.first_row or 1


def _path_of(candidate: Candidate) -> str:
    return candidate.id.rpartition(":")[0]


def _line(text: str) -> str:
    return " ".join(text.split())


def _cut(line: str) -> str:
    return line if len(line) <= _ROUND_CHARACTERS else line[:_ROUND_CHARACTERS].rstrip() + "…"
