"""One measured figure, its target and what it was compared with."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table that `make bench` prints."""

    what: str
    measured: str
    target: str
    met: bool
    compared_with: str


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| what | measured | target | met | compared with |", "|---|---|---|---|---|"]
    lines += [
        f"| {f.what} | {f.measured} | {f.target} | {'yes' if f.met else 'NO'} | {f.compared_with} |"
        for f in figures
    ]
    return "\n".join(lines)
