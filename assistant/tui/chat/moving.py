"""Conversations on their way in and out, while the chat goes on."""

from collections.abc import Generator, Mapping
from contextlib import aclosing, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from textual.worker import Worker, WorkerError

from assistant.conversation import ConversationStore
from assistant.errors import AssistantError
from assistant.locales import _, ngettext
from assistant.terminal_text import printable
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.files import typed_path
from assistant.tui.keys import key_of
from assistant.tui.widgets.work_line import Work, WorkLine
from assistant.tui.wording import counted_messages, one_line

if TYPE_CHECKING:
    from assistant.transfer import ImportProgress


class MovingActions:
    """What can be imported and exported.

    What reads and writes the files is loaded with the first of them.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.line = WorkLine()
        self._import: Worker[None] | None = None
        self._is_stopping = False

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"import": self.take_in, "export": self.export}

    @property
    def is_importing(self) -> bool:
        """Whether conversations come in."""
        return self._import is not None and not self._import.is_finished

    async def take_in(self, path: str) -> None:
        """Begin to import a file."""
        stage = self._stage
        if not path:
            stage.tell(_("Name the export of ChatGPT, Claude or Glassbox: /import PATH"))
        elif self.is_importing:
            stop = key_of("stop", stage.keymap)
            told = _("Another import is still going on. {stop_key} stops it.")
            stage.tell(told.format(stop_key=stop))
        else:
            self._is_stopping = False
            self._import = stage.screen.run_worker(self._take_in(typed_path(path)), group="import")

    def stop(self) -> None:
        """End the import after the conversation that is being stored."""
        self._is_stopping = True

    async def stopped(self) -> None:
        """Stop, and wait until it has."""
        if self._import is not None and self.is_importing:
            self.stop()
            with suppress(WorkerError):
                await self._import.wait()

    async def export(self, argument: str) -> None:
        """Write the open conversation into a file."""
        stage = self._stage
        conversation = stage.session.conversation
        if not stage.session.messages:
            stage.tell(_("This conversation is empty: there is nothing to export."))
            return
        from assistant.tui.chat.export_file import parse_export, write_export  # noqa: PLC0415

        write = partial(write_export, parse_export(argument))
        try:
            path = await stage.session.chats.export(conversation.id, write)
        except AssistantError as error:
            stage.complain(error)
        else:
            stage.tell(_("Exported to {path}").format(path=path))

    async def _take_in(self, file: Path) -> None:
        from assistant.transfer import ImportProgress  # noqa: PLC0415

        stage, progress = self._stage, ImportProgress(0, 0)
        name = one_line(file.name)
        stop = _("{stop_key} stops").format(stop_key=key_of("stop", stage.keymap))
        title = _("Importing {file}").format(file=name)
        begin = partial(_begin, file, stage.options.now())
        stage.screen.refresh_bindings()
        try:
            async with aclosing(stage.session.chats.take_in(begin)) as steps:
                async for progress in steps:
                    self.line.work = Work(title, progress.share, _figures(progress), stop)
                    if self._is_stopping:
                        break
        except AssistantError as error:
            stage.complain(error)
        else:
            self._tell(name, progress)
        finally:
            self.line.work = None
            stage.screen.refresh_bindings()
        await stage.session.memory.keeping.note_import()
        await stage.list_chats()

    def _tell(self, name: str, progress: "ImportProgress") -> None:
        is_stopped = self._is_stopping and progress.share < 1
        begun = (
            _("Stopped: {counts} from {file}.")
            if is_stopped
            else _("Imported: {counts} from {file}.")
        )
        told = [begun.format(counts=_counts(progress), file=name)]
        known = progress.conversations - progress.new_conversations
        if known:
            nothing_new = ngettext(
                "{count:,} conversation had nothing new.",
                "{count:,} conversations had nothing new.",
                known,
            )
            told.append(nothing_new.format(count=known))
        if is_stopped:
            told.append(_("Import it again to take in the rest."))
        if progress.left_out:
            left_out = _("Left out: {count:,}, the first {problem}")
            told.append(left_out.format(count=progress.left_out, problem=progress.problems[0]))
        is_whole = not progress.left_out
        severity: Literal["warning", "information"] = "information" if is_whole else "warning"
        self._stage.screen.notify(
            printable(" ".join(told)), severity=severity, timeout=15, markup=False
        )


def _begin(
    file: Path, now: datetime, store: ConversationStore
) -> Generator["ImportProgress", None, None]:
    from assistant.transfer import import_file  # noqa: PLC0415

    return import_file(file, store, now)


def _figures(progress: "ImportProgress") -> str:
    done, total = (size / 1e6 for size in (progress.bytes_done, progress.bytes_total))
    of = _("{done:,.1f} of {total:,.1f} MB").format(done=done, total=total)
    return f"{of} · {_counts(progress)}"


def _counts(progress: "ImportProgress") -> str:
    count = progress.new_conversations
    words = ngettext(
        "{messages} in {count:,} conversation", "{messages} in {count:,} conversations", count
    )
    return words.format(messages=counted_messages(progress.new_messages), count=count)
