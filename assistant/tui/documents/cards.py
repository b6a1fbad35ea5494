"""What `/docs` opens."""

from collections.abc import Sequence
from datetime import datetime

from assistant.locales import _, ngettext
from assistant.recollection.faults import fault_words
from assistant.tui.documents.wording import passage_label
from assistant.tui.screens.card import CardScreen
from assistant.tui.widgets.rows_view import Row, Section
from assistant.tui.wording import one_line, short_date
from assistant_memory.documents.values import Document, LibrarySource, Passage

_MOST_ROWS = 500
_EXCERPT_CHARACTERS = 300


def documents_card(
    sources: Sequence[LibrarySource], documents: Sequence[Document], now: datetime
) -> CardScreen:
    """Show what was added, and what was read of it."""
    foot = _("/docs add PATH adds a file or a folder; /docs refresh reads what changed.")
    if not sources and not documents:
        empty = Section("", (Row("", _("No documents were added yet.")),))
        return CardScreen(_("Documents"), [empty], foot)
    added = tuple(
        Row(one_line(str(each.path)), "", note=short_date(each.added_at, now)) for each in sources
    )
    rows = tuple(_document_row(each, now) for each in documents[:_MOST_ROWS])
    counted = ngettext("{count:,} document", "{count:,} documents", len(documents))
    title = counted.format(count=len(documents))
    return CardScreen(_("Documents"), [Section(_("added"), added), Section(title, rows)], foot)


def passages_card(words: str, passages: Sequence[Passage]) -> CardScreen:
    """Show the passages that were found."""
    if not passages:
        nothing = Section("", (Row("", _("Nothing was found.")),))
        return CardScreen(one_line(words), [nothing])
    sections = [
        Section(
            f"{passage_label(each)} · {each.score:.2f}"
            + ("" if each.is_relevant else " · " + _("below the cut, not used")),
            (Row("", one_line(each.text)[:_EXCERPT_CHARACTERS]),),
        )
        for each in passages
    ]
    return CardScreen(one_line(words), sections)


def _document_row(document: Document, now: datetime) -> Row:
    name = one_line(document.path.name)
    if document.fault is not None:
        return Row(name, fault_words(document.fault), is_marked=True)
    counted = ngettext("{count:,} passage", "{count:,} passages", document.passages)
    told = counted.format(count=document.passages)
    return Row(name, told, note=short_date(document.indexed_at, now))
