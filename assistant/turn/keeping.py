"""Past conversations kept as rounds of the memory, in step with what was said, when idle."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from assistant.conversation import Conversation, ConversationStore
from assistant.errors import NotFoundError
from assistant.recollection import Gone, Ingested, Memories, MemoryKeeper
from assistant.recollection.rounds import rounds_of
from assistant.turn.history import History
from assistant_memory.values import Round

BATCH = 64
"""Rounds that are kept at a time: whoever waits for the memory waits no longer than for these."""


@dataclass(frozen=True, slots=True)
class FolderNotes:
    """What is written down beside the memory."""

    ingested: Ingested
    gone: Gone


@dataclass(frozen=True, slots=True)
class _Due:
    """A conversation that is to be looked at."""

    conversation: Conversation
    is_last: bool
    """Whether there is no other of its time."""


class RoundKeeping:
    """Keeps what is said, and drops what is thrown away; raises `AssistantError`."""

    def __init__(
        self, memories: Memories, history: History, notes: FolderNotes, *, is_wanted: bool
    ) -> None:
        self._memories = memories
        self._history = history
        self._ingested = notes.ingested
        self._gone = notes.gone
        self._is_wanted = is_wanted
        self._stale: dict[str, None] = {}
        self._kept: dict[str, datetime] = {}
        """Of what was kept, but is not the last of its time: until when."""
        self._has_compared = False
        self.on_change: Callable[[], None] = lambda: None
        """Told that there is something to do when nothing else is done."""

    def note_change(self, conversation_id: str) -> None:
        """Something else is said in a conversation now: less, again, or on another branch."""
        self._stale[conversation_id] = None
        self.on_change()

    async def note_import(self) -> None:
        """Conversations came in, some of them older than what is kept."""
        await self._history.apart(self._ingested.forget)
        self._kept.clear()
        self.on_change()

    async def do_some(self) -> bool:
        """Do a little of what is to be done; whether there is more."""
        if not self._has_compared:
            await self._compare()
            self._has_compared = True
            return True
        if self._stale:
            conversation_id = next(iter(self._stale))
            del self._stale[conversation_id]
            try:
                await self.keep_in_step(conversation_id)
            except BaseException:
                self._stale[conversation_id] = None
                raise
            return True
        due = await self._due() if self._is_wanted else None
        if due is not None:
            await self._keep_due(due)
            return True
        return await self._memories.do(lambda keeper: keeper.settle())

    async def unsettled_count(self) -> int:
        """How much is found by its words only, because the embedder has not come to it yet."""
        return await self._memories.do(lambda keeper: keeper.unsettled_count())

    async def keep_in_step(self, conversation_id: str) -> None:
        """Keep of a conversation what is said in it now, and nothing else."""
        rounds = await self._history.do(partial(_rounds_in, conversation_id))
        if rounds is None:
            await self._memories.do(partial(_drop_for_good, conversation_id))
            return
        wanted = rounds if self._is_wanted else []
        fresh = await self._memories.do(partial(_without_stale, conversation_id, wanted))
        for start in range(0, len(fresh), BATCH):
            batch = fresh[start : start + BATCH]
            await self._memories.do(partial(_keep, batch))

    async def _compare(self) -> None:
        """Find what other programs deleted, or this one did not come to, once in its life."""
        gone = await self._history.apart(self._gone.read)
        if gone:
            await self._memories.do(lambda keeper: keeper.drop_for_good(gone))
            await self._history.apart(self._gone.forget)
        kept = await self._memories.do(lambda keeper: keeper.conversation_ids())
        stale = await self._history.do(partial(_not_to_be_kept, kept))
        self._stale |= dict.fromkeys(stale)

    async def _keep_due(self, due: _Due) -> None:
        until = due.conversation.updated_at
        await self.keep_in_step(due.conversation.id)
        if due.is_last:
            self._kept.clear()
            await self._history.apart(partial(self._ingested.write, until))
        else:
            self._kept[due.conversation.id] = until

    async def _due(self) -> _Due | None:
        """The conversation in which something was said since, the oldest of them."""
        until = await self._history.apart(self._ingested.read)
        return await self._history.do(partial(_next_due, until, dict(self._kept)))


def _next_due(until: datetime, kept: dict[str, datetime], store: ConversationStore) -> _Due | None:
    due = [
        each
        for each in store.listing.read()
        if each.updated_at > until and kept.get(each.id) != each.updated_at
    ]
    if not due:
        return None
    first = min(due, key=lambda each: each.updated_at)
    count = sum(each.updated_at == first.updated_at for each in due)
    return _Due(first, is_last=count == 1)


def _not_to_be_kept(conversation_ids: Collection[str], store: ConversationStore) -> list[str]:
    """Those that are gone, thrown away or incognito."""
    there = {each.id for each in store.listing.read() if not each.is_incognito}
    return [each for each in conversation_ids if each not in there]


def _rounds_in(conversation_id: str, store: ConversationStore) -> list[Round] | None:
    """The rounds of a conversation; none of one that was thrown away or is incognito.

    `None` when it is gone for good.
    """
    try:
        conversation = store.conversation(conversation_id)
    except NotFoundError:
        return [] if store.tree.is_there(conversation_id) else None
    if conversation.is_incognito:
        return []
    return rounds_of(conversation, store.messages(conversation_id))


def _without_stale(
    conversation_id: str, rounds: Sequence[Round], keeper: MemoryKeeper
) -> Sequence[Round]:
    """Drop what is kept and should not be; return what should be and is not, or is otherwise."""
    known = {each.id: each for each in keeper.rounds_of(conversation_id)}
    if known.keys() - {each.id for each in rounds}:
        keeper.drop_rounds(conversation_id)
        known.clear()
    return [each for each in rounds if known.get(each.id) != each]


def _drop_for_good(conversation_id: str, keeper: MemoryKeeper) -> None:
    ids = keeper.round_ids(conversation_id)
    if ids:
        keeper.drop_for_good(ids)


def _keep(rounds: Sequence[Round], keeper: MemoryKeeper) -> None:
    keeper.keep_rounds(rounds)
