"""Tells how far an import is, and what it did."""

import shutil
import sys

from assistant.cli.output import ProgressLine, print_json, tell
from assistant.locales import _, ngettext
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
            tell(_("left out: {problem}").format(problem=problem))
        more = progress.left_out - min(len(progress.problems), _MOST_LINES)
        if more:
            tell(_("left out: {count:,} more.").format(count=more))


def bar_text(progress: ImportProgress) -> str:
    """How far an import is, as a bar with figures."""
    filled = int(_BAR_CELLS * progress.share)
    done, total = (size / 1e6 for size in (progress.bytes_done, progress.bytes_total))
    bar = "#" * filled + "-" * (_BAR_CELLS - filled)
    share = _("{done:,.1f} of {total:,.1f} MB").format(done=done, total=total)
    return f"[{bar}] {progress.share:4.0%} · {share} · {_counted(progress)}"


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
    told = (
        _("Stopped after {conversations} of {name}; import it again for the rest.")
        if is_stopped
        else _("Read {conversations} of {name}.")
    )
    sentences = [told.format(conversations=_conversations(progress.conversations), name=name)]
    if progress.new_messages:
        count = progress.new_messages
        new = ngettext("{count:,} message", "{count:,} messages", count).format(count=count)
        conversations = _conversations(progress.new_conversations)
        told = _("New: {messages} in {conversations}.")
        sentences.append(told.format(messages=new, conversations=conversations))
    if known:
        told = _("Nothing new: {conversations}.")
        sentences.append(told.format(conversations=_conversations(known)))
    return " ".join(sentences)


def _counted(progress: ImportProgress) -> str:
    conversations = _conversations(progress.conversations)
    told = _("{conversations}, {count:,} new messages")
    return told.format(conversations=conversations, count=progress.new_messages)


def _conversations(count: int) -> str:
    told = ngettext("{count:,} conversation", "{count:,} conversations", count)
    return told.format(count=count)
