"""A paragraph or a heading in rows."""

from bisect import bisect_right
from itertools import accumulate

from textual.content import Content, Span

from assistant.tui.markdown.blocks import Block, Heading, Paragraph
from assistant.tui.markdown.inline import Inline, Run
from assistant.tui.markdown.lines import Line
from assistant.tui.markdown.wrapped import Wrapped


class WordRows:
    """Keeps the rows of words that grow at their end."""

    def __init__(self, width: int) -> None:
        self._wrapped = Wrapped(width)
        self._inline: Inline = ()
        self._ends: list[int] = []
        """The number of characters up to the end of each run."""
        self._look = ""

    @property
    def rows(self) -> list[Line]:
        """The rows of the words as they are now."""
        return self._wrapped.rows

    def update(self, block: Block) -> int | None:
        """Lay out what changed; return the first row that did, or `None` for another block."""
        if not isinstance(block, Paragraph | Heading):
            return None
        look = f".md--h{min(block.level, 3)}" if isinstance(block, Heading) else ""
        same = same_objects(self._inline, block.inline)
        agreed = self._ends[same - 1] if same else 0
        if same < min(len(self._inline), len(block.inline)):
            agreed += _agreeing(self._inline[same], block.inline[same])
        if look != self._look:
            agreed = 0
        del self._ends[same:]
        lengths = (len(run.text) for run in block.inline[same:])
        self._ends += list(accumulate(lengths, initial=self._ends[-1] if self._ends else 0))[1:]
        self._inline, self._look = block.inline, look
        return self._wrapped.update(agreed, self._text_from)

    def _text_from(self, offset: int) -> Content:
        at = bisect_right(self._ends, offset)
        begun = self._ends[at - 1] if at else 0
        text = styled(self._inline[at:])[offset - begun :]
        return text.stylize(self._look) if self._look else text


def styled(inline: Inline) -> Content:
    """Return runs as one text with the names of their styles."""
    text = "".join(run.text for run in inline)
    spans: list[Span] = []
    at = 0
    for run in inline:
        end = at + len(run.text)
        spans.extend(Span(at, end, f".md--{look}") for look in run.looks)
        at = end
    return Content(text, spans)


def same_objects(before: tuple[object, ...], after: tuple[object, ...]) -> int:
    """Return how many values two tuples share from the start, by identity."""
    pairs = zip(before, after, strict=False)
    differing = (index for index, (old, new) in enumerate(pairs) if old is not new)
    return next(differing, min(len(before), len(after)))


def _agreeing(before: Run, after: Run) -> int:
    """Return how many characters of two runs are the same from the start."""
    if before.looks != after.looks:
        return 0
    low, high = 0, min(len(before.text), len(after.text))
    while low < high:
        middle = (low + high + 1) // 2
        if before.text.startswith(after.text[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low
