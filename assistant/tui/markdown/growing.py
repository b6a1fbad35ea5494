"""A document that arrives in pieces, without reading all of it again for each piece."""

from assistant.terminal_text import printable
from assistant.tui.markdown.blocks import Block, parse_blocks, parse_placed


class GrowingDocument:
    """Markdown that is appended to; only its last block is read again.

    After complete lines, every block but the last can no longer change: later lines belong to the
    last block or follow it. Only what refers across blocks (link definitions) waits for `finish`.
    """

    def __init__(self, text: str = "") -> None:
        self._pieces: list[str] = [text]
        self._settled: tuple[Block, ...] = ()
        self._tail = text
        """What follows the settled blocks, raw; it begins at the start of a line."""
        self._open: tuple[Block, ...] = parse_blocks(text)

    @property
    def text(self) -> str:
        """All that was appended, as it came."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the text so far."""
        return self._settled + self._open

    def append(self, piece: str) -> None:
        """Add to the end."""
        self._pieces.append(piece)
        self._tail += piece
        if "\n" in piece:
            self._settle()
        self._open = tuple(placed.block for placed in parse_placed(printable(self._tail)))

    def finish(self) -> None:
        """Read the whole text once more: from here on the blocks are those of a full parse."""
        whole = parse_blocks(self.text)
        if whole != self.blocks:
            self._settled, self._open = whole, ()

    def _settle(self) -> None:
        lines = self._tail.split("\n")
        complete = "\n".join(lines[:-1]) + "\n"
        placed = parse_placed(printable(complete))
        if len(placed) < 2:
            return
        self._settled += tuple(block.block for block in placed[:-1])
        self._tail = "\n".join(lines[placed[-1].first_line :])
