"""How far two sequences agree, and how much of a marker a text may have begun. Pure."""

from collections.abc import Sequence


def common_prefix(left: Sequence[int], right: Sequence[int]) -> int:
    """Return how many token ids two sequences of one type share from the start."""
    length = min(len(left), len(right))
    if left[:length] == right[:length]:
        return length
    return next(index for index in range(length) if left[index] != right[index])


def begun(text: str, marker: str) -> int:
    """Return the length of the longest end of `text` that begins `marker`, but is not all of it."""
    for length in range(min(len(text), len(marker) - 1), 0, -1):
        if text.endswith(marker[:length]):
            return length
    return 0
