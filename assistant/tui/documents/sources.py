"""What an answer was taken from: the passages that were given with its question."""

from collections.abc import Sequence

from assistant.conversation import Given, Message
from assistant.locales import N_, _
from assistant.tui.screens.pick import PickScreen
from assistant.tui.widgets.rows_view import Row, Section
from assistant.tui.wording import one_line
from assistant_memory.documents.citations import citations_in

_EXCERPT_CHARACTERS = 600


class _SourcesScreen(PickScreen):
    KEYS = N_("Enter opens the file, Esc closes.")


def sources_of(question: Message) -> list[Given]:
    """Return the passages and documents that were given with a question, by their number."""
    used = [each for each in question.given if each.number is not None and each.is_used]
    return sorted(used, key=lambda each: each.number or 0)


def sources_card(sources: Sequence[Given], answer: str, number: int | None = None) -> PickScreen:
    """Show the sources, those that the answer cites first; the choice is the number of one.

    With a number that source comes first of all, and is the one under the cursor.
    """
    numbers = {each.number for each in sources if each.number is not None}
    marks = citations_in(answer, numbers)
    cited = {each.number for each in marks.known}
    ordered = sorted(sources, key=lambda each: (each.number != number, each.number not in cited))
    labels = {str(each.number): _label(each, is_cited=each.number in cited) for each in ordered}
    facts = [
        Section(f"[{each.number}] {one_line(each.label)}", (Row("", _words(each)),))
        for each in ordered
    ]
    if marks.unknown:
        shown = ", ".join(f"[{number}]" for number in sorted({m.number for m in marks.unknown}))
        told = _("These marks point to nothing: {marks}").format(marks=shown)
        facts.append(Section("", (Row("", told),)))
    return _SourcesScreen(_("Sources"), list(labels), labels=labels, facts=facts)


def _label(given: Given, *, is_cited: bool) -> str:
    score = "" if given.score is None else f" · {given.score:.2f}"
    cited = "" if is_cited else " · " + _("not cited")
    return f"[{given.number}] {one_line(given.label)}{score}{cited}"


def _words(given: Given) -> str:
    """The passage without its label and fence."""
    lines = given.text.splitlines()
    inside = lines[2:-1] if len(lines) > 3 else lines
    return "\n".join(inside)[:_EXCERPT_CHARACTERS]
