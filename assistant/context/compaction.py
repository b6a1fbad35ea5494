"""When a conversation is made shorter for the model, and by what. Pure decisions.

Starts late and lands low, so that it is rare; rules come first, a summary second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.context.budget import oldest_to_leave
from assistant.context.rounds import rounds_of
from assistant.context.visible import visible
from assistant.conversation import Message, SummaryPart
from assistant.engine import PromptMeasured

START = 0.8
"""So much of the context is in use when it begins."""
LANDING = 0.45
"""So much is in use afterwards, about."""
_SUMMARY_SHARE = 1 / 16
_MOST_SUMMARY_TOKENS = 400

INSTRUCTION = (
    "Pause here. Summarise our conversation so far for yourself, in at most {words} words: who "
    "wants what, facts, names, numbers, decisions, and what is still open. Write plain sentences "
    "in the language that we speak. End with a line “Lookup hints:” and the terms by which the "
    "details can be found again."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done."""

    kind: Literal["bare", "summary"]
    covered: tuple[Message, ...]
    """What the summary stands in for; nothing for `bare`."""
    summary: SummaryPart
    """As it will be, still without the words of a new summary."""


def is_due(used_tokens: int, context_tokens: int) -> bool:
    """Whether so much is in use that the conversation should be made shorter."""
    return used_tokens > START * context_tokens


def summary_tokens(context_tokens: int) -> int:
    """How long a summary is at most."""
    return min(int(context_tokens * _SUMMARY_SHARE), _MOST_SUMMARY_TOKENS)


def bare(branch: Sequence[Message]) -> SummaryPart | None:
    """Repeat all but the last round without what was given with it and what tools told.

    `None` when that makes no difference.
    """
    seen = visible(branch)
    *earlier, _ = rounds_of(seen.messages) or [()]
    old = seen.summary.summary if seen.summary is not None else None
    told = [message for some in earlier for message in some]
    lighter = [
        each
        for each in told
        if each.id not in seen.bare and (each.role == "tool" or any(g.is_used for g in each.given))
    ]
    if not lighter:
        return None
    return SummaryPart(
        "" if old is None else old.text,
        covers_to="" if old is None else old.covers_to,
        bare_to=told[-1].id,
        messages=len(told) if old is None or not old.text else old.messages,
        is_extract=old is not None and old.is_extract,
    )


def planned(
    branch: Sequence[Message],
    lighter: SummaryPart | None,
    measured: PromptMeasured,
    context_tokens: int,
) -> Plan | None:
    """Decide by what a prompt of all that is shown, `measured` as it is or `lighter`, gets shorter.

    Whole rounds are summarised, oldest first, never the last one; `None` when there is no other.
    """
    landing = int(LANDING * context_tokens)
    if lighter is not None and measured.tokens <= landing:
        return Plan("bare", (), lighter)
    *earlier, _ = rounds_of(visible(branch).messages) or [()]
    if not earlier:
        return None
    tokens: dict[str, int] = {}
    for span in measured.spans:
        if span.name == "history":
            tokens[span.id] = tokens.get(span.id, 0) + span.end - span.start
    costs = [sum(tokens.get(message.id, 0) for message in each) for each in earlier]
    replaced = sum(span.end - span.start for span in measured.spans if span.name == "summary")
    fixed = measured.tokens - sum(costs) - replaced + summary_tokens(context_tokens)
    # Without parts that are told apart, all goes but the last round.
    count = oldest_to_leave(costs, max(landing - fixed, 0)) if tokens else len(earlier)
    covered = tuple(message for some in earlier[: max(count, 1)] for message in some)
    end = next(at for at, each in enumerate(branch) if each.id == covered[-1].id)
    summary = SummaryPart(
        "",
        covers_to=covered[-1].id,
        bare_to=earlier[-1][-1].id,
        messages=sum(message.summary is None for message in branch[: end + 1]),
    )
    return Plan("summary", covered, summary)
