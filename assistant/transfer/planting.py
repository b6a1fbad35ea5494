"""A tree of messages from whatever an export says about who follows whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from assistant.conversation import (
    Conversation,
    Given,
    Message,
    MessageState,
    Part,
    PromptRecord,
    ReplyStats,
    Role,
)


@dataclass(frozen=True, slots=True)
class Seed:
    """One message as an export has it."""

    key: str
    """Its id there."""
    parent: str | None
    """Id of the message before it; one that does not exist counts as none."""
    role: Role
    parts: tuple[Part, ...]
    created_at: datetime | None
    """`None`: that of the message before it."""
    model: str = ""
    state: MessageState = "complete"
    note: str = ""
    stats: ReplyStats | None = None
    given: tuple[Given, ...] = ()
    record: PromptRecord | None = None
    is_kept: bool = True
    """Whether it becomes a message, or its children follow what is before it."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Messages of one conversation, parents before their children."""

    messages: tuple[Message, ...]
    places: Mapping[str, str | None]
    """For each seed's key: the id of its message, or of the nearest before it that was kept."""


@dataclass(frozen=True, slots=True)
class ImportedConversation:
    """What was read of one conversation."""

    conversation: Conversation
    messages: tuple[Message, ...]
    """Parents before their children."""
    left_out: int = 0
    """Messages that could not be read."""


def derived_id(*names: str) -> str:
    """The same id for the same origin, so that an import can be repeated."""
    origin = "\0".join(names).encode("utf-8", "surrogatepass")
    return blake2b(origin, digest_size=16).hexdigest()


def plant(
    seeds: Sequence[Seed], conversation_id: str, id_of: Callable[[str], str], began: datetime
) -> Planted:
    """Make the tree, in the order of the seeds wherever parents come first.

    Of seeds with one key the first counts; a circle is cut open where it is entered.
    """
    by_key: dict[str, Seed] = {}
    for seed in seeds:
        by_key.setdefault(seed.key, seed)
    places: dict[str, str | None] = {}
    times: dict[str, datetime] = {}
    messages: list[Message] = []
    for seed in by_key.values():
        for each in _unplanted(seed, by_key, places):
            before = each.parent if each.parent in places else None
            parent_id = None if before is None else places[before]
            time = each.created_at or (began if before is None else times[before])
            times[each.key] = time
            places[each.key] = parent_id
            if each.is_kept:
                places[each.key] = id_of(each.key)
                messages.append(_message(each, id_of(each.key), conversation_id, parent_id, time))
    return Planted(tuple(messages), places)


def latest_leaf(messages: Sequence[Message]) -> str | None:
    """The message that was written last of those that nothing follows."""
    parents = {message.parent_id for message in messages}
    leaves = [(each.created_at, at) for at, each in enumerate(messages) if each.id not in parents]
    return messages[max(leaves)[1]].id if leaves else None


def _unplanted(
    seed: Seed, by_key: Mapping[str, Seed], planted: Mapping[str, str | None]
) -> list[Seed]:
    """The seed and what must be planted before it, first first."""
    path: dict[str, Seed] = {}
    each: Seed | None = seed
    while each is not None and each.key not in planted and each.key not in path:
        path[each.key] = each
        each = None if each.parent is None else by_key.get(each.parent)
    return list(path.values())[::-1]


def _message(
    seed: Seed, message_id: str, conversation_id: str, parent_id: str | None, time: datetime
) -> Message:
    return Message(
        id=message_id,
        conversation_id=conversation_id,
        parent_id=parent_id,
        role=seed.role,
        parts=seed.parts,
        created_at=time,
        state=seed.state,
        note=seed.note,
        model=seed.model,
        stats=seed.stats,
        given=seed.given,
        record=seed.record,
    )
