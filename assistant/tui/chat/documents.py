"""The documents that answers are taken from: added, listed, searched, taken out."""

import os
import time
from collections.abc import Mapping
from contextlib import aclosing, suppress
from functools import partial
from pathlib import Path

from textual.app import SuspendNotSupported
from textual.worker import Worker, WorkerError

from assistant.conversation import Message
from assistant.errors import AssistantError, InputError
from assistant.locales import _
from assistant.recollection.documents import Begin, LibraryKeeper
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.documents.cards import documents_card, passages_card
from assistant.tui.documents.opening import (
    file_place,
    needs_terminal,
    open_in_editor,
    open_with_system,
)
from assistant.tui.documents.sources import sources_card, sources_of
from assistant.tui.documents.wording import progress_figures, what_was_done
from assistant.tui.external_editor import editor_command
from assistant.tui.files import typed_path
from assistant.tui.keys import key_of
from assistant.tui.typed import app_of
from assistant.tui.widgets.work_line import Work, WorkLine
from assistant.tui.wording import one_line
from assistant_memory.documents.values import Progress

FOUND_PASSAGES = 12


class DocumentActions:
    """The command `/docs`, and the work that it begins."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.line = WorkLine()
        self._indexing: Worker[None] | None = None
        self._is_stopping = False
        self._is_renewing = False
        self._is_in_step = False
        """Whether all passages are of the embedder in use, or are left as they are."""

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"docs": self.obey}

    @property
    def is_indexing(self) -> bool:
        """Whether documents are being read."""
        return self._indexing is not None and not self._indexing.is_finished

    async def obey(self, argument: str) -> None:
        """Do what the first word of the argument says; without one, list the documents."""
        word, _space, rest = argument.strip().partition(" ")
        rest = rest.strip()
        match word:
            case "" | "list":
                await self._list()
            case "refresh":
                await self._end_renewal()
                self._index(_("Reading documents again"), lambda library: library.refresh())
            case "add" if rest:
                path = typed_path(rest)
                await self._end_renewal()
                title = _("Reading {file}").format(file=one_line(path.name))
                self._index(title, lambda library: library.add(path))
            case "search" if rest:
                await self._search(rest)
            case "remove" if rest:
                await self._remove(typed_path(rest))
            case _:
                told = _("Write /docs with one of these: {words}.")
                self._stage.tell(told.format(words="add PATH, list, search, refresh, remove PATH"))

    async def keep_up(self) -> None:
        """Bring passages in step that were made by another embedder, if there are any."""
        memory = self._stage.session.memory
        if self.is_indexing or self._is_in_step or not await memory.documents.are_there():
            return
        # A missing model may be back tomorrow; what it made is worth more than what stands in.
        if memory.has_its_embedder:
            self._is_stopping = False
            self._indexing = self._stage.screen.run_worker(self._renew(), group="documents")

    def show_sources(self, answer: Message, number: int | None = None) -> None:
        """Show what an answer was taken from, a number first; what is chosen is opened."""
        messages = self._stage.session.messages
        asked = next((each for each in messages if each.id == answer.parent_id), None)
        sources = sources_of(asked) if asked is not None else []
        names = {str(each.number): each.id for each in sources}

        async def opened(chosen: str | None) -> None:
            if chosen is not None:
                await self.open_file(names[chosen])

        if sources:
            self._stage.open(sources_card(sources, answer.text, number), opened)
        elif number is None:
            self._stage.tell(_("No documents were given with this answer's question."))

    def show_source(self, answer_id: str, number: int) -> None:
        """Show the source that an answer cites by this number."""
        messages = self._stage.session.messages
        answer = next((each for each in messages if each.id == answer_id), None)
        if answer is not None:
            self.show_sources(answer, number)

    async def open_file(self, name: str) -> None:
        """Open the file of a passage, by its name, where the passage stands."""
        place = file_place(name)
        try:
            if not await self._stage.session.apart(partial(needs_terminal, place)):
                await self._stage.session.apart(partial(open_with_system, place))
                return
            command = editor_command(os.environ)
            # Nothing may draw meanwhile: the terminal is the editor's.
            with app_of(self._stage.screen).suspend():
                open_in_editor(command, place)
        except SuspendNotSupported:
            self._stage.complain(InputError(_("This terminal cannot be lent to an editor.")))
        except AssistantError as error:
            self._stage.complain(error)

    def stop(self) -> None:
        """End the reading after the file that is being read; what was read stays."""
        self._is_stopping = True

    async def stopped(self) -> None:
        """Stop, and wait until it has."""
        if self._indexing is not None and self.is_indexing:
            self.stop()
            with suppress(WorkerError):
                await self._indexing.wait()

    async def _list(self) -> None:
        documents = self._stage.session.memory.documents
        try:
            found = await documents.do(lambda library: library.list())
            sources = await documents.do(lambda library: library.sources())
        except AssistantError as error:
            self._stage.complain(error)
        else:
            self._stage.open(documents_card(sources, found, self._stage.options.now()))

    async def _search(self, words: str) -> None:
        try:
            found = await self._stage.session.memory.documents.do(
                lambda library: library.search(words, FOUND_PASSAGES)
            )
        except AssistantError as error:
            self._stage.complain(error)
        else:
            self._stage.open(passages_card(words, found))

    async def _remove(self, path: Path) -> None:
        try:
            removal = await self._stage.session.memory.documents.do(partial(_removed, path))
        except AssistantError as error:
            self._stage.complain(error)
        else:
            told = _("Taken out: {documents} documents, {passages} passages; the files stay.")
            self._stage.tell(told.format(documents=removal[0], passages=removal[1]))

    def _index(self, title: str, begin: Begin) -> None:
        if self.is_indexing:
            stop = key_of("stop", self._stage.keymap)
            told = _("Documents are being read already. {stop_key} stops it.")
            self._stage.tell(told.format(stop_key=stop))
            return
        self._is_stopping = False
        self._indexing = self._stage.screen.run_worker(self._run(title, begin), group="documents")

    async def _end_renewal(self) -> None:
        """Let what the user asks for go first; the rest is done after it."""
        if self._is_renewing:
            await self.stopped()
            self._is_in_step = False

    async def _renew(self) -> None:
        """Make vectors of another embedder anew; nothing is said when there are none."""
        title, since, progress = _("Indexing documents anew"), time.monotonic(), Progress()
        self._is_renewing = True
        try:
            async with aclosing(
                self._stage.session.memory.documents.steps(lambda library: library.renew())
            ) as steps:
                async for progress in steps:
                    self._show(title, progress, since)
                    if self._is_stopping:
                        break
        except AssistantError:
            return  # nobody asked for it; it is tried again
        finally:
            self._is_renewing = False
            self._show(title, None, since)
        is_done = progress.bytes_done >= progress.bytes_total
        self._is_in_step = is_done or self._is_stopping
        if progress.bytes_total and is_done:
            self._stage.tell(_("The documents are indexed anew."))

    def _show(self, title: str, progress: Progress | None, since: float) -> None:
        """Show how far something is; `None` when it has ended."""
        was_shown, self.line.work = self.line.work is not None, None
        if progress is not None:
            stop = _("{stop_key} stops").format(stop_key=key_of("stop", self._stage.keymap))
            figures = progress_figures(progress, time.monotonic() - since)
            self.line.work = Work(title, progress.share, figures, stop)
        if was_shown is (progress is None):
            self._stage.screen.refresh_bindings()

    async def _run(self, title: str, begin: Begin) -> None:
        stage, progress, since = self._stage, Progress(), time.monotonic()
        self._is_in_step = False
        self._show(title, progress, since)
        try:
            async with aclosing(stage.session.memory.documents.steps(begin)) as steps:
                async for progress in steps:
                    self._show(title, progress, since)
                    if self._is_stopping:
                        break
        except AssistantError as error:
            stage.complain(error)
        else:
            stage.tell(what_was_done(progress, is_stopped=self._is_stopping))
        finally:
            self._show(title, None, since)


def _removed(path: Path, library: LibraryKeeper) -> tuple[int, int]:
    removal = library.remove(path)
    return removal.documents, removal.passages
