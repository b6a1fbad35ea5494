"""Which messages of a branch a prompt shows, and what stands in for the others. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation import Message


@dataclass(frozen=True, slots=True)
class Visible:
    """What is left of a branch behind its last summary."""

    messages: tuple[Message, ...]
    """Those whose words are in the prompt, oldest first."""
    summary: Message | None = None
    """The message that stands in for those before; `None` for none."""
    bare: frozenset[str] = frozenset()
    """Ids of those that are shown without what was given with them."""


def visible(branch: Sequence[Message]) -> Visible:
    """Leave out what the last summary covers, and summaries themselves.

    A summary that covers up to a message which is not in the branch counts for nothing.
    """
    places = {message.id: place for place, message in enumerate(branch)}
    for place in range(len(branch) - 1, -1, -1):
        summary = branch[place].summary
        if summary is None:
            continue
        covered = places.get(summary.covers_to, -1)
        bare_to = places.get(summary.bare_to, -1)
        if covered >= place or (summary.covers_to and covered < 0):
            continue
        shown = _words(branch[covered + 1 :])
        bare = frozenset(each.id for each in branch[: bare_to + 1])
        return Visible(shown, branch[place], bare)
    return Visible(_words(branch))


def _words(branch: Sequence[Message]) -> tuple[Message, ...]:
    return tuple(message for message in branch if message.summary is None)
