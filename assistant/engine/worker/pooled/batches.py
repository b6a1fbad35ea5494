"""Which texts are computed together, and where long ones are cut. Pure functions."""

from collections.abc import Callable, Iterator, Sequence


def batches(
    lengths: Sequence[int], *, tokens: int, sequences: int, in_order: bool = False
) -> Iterator[list[int]]:
    """Yield the places of texts that fit into one batch, similar lengths together.

    No batch has more tokens, unless a single text has, or more texts than are allowed.
    """
    order = list(range(len(lengths)))
    if not in_order:
        order.sort(key=lambda place: lengths[place])
    batch: list[int] = []
    filled = 0
    for place in order:
        if batch and (filled + lengths[place] > tokens or len(batch) == sequences):
            yield batch
            batch, filled = [], 0
        batch.append(place)
        filled += lengths[place]
    if batch:
        yield batch


def pieces_that_fit(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Cut a text, between words where it has any, until every piece fits.

    Joined, the pieces are the text; none at all when not even one character fits.
    """
    if fits(text):
        return [text]
    if len(text) <= 1:
        return []
    cut = _middle(text)
    left, right = (pieces_that_fit(part, fits) for part in (text[:cut], text[cut:]))
    return [*left, *right] if left and right else []


def _middle(text: str) -> int:
    """Return a place near the middle, before white space if some is in the middle half."""
    half = len(text) // 2
    quarter = len(text) // 4
    before = text.rfind(" ", quarter + 1, half + 1)
    after = text.find(" ", half, half + quarter)
    found = [place for place in (before, after) if place > 0]
    return min(found, key=lambda place: abs(place - half), default=half)
