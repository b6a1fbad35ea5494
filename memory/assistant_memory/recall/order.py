"""A memory whose place another took never stands above it; pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant_memory.ranking import Ranked


def successors_first(
    ranked: Sequence[Ranked], successor: Callable[[str], str | None]
) -> list[Ranked]:
    """Put what took the place of a memory right before it, found or not, with no lower score."""
    own = {each.id: each for each in ranked}
    ordered: dict[str, Ranked] = {}
    for each in ranked:
        after = successor(each.id)
        if after is not None and after not in ordered:
            found = own.get(after, replace(each, id=after))
            ordered[after] = replace(
                found,
                score=max(found.score, each.score),
                is_relevant=found.is_relevant or each.is_relevant,
            )
        ordered.setdefault(each.id, each)
    return list(ordered.values())
