"""A tree of messages as strands that can be read one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.conversation import Message


@dataclass(frozen=True, slots=True)
class Strand:
    """Messages that follow each other."""

    messages: tuple[Message, ...]
    follows_id: str | None
    """The message before the first, in another strand; `None` where the conversation begins."""


def shown_branch(messages: Sequence[Message], head_id: str | None) -> list[Message]:
    """The messages from the root to `head_id`."""
    by_id = {message.id: message for message in messages}
    path: dict[str, Message] = {}
    each = None if head_id is None else by_id.get(head_id)
    while each is not None and each.id not in path:
        path[each.id] = each
        each = None if each.parent_id is None else by_id.get(each.parent_id)
    return list(path.values())[::-1]


def strands(messages: Sequence[Message], head_id: str | None) -> list[Strand]:
    """Every message once: the shown branch, then what goes off it, and off that, in order.

    A strand goes on with the newest of several messages, and to where nothing follows.
    """
    children = children_of(messages)
    shown = shown_branch(messages, head_id)
    seen = {message.id for message in shown}
    found = [Strand(tuple(shown), None)] if shown else []
    waiting = _beside([None, *(message.id for message in shown)], children, seen)
    while waiting:
        first = waiting.pop()
        path = [first]
        while after := children.get(path[-1].id):
            path.append(after[-1])
        seen.update(message.id for message in path)
        found.append(Strand(tuple(path), first.parent_id))
        waiting += _beside([message.id for message in path], children, seen)
    return found


def children_of(messages: Sequence[Message]) -> Mapping[str | None, list[Message]]:
    """For each message that is followed, and for `None`: what follows it, in order."""
    children: dict[str | None, list[Message]] = {}
    for message in messages:
        children.setdefault(message.parent_id, []).append(message)
    return children


def _beside(
    places: Sequence[str | None],
    children: Mapping[str | None, Sequence[Message]],
    seen: set[str],
) -> list[Message]:
    """What follows messages without being part of a strand, last first."""
    found = [each for place in places for each in children.get(place, []) if each.id not in seen]
    return found[::-1]
