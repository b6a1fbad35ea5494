"""A text area in which a character is what a person takes for one.

Textual's own counts code points: it would leave half of an emoji or take the accent from a letter.
"""

from collections.abc import Callable, Sequence

from rich.cells import split_graphemes
from textual import events
from textual.document._document import DocumentBase, Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.widgets import TextArea

from assistant.tui.atoms import Span, after, atoms, before, begins, whole

AtomsOf = Callable[[int], Sequence[Span]]
"""The characters of a line, by its number."""


class WholeCharacterArea(TextArea):
    """Moves, deletes, selects and wraps by whole characters; `blocks_of` names further ones."""

    def blocks_of(self, line: str) -> Sequence[Span]:  # noqa: ARG002 - for subclasses
        """Return spans of a line that are one thing, besides its characters."""
        return ()

    def get_cursor_left_location(self) -> Location:
        """Return where the character before the cursor begins."""
        row, column = self.cursor_location
        return (
            (row, before(column, self._atoms(row)))
            if column
            else super().get_cursor_left_location()
        )

    def get_cursor_right_location(self) -> Location:
        """Return where the character after the cursor ends."""
        row, column = self.cursor_location
        if column < len(self.document.get_line(row)):
            return row, after(column, self._atoms(row))
        return super().get_cursor_right_location()

    def get_cursor_word_left_location(self) -> Location:
        """Return the beginning of a word, not within a character."""
        row, column = super().get_cursor_word_left_location()
        return row, begins(column, self._atoms(row))

    def get_cursor_word_right_location(self) -> Location:
        """Return the end of a word, not within a character."""
        row, column = super().get_cursor_word_right_location()
        spans = self._atoms(row)
        return row, column if begins(column, spans) == column else after(column, spans)

    def get_target_document_location(self, event: events.MouseEvent) -> Location:
        """Return where the mouse is, not within a character."""
        return self.navigator.clamp_reachable(super().get_target_document_location(event))

    def _set_document(self, text: str, language: str | None) -> None:
        super()._set_document(text, language)
        self.wrapped_document = _WholeWrapped(self.document, self._atoms, self.indent_width)
        self.navigator = _WholeNavigator(self.wrapped_document, self._atoms)
        self._rewrap_and_refresh_virtual_size()

    def _atoms(self, row: int) -> Sequence[Span]:
        line = self.document.get_line(row)
        return atoms(line, self.blocks_of(line))


class _WholeNavigator(DocumentNavigator):
    def __init__(self, document: WrappedDocument, atoms_of: AtomsOf) -> None:
        super().__init__(document)
        self._atoms_of = atoms_of

    def clamp_reachable(self, location: Location) -> Location:
        row, column = super().clamp_reachable(location)
        return row, whole(column, self._atoms_of(row))


class _WholeWrapped(WrappedDocument):
    """Breaks no character, and finds the one that stands at a cell."""

    def __init__(self, document: DocumentBase, atoms_of: AtomsOf, tab_width: int) -> None:
        super().__init__(document, tab_width=tab_width)
        self._atoms_of = atoms_of

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        super().wrap(width, tab_width)
        self._mend()

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        super().wrap_range(start, old_end, new_end)
        self._mend()

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        sections = self.get_sections(line_index)
        y_offset %= len(sections)
        section = sections[y_offset]
        if section.isascii() or "\t" in section:
            return super().get_target_document_column(line_index, x_offset, y_offset)
        begin = sum(map(len, sections[:y_offset]))
        is_last = y_offset == len(sections) - 1
        cells = last = 0
        for at, _, width in split_graphemes(section)[0]:
            last = at
            cells += width
            if cells > x_offset:
                return begin + at
        return begin + (len(section) if is_last else last)

    def _mend(self) -> None:
        """Let each row begin with a whole character."""
        for row, offsets in enumerate(self._wrap_offsets):
            if offsets and not self.document.get_line(row).isascii():
                spans = self._atoms_of(row)
                mended = [begins(offset, spans) for offset in offsets]
                if mended[0] > 0 and len(set(mended)) == len(mended):
                    self._wrap_offsets[row] = mended
