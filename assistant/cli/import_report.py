"""Tells how far an import is, and what it did."""

import shutil
import sys

from assistant.cli.output import ProgressLine, print_json, tell
from assistant.transfer import ImportProgress

_MOST_LINES = 20
"""Of what was left out; `--json` lists more."""
_BAR_CELLS = 24
_PLAIN_STEP = 10
"""Percent after which a line is written where lines cannot be replaced."""


class ImportReport:
    """A bar on a terminal, else a line now and then; a summary at the end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._line = ProgressLine()
        self._is_terminal = sys.stderr.isatty()
        self._told_percent = 0

    def show(self, progress: ImportProgress) -> None:
        """Take in how far it is."""
        percent = int(100 * progress.share)
        if self._is_terminal:
            columns = shutil.get_terminal_size().columns
            self._line.show(bar_text(progress)[: columns - 1])
        elif self._told_percent + _PLAIN_STEP <= percent < 100:
            self._told_percent = percent - percent % _PLAIN_STEP
            tell(f"{percent} % · {_counted(progress)}")

    def clear(self) -> None:
        """Remove the bar."""
        self._line.clear()

    def end(self, progress: ImportProgress, *, is_stopped: bool, as_json: bool) -> None:
        """Say what was done; with `as_json`, also as a document on standard output."""
        self.clear()
        if as_json:
            print_json(import_document(self._name, progress, is_stopped=is_stopped))
        tell(_summary(self._name, progress, is_stopped=is_stopped))
        self._tell_problems(progress)

    def _tell_problems(self, progress: ImportProgress) -> None:
        for problem in progress.problems[:_MOST_LINES]:
            tell(f"left out: {problem}")
        more = progress.left_out - min(len(progress.problems), _MOST_LINES)
        if more:
            tell(f"left out: {more:,} more.")


def bar_text(progress: ImportProgress) -> str:
    """How far an import is, as a bar with figures."""
    filled = int(_BAR_CELLS * progress.share)
    done, total = (size / 1e6 for size in (progress.bytes_done, progress.bytes_total))
    bar = "#" * filled + "-" * (_BAR_CELLS - filled)
    return f"[{bar}] {progress.share:4.0%} · {done:,.1f} of {total:,.1f} MB · {_counted(progress)}"


def import_document(name: str, progress: ImportProgress, *, is_stopped: bool) -> dict[str, object]:
    """What `sessions import --json` prints."""
    return {
        "file": name,
        "is_complete": not is_stopped,
        "conversations": progress.conversations,
        "new_conversations": progress.new_conversations,
        "messages": progress.messages,
        "new_messages": progress.new_messages,
        "left_out": progress.left_out,
        "problems": [
            {"place": problem.place, "reason": problem.reason} for problem in progress.problems
        ],
    }


def _summary(name: str, progress: ImportProgress, *, is_stopped: bool) -> str:
    known = progress.conversations - progress.new_conversations
    sentences = [
        f"Stopped after {_conversations(progress.conversations)} of {name}; "
        "import it again for the rest."
        if is_stopped
        else f"Read {_conversations(progress.conversations)} of {name}."
    ]
    if progress.new_messages:
        new = "1 message" if progress.new_messages == 1 else f"{progress.new_messages:,} messages"
        sentences.append(f"New: {new} in {_conversations(progress.new_conversations)}.")
    if known:
        sentences.append(f"Nothing new: {_conversations(known)}.")
    return " ".join(sentences)


def _counted(progress: ImportProgress) -> str:
    return f"{_conversations(progress.conversations)}, {progress.new_messages:,} new messages"


def _conversations(count: int) -> str:
    return "1 conversation" if count == 1 else f"{count:,} conversations"
