"""The long-term memory beside the open conversation: written to, kept in step, forgotten."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from assistant.context import Candidate, notes
from assistant.context.budget import GIVEN_SHARE
from assistant.conversation import Conversation, Message, Place
from assistant.errors import AssistantError, InputError
from assistant.locales import _
from assistant.recollection import Gone, Ingested, Memories, MemoryKeeper, Proof
from assistant.recollection.documents import Documents, LibraryKeeper
from assistant.recollection.kinds import kind_of
from assistant.recollection.measuring import Measuring
from assistant.recollection.offering import offered_note
from assistant.recollection.recalling import Asked, Recalling
from assistant.recollection.scopes import scope_asked
from assistant.settings import MemorySettings
from assistant.turn.history import History
from assistant.turn.keeping import FolderNotes, RoundKeeping
from assistant.turn.opened import OpenConversation
from assistant_memory.documents.values import Document
from assistant_memory.errors import NoMemoryError
from assistant_memory.outcomes import Remembered
from assistant_memory.values import Memory, NewMemory, Scope, Source

Proposer = Callable[[Sequence[Message]], Awaitable[Sequence[NewMemory]]]
"""Finds what seems worth remembering in the last question of a branch."""


async def propose_nothing(_branch: Sequence[Message]) -> Sequence[NewMemory]:
    """Find nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class MemoryHome:
    """Where the memory lives, and what else holds words that are to be forgotten."""

    open: Callable[[], MemoryKeeper]
    """Opens it, on the calling thread; blocking."""
    folder: Path
    """Its files."""
    open_library: Callable[[], LibraryKeeper]
    """Opens the documents, on the calling thread; blocking."""
    library: Path
    """Their database."""
    measuring: Measuring | None = None
    """The models that texts are measured by, when they are an engine's."""
    started_in: Path = Path()
    """The folder whose memories are recalled."""
    files: Callable[[], Sequence[Path]] = tuple
    """Where else bytes are looked for after something is forgotten for good; blocking."""
    forget_states: Callable[[str], None] = lambda _: None
    """Removes what the engine kept on disk of a conversation; blocking."""


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What has to be known of the engine, and done to it."""

    context_tokens: Callable[[], int]
    """Size of the context; 0 while no model is loaded."""
    reload: Callable[[], Awaitable[None]]
    """Lets it forget what it holds."""


class SessionMemory:
    """What the user and the turns do with the memory. Raises `AssistantError`.

    It is also who finds what may be given with a question.
    """

    def __init__(
        self,
        home: MemoryHome,
        history: History,
        opened: OpenConversation,
        settings: MemorySettings,
        engine: EngineFacts,
    ) -> None:
        self.memories = Memories(home.open)
        self.documents = Documents(home.open_library, home.library.exists)
        notes = FolderNotes(Ingested(home.folder), Gone(home.folder))
        self.keeping = RoundKeeping(
            self.memories, history, notes, is_wanted=settings.keep_conversations
        )
        self._settings = settings
        self.proposer: Proposer = propose_nothing
        self._recalling = Recalling(
            self.memories, self.documents, self._living, settings.wait_milliseconds / 1000
        )
        opened.on_change = self.keeping.note_change
        self._home = home
        self._history = history
        self._opened = opened
        self._context_tokens = engine.context_tokens
        self._reload = engine.reload
        self._trouble = ""
        self._forgetting: asyncio.Task[Proof] | None = None

    def open(self) -> None:
        """Begin to open the memory, if it has a part in anything: a question will need it."""
        if self._settings.recall or self._settings.keep_conversations:
            self.memories.open()

    @property
    def policy(self) -> Literal["ask", "auto", "off"]:
        """What becomes of what seems worth remembering."""
        return self._settings.extraction

    async def proposals(self) -> Sequence[NewMemory]:
        """What seems worth remembering of the last turn; takes its time, and stops for the next."""
        conversation, branch = self._opened.conversation, self._opened.messages
        if self.policy == "off" or conversation.is_incognito or not branch:
            return ()
        found = await self.proposer(branch)
        is_same = self._opened.conversation.id == conversation.id
        return found if is_same and not self._opened.conversation.is_incognito else ()

    async def keep_open_conversation(self) -> None:
        """Keep what was said in it; a failure is nobody's: the next program does it."""
        if self._settings.keep_conversations:
            with suppress(AssistantError):
                await self.keeping.keep_in_step(self._opened.conversation.id)

    async def candidates(
        self, conversation: Conversation, branch: Sequence[Message]
    ) -> Sequence[Candidate]:
        """Return what may be given with the last message of a branch; never raises."""
        if conversation.is_incognito:
            return [offered_note(notes.INCOGNITO)]
        if not self._settings.recall:
            return [offered_note(notes.OFF)]
        said, measuring = branch[-1], self._home.measuring
        asked = Asked(
            text=said.text,
            conversation_id=said.conversation_id,
            folder=str(self._home.started_in),
            now=said.created_at.astimezone(),
            room_tokens=int(self._context_tokens() * GIVEN_SHARE),
        )
        with nullcontext() if measuring is None else measuring.making_way():
            found = await self._recalling.find(asked)
        self._trouble = found.trouble
        return found.candidates

    def take_trouble(self) -> str:
        """Why something could not be recalled, a sentence at a time, each once; then nothing."""
        trouble, self._trouble = self._trouble, ""
        if not trouble and self._home.measuring is not None:
            return self._home.measuring.take_notice()
        return trouble

    @property
    def has_its_embedder(self) -> bool:
        """Whether texts are compared by what the settings name; no, when that cannot be used."""
        return self._home.measuring is None or not self._home.measuring.stands_in

    def model_loaded(self) -> None:
        """A chat model was loaded, which may have a part in finding."""
        if self._home.measuring is not None:
            self._home.measuring.chat_model_loaded()

    async def leave_engine(self) -> None:
        """Ask the engine nothing more: it is about to be closed."""
        if self._forgetting is not None:
            await asyncio.wait((self._forgetting,))
        if self._home.measuring is not None:
            await self._home.measuring.close()

    def scope_asked(self, text: str) -> tuple[Scope, str]:
        """Return where what was written after /remember counts, and its words."""
        return scope_asked(
            text,
            folder=str(self._home.started_in),
            conversation_id=self._opened.conversation.id,
        )

    async def remember(self, text: str, said: Message | None, scope: Scope) -> Remembered:
        """Keep a sentence of the user's; `said`: the message that says it, if one does."""
        words = " ".join(text.split())
        if not words:
            raise InputError(_("There is nothing to remember: write it after /remember."))
        if self._opened.conversation.is_incognito:
            raise InputError(_("This conversation is incognito: nothing of it is remembered."))
        source = None if said is None else Source(said.conversation_id, said.id, said.text.strip())
        new = NewMemory(text=words, kind=kind_of(words), scope=scope, source=source)
        return await self.memories.remember(new)

    async def places(self, memory: Memory) -> list[Place]:
        """The messages in which the words of a memory stand, and the one that said it."""
        words = _words(memory)
        return await self._history.do(lambda store: store.redaction.places(words))

    async def documents_with(self, memory: Memory) -> Sequence[Document]:
        """The documents in which the words of a memory stand."""
        if not await self.documents.are_there():
            return ()
        words = _words(memory)
        return await self.documents.do(lambda library: library.holding(words))

    async def forget(
        self, memory: Memory, places: Sequence[Place], documents: Sequence[Document] = ()
    ) -> Proof:
        """Forget a memory for good, and what these messages say with it; return the proof.

        The documents are taken out of the library; their files stay. Once begun it is finished,
        whoever waits for it: half of it done, nothing would tell where the words still stand.
        """
        self._forgetting = asyncio.create_task(self._forget(memory, places, documents))
        return await asyncio.shield(self._forgetting)

    async def _forget(
        self, memory: Memory, places: Sequence[Place], documents: Sequence[Document]
    ) -> Proof:
        words = _words(memory)
        for document in documents:
            await self.documents.do(partial(_take_out, document))
        ids = [place.message_id for place in places]
        touched: list[str] = []
        if ids:
            touched = await self._history.do(lambda store: store.redaction.redact(ids, words))
        touched += await self._history.do(
            lambda store: store.redaction.forget_given([memory.id], words)
        )
        for conversation_id in touched:
            await self._history.apart(partial(self._home.forget_states, conversation_id))
            await self.memories.do(partial(_erase_rounds, conversation_id))
        if touched:
            await self._reload()
            await self._opened.refresh()
        roots = await self._history.apart(self._home.files)
        proof = await self.memories.do(lambda keeper: keeper.erase([memory.id], roots))
        for conversation_id in touched:
            self.keeping.note_change(conversation_id)
        return proof

    async def close(self) -> None:
        """Release the memory and the documents."""
        await self.memories.close()
        await self.documents.close()

    async def _living(self, message_ids: Sequence[str]) -> frozenset[str]:
        return await self._history.do(lambda store: store.tree.living(message_ids))

    async def set_incognito(self, *, is_wanted: bool) -> None:
        """Let the open conversation neither read nor write the memory, or do again."""
        await self._opened.change(partial(replace, is_incognito=is_wanted))
        self.keeping.note_change(self._opened.conversation.id)


def _words(memory: Memory) -> list[str]:
    return [memory.text] if memory.source is None else [memory.text, memory.source.quote]


def _take_out(document: Document, library: LibraryKeeper) -> None:
    with suppress(NoMemoryError):  # it is out already
        library.remove(document.path)


def _erase_rounds(conversation_id: str, keeper: MemoryKeeper) -> None:
    """Erase all rounds of a conversation; its ids stay elsewhere, and are not looked for there."""
    keeper.erase(keeper.round_ids(conversation_id))
