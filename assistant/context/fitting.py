"""What has to go so that a prompt fits, told by the measured tokens of its parts. Pure."""

from collections.abc import Iterable, Sequence

from assistant.context.budget import Budget, Item, chosen, oldest_to_leave
from assistant.context.given import SECTION_OF
from assistant.context.rounds import rounds_of
from assistant.context.visible import visible
from assistant.conversation import Given, LeftOut, Message
from assistant.engine import PromptMeasured, SegmentSpan
from assistant.locales import N_

OLDEST = N_("the oldest, left out for want of room")
LANDING = 0.6
"""So much of the context is in use when messages had to be left out: not again at every turn."""


def given_tokens(spans: Iterable[SegmentSpan]) -> int:
    """Count the tokens of what is given, with its headings."""
    return sum(_length(span) for span in spans if span.name in ("memories", "passages"))


def too_much(given: Sequence[Given], measured: PromptMeasured, budget: Budget) -> frozenset[int]:
    """Return the places of what must not be given, so that a prompt with all of it would fit.

    Without parts that are told apart, one at a time goes: the one worth least.
    """
    used = [place for place, each in enumerate(given) if each.is_used]
    tokens = {int(span.id): _length(span) for span in measured.spans if _is_given(span)}
    if not used or tokens.keys() != set(used):
        is_over = bool(used) and measured.tokens > budget.room
        return frozenset({min(used, key=lambda at: _value(given[at]))} if is_over else ())
    items = [Item(SECTION_OF[given[at].kind], tokens[at], _value(given[at])) for at in used]
    headings = {
        section: sum(_length(s) for s in measured.spans if s.name == section and not s.id)
        for section in ("memories", "passages")
    }
    taken = chosen(
        items,
        room=budget.room - (measured.tokens - sum(tokens.values())),
        shares={
            "memories": budget.given_share - headings["memories"],
            "passages": budget.given_share - headings["passages"],
        },
    )
    return frozenset(used) - {used[place] for place in taken}


def to_leave_out(
    branch: Sequence[Message], measured: PromptMeasured, budget: Budget
) -> tuple[LeftOut, ...]:
    """Return the oldest messages that a prompt of everything as text must go without.

    Whole rounds go, never the question. Without parts that are told apart it is one round.
    """
    *earlier, _ = rounds_of(visible(branch).messages) or [()]
    tokens: dict[str, int] = {}
    for span in measured.spans:
        if span.name == "history":
            tokens[span.id] = tokens.get(span.id, 0) + _length(span)
    if tokens:
        costs = [sum(tokens.get(message.id, 0) for message in each) for each in earlier]
        room = int(LANDING * budget.context_tokens) - (measured.tokens - sum(costs))
        count = oldest_to_leave(costs, max(room, 0))
    else:
        count = min(1, len(earlier))
    return tuple(LeftOut(each.id, OLDEST) for some in earlier[:count] for each in some)


def _is_given(span: SegmentSpan) -> bool:
    return span.name != "history" and span.id.isdecimal()


def _length(span: SegmentSpan) -> int:
    return span.end - span.start


def _value(given: Given) -> float:
    return 1.0 if given.score is None else given.score
