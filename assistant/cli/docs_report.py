"""Tells how far the reading of documents is, and what it did."""

import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.cli.output import ProgressLine, cells, print_json, tell
from assistant.cli.time_left import TimeLeft
from assistant.locales import _, ngettext
from assistant.recollection.faults import fault_words
from assistant.terminal_text import printable
from assistant_memory.documents.values import Place, Problem, Progress

_MOST_LINES = 20
"""Of what was left out; `--json` lists more."""
_BAR_CELLS = 24
_PLAIN_STEP = 10
"""Percent after which a line is written where lines cannot be replaced."""
_SHOW_SECONDS = 0.05


def shown_path(path: Path) -> str:
    """Return a path in one line of text, whatever bytes its name is made of."""
    name = os.fsencode(path).decode("utf-8", "replace")
    return printable(name).replace("\n", "␊").replace("\t", "␉")


def place_words(place: Place) -> str:
    """Return the page, rows or lines in words."""
    if place.page is not None:
        return _span(_("page {first}"), _("pages {first}-{last}"), place.page, place.last_page)
    if place.first_row is not None:
        return _span(_("row {first}"), _("rows {first}-{last}"), place.first_row, place.last_row)
    if place.first_line is not None:
        one, several = _("line {first}"), _("lines {first}-{last}")
        return _span(one, several, place.first_line, place.last_line)
    return ""


def summed(ends: Sequence[Progress]) -> Progress:
    """Return what several runs did together."""
    total = Progress(phase="done")
    for end in ends:
        counts = {
            name: getattr(total, name) + getattr(end, name)
            for name in (
                "added",
                "changed",
                "unchanged",
                "skipped",
                "failed",
                "removed",
                "passages",
            )
        }
        total = replace(total, **counts, problems=(*total.problems, *end.problems))
    return total


class DocumentsReport:
    """A bar on a terminal, else a line now and then; a summary at the end."""

    def __init__(self) -> None:
        self._line = ProgressLine()
        self._is_terminal = sys.stderr.isatty()
        self._told_percent = 0
        self._shown_at = 0.0
        self._left = TimeLeft(time.monotonic())

    def show(self, progress: Progress) -> None:
        """Take in how far it is."""
        if progress.phase == "done" or progress.files_done == 0 == progress.files_total:
            self._left = TimeLeft(time.monotonic())  # the next run takes its own time
        now = time.monotonic()
        seconds = self._left.at(progress.share, now)
        if self._is_terminal and now - self._shown_at >= _SHOW_SECONDS:
            self._shown_at = now
            self._line.show(_fitted(bar_text(progress, seconds)))
        percent = int(100 * progress.share)
        if not self._is_terminal and self._told_percent + _PLAIN_STEP <= percent < 100:
            self._told_percent = percent - percent % _PLAIN_STEP
            tell(f"{percent} % · {_files(progress)}")

    def clear(self) -> None:
        """Remove the bar."""
        self._line.clear()

    def end(self, done: Progress, *, is_stopped: bool, as_json: bool) -> None:
        """Say what was done; with `as_json`, also as a document on standard output."""
        self.clear()
        if as_json:
            print_json(_document(done, is_stopped=is_stopped))
        tell(_summary(done, is_stopped=is_stopped))
        for problem in done.problems[:_MOST_LINES]:
            tell(_left_out(problem))
        if (more := done.failed - min(len(done.problems), _MOST_LINES)) > 0:
            tell(_("left out: {count:,} more.").format(count=more))


def bar_text(progress: Progress, seconds_left: int | None) -> str:
    """How far it is, as a bar with figures."""
    if progress.phase == "walking":
        told = ngettext(
            "counting, {count:,} file", "counting, {count:,} files", progress.files_total
        )
        return told.format(count=progress.files_total)
    filled = int(_BAR_CELLS * progress.share)
    bar = "#" * filled + "-" * (_BAR_CELLS - filled)
    parts = [f"[{bar}] {progress.share:4.0%}", _files(progress)]
    if seconds_left is not None:
        parts.append(_time_words(seconds_left))
    if progress.path is not None:
        parts.append(shown_path(Path(progress.path.name)))
    return " · ".join(parts)


def _fitted(text: str) -> str:
    columns = shutil.get_terminal_size().columns - 1
    while cells(text) > columns:
        text = text[:-1]
    return text


def _time_words(seconds: int) -> str:
    if seconds >= 60:
        return _("{minutes}:{seconds:02} min left").format(
            minutes=seconds // 60, seconds=seconds % 60
        )
    return _("{seconds} s left").format(seconds=seconds)


def _files(progress: Progress) -> str:
    return _("{done:,} of {total:,} files").format(
        done=progress.files_done, total=progress.files_total
    )


def _summary(done: Progress, *, is_stopped: bool) -> str:
    begun = _("Stopped; add or refresh again for the rest.") if is_stopped else _("Done.")
    counts = (
        (done.added, ngettext("{count:,} new document", "{count:,} new documents", done.added)),
        (done.changed, _("{count:,} changed")),
        (done.unchanged, _("{count:,} unchanged")),
        (done.removed, _("{count:,} deleted and forgotten")),
        (done.skipped, _("{count:,} passed over")),
    )
    told = ", ".join(words.format(count=count) for count, words in counts if count)
    return f"{begun} {told}." if told else begun


def _left_out(problem: Problem) -> str:
    told = _("left out: {path}: {reason}")
    return told.format(path=shown_path(problem.path), reason=fault_words(problem.fault))


def _document(done: Progress, *, is_stopped: bool) -> dict[str, object]:
    return {
        "is_complete": not is_stopped,
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "removed": done.removed,
        "skipped": done.skipped,
        "failed": done.failed,
        "passages": done.passages,
        "problems": [
            {
                "path": shown_path(problem.path),
                "fault": problem.fault,
                "reason": fault_words(problem.fault),
            }
            for problem in done.problems
        ],
    }


def _span(one: str, several: str, first: int, last: int | None) -> str:
    if last is None or last == first:
        return one.format(first=first)
    return several.format(first=first, last=last)
