"""What is asked before something is forgotten for good, and what is shown afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from assistant.conversation import Place
from assistant.locales import _, ngettext
from assistant.recollection import Proof
from assistant.tui.screens.card import CardScreen
from assistant.tui.screens.pick import PickScreen
from assistant.tui.widgets.rows_view import Row, Section
from assistant.tui.wording import (
    counted_documents,
    counted_messages,
    one_line,
    short_date,
    speaker,
)
from assistant_memory.documents.values import Document
from assistant_memory.values import Memory

Choice = Literal["everywhere", "unlist", "redact", "forget", "keep"]
"""`everywhere`: take its words out of the messages and the documents out of the library, too.
`unlist`: only the documents; `redact`: only the messages."""
_MOST_PLACES = 6
_MOST_TRACES = 12


def forget_picker(
    memory: Memory, places: Sequence[Place], documents: Sequence[Document], now: datetime
) -> PickScreen:
    """Ask whether to forget a memory for good, saying where else its words stand."""
    labels = _labels(len(places), len(documents))
    sections = [Section("", (Row("", one_line(memory.text)),))]
    if places:
        sections.append(Section(_("The words also stand in"), _place_rows(places, now)))
    if documents:
        files = _("The words also stand in these files, which are yours and stay as they are")
        sections.append(Section(files, _document_rows(documents)))
    return PickScreen(
        _("Forget for good?"),
        list(labels),
        chosen="keep",
        labels=labels,
        facts=sections,
        foot=_("This cannot be undone."),
    )


def _labels(messages: int, documents: int) -> dict[str, str]:
    labels: dict[Choice, str] = {}
    said, listed = counted_messages(messages), counted_documents(documents)
    if messages and documents:
        label = _("Forget it, remove {messages}, and take {documents} out of the index")
        labels["everywhere"] = label.format(messages=said, documents=listed)
    if documents and not messages:
        label = _("Forget it, and take {documents} out of the index")
        labels["unlist"] = label.format(documents=listed)
    if messages:
        labels["redact"] = _("Forget it, and remove {messages} too").format(messages=said)
    if messages and documents:
        labels["forget"] = _("Forget only the memory; messages and documents stay")
    elif messages:
        labels["forget"] = _("Forget only the memory; the messages stay")
    elif documents:
        labels["forget"] = _("Forget only the memory; the documents stay")
    else:
        labels["forget"] = _("Forget it")
    labels["keep"] = _("Keep it")
    return {str(choice): label for choice, label in labels.items()}


def proof_card(proof: Proof, messages: int, documents: int = 0) -> CardScreen:
    """Show what the scan of the bytes found."""
    megabytes = proof.bytes_scanned / 1e6
    files = ngettext("{count:,} file", "{count:,} files", proof.files_scanned)
    scanned = files.format(count=proof.files_scanned)
    rows = [
        Row(
            _("scanned"),
            _("{files}, {megabytes:,.1f} MB, every byte").format(
                files=scanned, megabytes=megabytes
            ),
        ),
        Row(
            _("looked for"),
            ngettext(
                "its words, its id and its vector, in {count:,} form",
                "its words, its id and its vector, in {count:,} forms",
                proof.searched_for,
            ).format(count=proof.searched_for),
        ),
    ]
    if messages:
        rows.append(Row(_("removed"), counted_messages(messages)))
    if documents:
        told = _("{documents}, from the index only").format(documents=counted_documents(documents))
        rows.append(Row(_("removed"), told))
    rows += [Row(_("removed"), one_line(path.name)) for path in proof.removed]
    rows += [Row(_("not read"), one_line(str(path))) for path in proof.unreadable]
    if proof.texts_not_searched:
        rows.append(Row("", _("Its words are too short to be told from chance.")))
    if proof.is_clean:
        rows.append(Row(_("found"), _("nothing: it is gone")))
        return CardScreen(_("Forgotten for good"), [Section("", tuple(rows))])
    traces = tuple(
        Row(one_line(trace.path.name), _("{what} at byte {offset:,}").format(
            what=one_line(trace.what), offset=trace.offset
        ))
        for trace in proof.found[:_MOST_TRACES]
    )  # fmt: skip
    left = Section(_("Still there, as it stands elsewhere"), traces)
    return CardScreen(_("The memory is gone; its words are not"), [Section("", tuple(rows)), left])


def _document_rows(documents: Sequence[Document]) -> tuple[Row, ...]:
    rows = [
        Row(one_line(each.path.name), one_line(str(each.path.parent)))
        for each in documents[:_MOST_PLACES]
    ]
    if (more := len(documents) - _MOST_PLACES) > 0:
        rows.append(Row("", _("… {count:,} more").format(count=more)))
    return tuple(rows)


def _place_rows(places: Sequence[Place], now: datetime) -> tuple[Row, ...]:
    rows = [
        Row(
            one_line(place.title) or _("untitled"),
            f"{speaker(place.role)}: {one_line(place.text)[:160]}",
            note=_("thrown away") if place.is_thrown_away else short_date(place.created_at, now),
        )
        for place in places[:_MOST_PLACES]
    ]
    if (more := len(places) - _MOST_PLACES) > 0:
        rows.append(Row("", _("… {count:,} more").format(count=more)))
    return tuple(rows)
