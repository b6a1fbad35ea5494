"""What an answer was made from: its record, and from records the exact prompt again. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import get_args

from assistant.context.budget import Budget
from assistant.context.prompt import Prompt
from assistant.context.visible import visible
from assistant.conversation import (
    LeftOut,
    Message,
    PromptRecord,
    SectionName,
    SectionSpan,
    TokenSpan,
)
from assistant.engine import PromptBuilt, SegmentSpan

_NAMES: tuple[SectionName, ...] = get_args(SectionName)
_FIXED: tuple[SectionName, ...] = ("system", "persona", "tools", "summary")
"""What stands at the beginning of a prompt and stays there."""


def prompt_record(
    branch: Sequence[Message],
    prompt: Prompt,
    built: PromptBuilt,
    span: TokenSpan,
    *,
    budget: Budget,
    left_out: Sequence[LeftOut] = (),
) -> PromptRecord:
    """Tell of which sections a prompt is; `span` is what the turn added to it."""
    kept = branch[: prompt.known] if built.history_kept else branch[:0]
    summary = visible(branch).summary
    before = len(prompt.history) if kept else 0
    return PromptRecord(
        key=span.key,
        spans=(
            *_history_spans(kept, before),
            *_new_spans(built.spans, before, built.prompt_tokens),
        ),
        cached_tokens=built.cached_tokens,
        context_tokens=budget.context_tokens,
        reserve_tokens=min(budget.reserve, budget.context_tokens - built.prompt_tokens),
        left_out=tuple(left_out) or _still_left_out(kept),
        summary_id="" if summary is None else summary.id,
        ids=span.ids,
        starts_anew=span.starts_anew,
    )


def prompt_ids(branch: Sequence[Message], reply_id: str) -> tuple[int, ...] | None:
    """The prompt of a reply of this branch, to the token; `None` when it is not known any more."""
    places = {message.id: place for place, message in enumerate(branch)}
    place = places[reply_id]
    record = branch[place].record
    if record is None or not record.ids:
        return None
    ids = _prompt(branch, place, record)
    return ids if ids is not None and len(ids) == record.prompt_tokens else None


def _prompt(branch: Sequence[Message], place: int, record: PromptRecord) -> tuple[int, ...] | None:
    """Go back to where the prompt starts anew, then collect what each turn added."""
    added: list[tuple[int, ...]] = [record.ids]
    starts_anew = record.starts_anew
    while not starts_anew:
        # The message of the user is in the ids already; before it is the end of another turn.
        place = _question_place(branch, place) - 1
        before = branch[place] if place >= 0 else None
        if before is None or before.tokens is None or before.tokens.key != record.key:
            return None
        added.append(before.tokens.ids)
        if before.tokens.starts_anew or before.role == "user":
            starts_anew = before.tokens.starts_anew
        elif before.record is None or before.record.key != record.key:
            return None
        else:
            added.append(before.record.ids)
            starts_anew = before.record.starts_anew
    return tuple(token for ids in reversed(added) for token in ids)


def _question_place(branch: Sequence[Message], place: int) -> int:
    while place > 0 and branch[place].role != "user":
        place -= 1
    return place


def _history_spans(known: Sequence[Message], length: int) -> Iterable[SectionSpan]:
    """What does not change at the beginning, then the history."""
    fixed: list[SectionSpan] = []
    if (record := _beginning_of(known)) is not None:
        fixed = list(takewhile(lambda span: span.name in _FIXED, record.spans))
    begun = fixed[-1].end if fixed else 0
    yield from fixed
    if begun < length:
        yield SectionSpan("history", begun, length)


def _beginning_of(known: Sequence[Message]) -> PromptRecord | None:
    """The record of the prompt in which the tokens of these messages start anew."""
    starts = [
        place
        for place, message in enumerate(known)
        if message.tokens is not None and message.tokens.starts_anew
    ]
    for message in known[starts[-1] :] if starts else ():
        if message.record is not None:
            return message.record if message.record.starts_anew else None
    return None


def _still_left_out(known: Sequence[Message]) -> tuple[LeftOut, ...]:
    """What was left out of the prompt that goes on."""
    for message in reversed(known):
        if message.record is not None:
            return message.record.left_out
    return ()


def _new_spans(spans: Sequence[SegmentSpan], begin: int, end: int) -> list[SectionSpan]:
    """Name the sections; the messages of the history are one."""
    if not spans:
        name: SectionName = "question" if begin else "history"
        return [SectionSpan(name, begin, end)] if begin < end else []
    named: list[SectionSpan] = []
    for span in spans:
        section = _section(span.name)
        key = "" if section == "history" else span.id
        if named and (named[-1].name, named[-1].id) == (section, key):
            named[-1] = SectionSpan(section, named[-1].start, span.end, key)
        else:
            named.append(SectionSpan(section, span.start, span.end, key))
    return named


def _section(name: str) -> SectionName:
    named: Mapping[str, SectionName] = {each: each for each in _NAMES}
    return named.get(name, "history")
