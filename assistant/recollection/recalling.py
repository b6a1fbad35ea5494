"""What is recalled for a question, under a deadline; a failure never stops an answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from assistant.context import Candidate, notes
from assistant.errors import AssistantError
from assistant.recollection.documents import Documents, LibraryKeeper
from assistant.recollection.memories import Memories
from assistant.recollection.offering import (
    offered_date,
    offered_memories,
    offered_note,
    offered_passages,
)
from assistant_memory.documents.values import Passage
from assistant_memory.values import EVERYWHERE, Query, Round, Scope

_LOOKED_AT = 16
_WHOLE_SHARE = 0.8
"""A document that takes no more of the room than this is given whole."""
_CHARACTERS_PER_TOKEN, _TOKENS_PER_LETTER = 3.0, 2.5
"""Of ASCII, and of everything else: both on the careful side."""
_RERANK_SHARE = 0.7
"""A reranker has so much of the time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and where it was asked."""

    text: str
    conversation_id: str
    folder: str
    """In which the program was started; memories of other folders are not recalled."""
    now: datetime
    room_tokens: int
    """How much may be given of the documents."""


@dataclass(frozen=True, slots=True)
class Found:
    """What may be given with a question."""

    candidates: tuple[Candidate, ...] = ()
    trouble: str = ""
    """Why something could not be recalled, in a sentence."""


class Recalling:
    """Asks the memory and the documents at the same time.

    `living` returns which of these messages are still there for everybody to see.
    """

    def __init__(
        self,
        memories: Memories,
        documents: Documents,
        living: Callable[[Sequence[str]], Awaitable[frozenset[str]]],
        wait_seconds: float,
    ) -> None:
        self._memories = memories
        self._documents = documents
        self._living = living
        self._wait_seconds = wait_seconds

    async def find(self, asked: Asked) -> Found:
        """Return what has to do with a question; never raises `AssistantError`."""
        remembered, passages = await asyncio.gather(
            self._guarded(self._from_memory(asked), notes.FAILED),
            self._guarded(self._from_documents(asked), notes.DOCUMENTS_FAILED),
        )
        date = offered_date(asked.text, asked.now)
        found = (*date, *remembered.candidates, *passages.candidates)
        return Found(found, remembered.trouble or passages.trouble)

    async def _guarded(self, finding: Awaitable[Sequence[Candidate]], reason: str) -> Found:
        try:
            return Found(tuple(await finding))
        except AssistantError as error:
            return Found((offered_note(reason, str(error)),), trouble=str(error))

    async def _from_memory(self, asked: Asked) -> Sequence[Candidate]:
        scopes = (EVERYWHERE, Scope("project", asked.folder))
        query = Query(
            text=asked.text,
            now=asked.now,
            limit=_LOOKED_AT,
            scopes=frozenset((*scopes, Scope("conversation", asked.conversation_id))),
            not_conversation_id=asked.conversation_id,
            deadline_seconds=self._wait_seconds * _RERANK_SHARE,
        )
        recollection = await self._memories.recall(query, self._wait_seconds)
        if recollection is None:
            return [offered_note(notes.LATE, f"{self._wait_seconds:g}")]
        rounds = [each.item.id for each in recollection.found if isinstance(each.item, Round)]
        living = await self._living(rounds) if rounds else frozenset[str]()
        return offered_memories(recollection.found, living, asked.now.tzinfo)

    async def _from_documents(self, asked: Asked) -> Sequence[Candidate]:
        if not await self._documents.are_there():
            return ()
        searching = asyncio.ensure_future(self._documents.do(partial(_passages, asked)))
        try:
            async with asyncio.timeout(self._wait_seconds):
                return await asyncio.shield(searching)
        except TimeoutError:
            searching.add_done_callback(lambda task: task.cancelled() or task.exception())
            return [offered_note(notes.DOCUMENTS_LATE, f"{self._wait_seconds:g}")]


def _passages(asked: Asked, library: LibraryKeeper) -> Sequence[Candidate]:
    """Search on the library's thread; nothing is given while there are no documents."""
    sizes = {each.path: each.characters for each in library.list() if each.fault is None}
    if not sizes:
        return ()
    room = asked.room_tokens * _WHOLE_SHARE

    def whole(passage: Passage) -> str:
        nonlocal room
        if not 0 < sizes.get(passage.path, 0) <= room * _CHARACTERS_PER_TOKEN:
            return ""
        text = library.whole(passage.path)
        tokens = _estimate(text)
        if tokens > room:
            return ""
        room -= tokens
        return text

    return offered_passages(library.search(asked.text, _LOOKED_AT), whole)


def _estimate(text: str) -> float:
    """How many tokens a text has at most, in all likelihood; what is given is counted exactly."""
    letters = sum(not letter.isascii() for letter in text)
    return (len(text) - letters) / _CHARACTERS_PER_TOKEN + letters * _TOKENS_PER_LETTER
