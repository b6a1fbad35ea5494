"""The inside of a paragraph: runs of text, each with the styles it wears."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it.token import Token

Look = Literal["strong", "em", "strike", "code", "link", "address"]


@dataclass(frozen=True, slots=True)
class Run:
    """Text in which every character looks the same."""

    text: str
    looks: tuple[Look, ...] = ()


Inline = tuple[Run, ...]

_LOOKS: dict[str, Look] = {"strong": "strong", "em": "em", "s": "strike", "link": "link"}


def plain_text(inline: Inline) -> str:
    """Return the characters without their looks."""
    return "".join(run.text for run in inline)


def read_inline(tokens: Sequence["Token"]) -> Inline:
    """Return the runs of an inline token's children.

    A line end of the source stays a line end: in a chat it was meant. The address of a link follows
    its words, unless it is the words, so that nothing is hidden behind them.
    """
    reader = _Reader()
    for token in tokens:
        reader.take(token)
    return tuple(joined(reader.runs))


class _Reader:
    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._looks: list[Look] = []
        self._links: list[tuple[str, int]] = []
        """Address, and the number of runs before its words."""

    def take(self, token: "Token") -> None:
        """Read the next token."""
        kind, _, side = token.type.rpartition("_")
        if side == "open" and kind in _LOOKS:
            self._open(kind, token)
        elif side == "close" and kind in _LOOKS:
            self._close(kind)
        elif token.type in ("softbreak", "hardbreak"):
            self._add("\n")
        elif token.type == "code_inline":
            self._add(token.content, "code")
        elif token.type == "image":
            self._add(f"[{token.content or 'image'}]")
            self._add_address(str(token.attrs.get("src", "")))
        else:
            self._add(token.content)

    def _open(self, kind: str, token: "Token") -> None:
        if kind == "link":
            self._links.append((str(token.attrs.get("href", "")), len(self.runs)))
        self._looks.append(_LOOKS[kind])

    def _close(self, kind: str) -> None:
        self._looks.remove(_LOOKS[kind])
        if kind == "link":
            address, since = self._links.pop()
            words = "".join(run.text for run in self.runs[since:])
            if words not in (address, address.removeprefix("mailto:")):
                self._add_address(address)

    def _add(self, text: str, *looks: Look) -> None:
        self.runs.append(Run(text, (*self._looks, *looks)))

    def _add_address(self, address: str) -> None:
        if address:
            self._add(f" ({address})", "address")


def joined(runs: Sequence[Run]) -> list[Run]:
    """Merge neighbours that look alike, so that equal texts are equal values."""
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1].looks == run.looks:
            merged[-1] = Run(merged[-1].text + run.text, run.looks)
        elif run.text:
            merged.append(run)
    return merged
