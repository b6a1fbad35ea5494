"""Why an answer is what it is: everything the model had read, section by section. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import get_args

from assistant.context.given import SECTION_OF
from assistant.context.notes import is_about_memory
from assistant.context.recording import prompt_ids
from assistant.conversation import (
    Given,
    LeftOut,
    Message,
    PromptRecord,
    SectionName,
    SummaryPart,
)

_ORDER: tuple[SectionName, ...] = get_args(SectionName)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was found for the question."""

    given: Given
    tokens: int
    """0 when it was not used."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the prompt."""

    name: SectionName
    tokens: int
    items: tuple[Item, ...] = ()
    """What was found, in the order of its rank."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one answer was made from."""

    reply: Message
    record: PromptRecord
    parts: tuple[Part, ...]
    """The sections that there are, in the order of `SectionName`; memories in any case, because
    that nothing was recalled has its reasons, too."""
    history_messages: int
    """How many earlier messages the model was shown."""
    left_out: tuple[LeftOut, ...]
    summary: SummaryPart | None
    ids: tuple[int, ...] | None
    """The exact prompt; `None` when its tokens are not kept, as after an import."""


def explained(branch: Sequence[Message], reply_id: str) -> Explanation | None:
    """Explain a reply of this branch; `None` for one whose record is not kept."""
    place = next((at for at, each in enumerate(branch) if each.id == reply_id), None)
    if place is None or (record := branch[place].record) is None:
        return None
    asked = _asked(branch[:place])
    given = () if asked is None else asked.given
    node = next((each for each in branch[:place] if each.id == record.summary_id), None)
    return Explanation(
        reply=branch[place],
        record=record,
        parts=tuple(_parts(record, given)),
        history_messages=_count_shown(branch[:place], asked, record, node),
        left_out=record.left_out,
        summary=None if node is None else node.summary,
        ids=prompt_ids(branch, reply_id),
    )


def explained_reply(branch: Sequence[Message], message_id: str | None = None) -> Message | None:
    """The reply that a message is or that follows it; the last of the branch for `None`."""
    replies = [each for each in branch if each.role == "assistant"]
    if message_id is None:
        return replies[-1] if replies else None
    place = next((at for at, each in enumerate(branch) if each.id == message_id), len(branch))
    return next((each for each in branch[place:] if each.role == "assistant"), None)


def _asked(before: Sequence[Message]) -> Message | None:
    return next((each for each in reversed(before) if each.role == "user"), None)


def _parts(record: PromptRecord, given: Sequence[Given]) -> list[Part]:
    tokens: dict[SectionName, int] = dict.fromkeys(_ORDER, 0)
    of_items: dict[tuple[SectionName, str], int] = {}
    for span in record.spans:
        length = max(span.end - span.start, 0)
        tokens[span.name] += length
        if span.id:
            of_items[span.name, span.id] = of_items.get((span.name, span.id), 0) + length
    found = [
        (_section_of(each), Item(each, of_items.get((_section_of(each), str(at)), 0)))
        for at, each in enumerate(given)
    ]
    items = {
        name: tuple(item for _, item in group)
        for name, group in groupby(
            sorted(found, key=lambda each: _ORDER.index(each[0])), key=lambda each: each[0]
        )
    }
    names: list[SectionName] = [
        name for name in _ORDER if tokens[name] or items.get(name) or name == "memories"
    ]
    return [Part(name, tokens[name], items.get(name, ())) for name in names]


def _section_of(given: Given) -> SectionName:
    return "memories" if is_about_memory(given) else SECTION_OF[given.kind]


def _count_shown(
    before: Sequence[Message], asked: Message | None, record: PromptRecord, node: Message | None
) -> int:
    """Count what is neither the question, nor left out, nor a summary or covered by it."""
    part = None if node is None else node.summary
    covered = next(
        (at for at, each in enumerate(before) if part is not None and each.id == part.covers_to), -1
    )
    gone = {each.message_id for each in record.left_out}
    return sum(
        each.summary is None and each is not asked and each.id not in gone
        for each in before[covered + 1 :]
    )
