"""Documents in words. Everything here is pure."""

from assistant.locales import _, ngettext
from assistant.recollection.faults import fault_words
from assistant.tui.wording import duration, one_line
from assistant_memory.documents.values import Passage, Place, Progress

_LEAST_SHARE = 0.03
"""Before, the time left is a guess."""


def progress_figures(progress: Progress, elapsed_seconds: float) -> str:
    """Say how many files are done, and how long the rest will take."""
    if progress.phase == "walking":
        found = ngettext("{count:,} file found", "{count:,} files found", progress.files_total)
        return found.format(count=progress.files_total)
    figures: list[str] = []
    if progress.files_total:
        told = _("{done:,} of {total:,} files")
        figures.append(told.format(done=progress.files_done, total=progress.files_total))
    share = progress.share
    if _LEAST_SHARE < share < 1:
        left = duration(elapsed_seconds / share * (1 - share))
        figures.append(_("{duration} left").format(duration=left))
    return " · ".join(figures)


def what_was_done(progress: Progress, *, is_stopped: bool) -> str:
    """Say what became of the files, and why some were left out."""
    read = progress.added + progress.changed
    told = ngettext("{count:,} document read", "{count:,} documents read", read)
    parts = [told.format(count=read)]
    if progress.unchanged:
        parts.append(_("{count:,} unchanged").format(count=progress.unchanged))
    if progress.removed:
        parts.append(_("{count:,} gone").format(count=progress.removed))
    if progress.failed:
        parts.append(_("{count:,} not readable").format(count=progress.failed))
    sentence = ", ".join(parts) + "."
    for problem in progress.problems[:2]:
        sentence += f" {one_line(problem.path.name)}: {fault_words(problem.fault)}"
    if is_stopped:
        sentence += " " + _("Stopped; what was read stays. The same again goes on.")
    return sentence


def place_words(place: Place) -> str:
    """Say where a passage stands, e.g. `page 3 › Kings` or `lines 40-52`."""
    where = ""
    if place.page is not None:
        where = _("page {page}").format(page=place.page)
    elif place.first_row is not None:
        where = _("rows {first}-{last}").format(first=place.first_row, last=place.last_row)
    elif place.first_line is not None:
        where = _("lines {first}-{last}").format(first=place.first_line, last=place.last_line)
    return " › ".join(filter(None, (*map(one_line, place.headings[-2:]), where)))


def passage_label(passage: Passage) -> str:
    """Return the file and the place of a passage, on one line."""
    return " › ".join(filter(None, (one_line(passage.path.name), place_words(passage.place))))
