"""Takes conversations in from a file, one after the other, telling how far it is."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from assistant.conversation import Conversation, Message
from assistant.errors import InputError, NotFoundError
from assistant.locales import _
from assistant.transfer.elements import Element, cut_elements
from assistant.transfer.progress import ImportProgress
from assistant.transfer.reading import conversations_in, name_of, parse, reader_of
from assistant.transfer.sources import Source, open_sources


class TreeStore(Protocol):
    """Where conversations go: see `ConversationStore.add_tree`."""

    def add_tree(self, conversation: Conversation, messages: Sequence[Message]) -> int:
        """Store what is new of a conversation, wholly or not at all; return how many messages."""
        ...


def import_file(
    path: Path, store: TreeStore, now: datetime
) -> Generator[ImportProgress, None, None]:
    """Take in an export of ChatGPT, Claude or Glassbox, as JSON or as an archive that holds it.

    Yields after each conversation, which is then stored as a whole; to stop, stop asking. What is
    there already stays as it is, so that an import can be repeated. What cannot be read is left
    out, counted and described. Raises `NotFoundError` for a file that does not exist, `InputError`
    when nothing in it can be read, and what the store raises.
    """
    with open_sources(path) as sources:
        total = sum(source.bytes_total for source in sources)
        importing = _Import(ImportProgress(0, total), store, now)
        yield importing.progress
        before = 0
        for source in sources:
            for _step in importing.take(source):
                done = min(before + source.bytes_done, total)
                importing.progress = replace(importing.progress, bytes_done=done)
                yield importing.progress
            before += source.bytes_total
    progress = importing.progress
    if progress.conversations == 0 and (progress.problems or total == 0):
        why = str(progress.problems[0]) if progress.problems else _("It is empty.")
        raise InputError(
            _(
                "{name} holds no conversation that can be read. {why} "
                "Choose an export of ChatGPT, Claude or Glassbox."
            ).format(name=path.name, why=why)
        )
    yield replace(progress, bytes_done=total)


class _Import:
    """One import on its way."""

    def __init__(self, progress: ImportProgress, store: TreeStore, now: datetime) -> None:
        self.progress = progress
        self._store = store
        self._now = now

    def take(self, source: Source) -> Iterator[None]:
        """Take in one JSON text; stop at each conversation, and now and then between."""
        for element in cut_elements(source.read):
            if element is not None:
                yield from self._take(element)
            yield
        if source.trouble:
            self.progress = self.progress.with_problem(source.name, source.trouble)
            yield

    def _take(self, element: Element) -> Iterator[None]:
        place = _("at byte {place:,}").format(place=element.start)
        found: Mapping[str, object] = {}
        reason = element.trouble
        if not reason:
            try:
                found = parse(element.text, element.start)
            except InputError as error:
                reason = str(error)
        if reason:
            # What was found by searching need not be a conversation.
            if not element.is_guess:
                self.progress = self.progress.with_problem(place, reason)
            return
        for each in conversations_in(found):
            self._take_conversation(each, place, is_guess=element.is_guess)
            yield

    def _take_conversation(
        self, found: Mapping[str, object], place: str, *, is_guess: bool
    ) -> None:
        read = reader_of(found)
        if read is None:
            if not is_guess:
                self.progress = self.progress.with_problem(place, _("it is no conversation"))
            return
        place = f"“{name_of(found)}”" if name_of(found) else place
        try:
            taken = read(found, self._now)
            new = self._store.add_tree(taken.conversation, taken.messages) if taken.messages else 0
        except InputError as error:
            self.progress = self.progress.with_problem(place, str(error))
            return
        except NotFoundError:
            reason = _("messages of another conversation have the ids of its own")
            self.progress = self.progress.with_problem(place, reason)
            return
        self.progress = self.progress.with_conversation(len(taken.messages), new)
        if taken.left_out:
            unread = _("{count:,} of its messages could not be read")
            reason = unread.format(count=taken.left_out)
            self.progress = self.progress.with_problem(place, reason)
