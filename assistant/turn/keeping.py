"""Past conversations kept as rounds of the memory, in step with what was said, when idle."""

from collections.abc import Callable, Sequence
from functools import partial

from assistant.conversation import Conversation, ConversationStore
from assistant.errors import NotFoundError
from assistant.recollection import Ingested, Memories, MemoryKeeper
from assistant.recollection.rounds import rounds_of
from assistant.turn.history import History
from assistant_memory.values import Round

BATCH = 64
"""Rounds that are kept at a time: whoever waits for the memory waits no longer than for these."""


class RoundKeeping:
    """Keeps what is said, and drops what is thrown away; raises `AssistantError`."""

    def __init__(
        self, memories: Memories, history: History, ingested: Ingested, *, is_wanted: bool
    ) -> None:
        self._memories = memories
        self._history = history
        self._ingested = ingested
        self._is_wanted = is_wanted
        self._stale: dict[str, None] = {}
        self.on_change: Callable[[], None] = lambda: None
        """Told that there is something to do when nothing else is done."""

    def note_change(self, conversation_id: str) -> None:
        """Something of a conversation was thrown away or brought back."""
        self._stale[conversation_id] = None
        self.on_change()

    async def note_import(self) -> None:
        """Conversations came in, some of them older than what is kept."""
        await self._history.apart(self._ingested.forget)
        self.on_change()

    async def do_some(self) -> bool:
        """Do a little of what is to be done; whether there is more."""
        if self._stale:
            conversation_id = next(iter(self._stale))
            del self._stale[conversation_id]
            try:
                await self.keep_in_step(conversation_id)
            except BaseException:
                self._stale[conversation_id] = None
                raise
            return True
        pending = await self._pending() if self._is_wanted else ()
        if pending:
            await self.keep_in_step(pending[0].id)
            await self._history.apart(partial(self._ingested.write, pending[0].updated_at))
            return True
        return await self._memories.do(lambda keeper: keeper.settle())

    async def unsettled_count(self) -> int:
        """How much is found by its words only, because the embedder has not come to it yet."""
        return await self._memories.do(lambda keeper: keeper.unsettled_count())

    async def keep_in_step(self, conversation_id: str) -> None:
        """Keep of a conversation what is said in it now, and nothing else."""
        rounds = await self._history.do(partial(_rounds_in, conversation_id))
        wanted = rounds if self._is_wanted else []
        fresh = await self._memories.do(partial(_without_stale, conversation_id, wanted))
        for start in range(0, len(fresh), BATCH):
            batch = fresh[start : start + BATCH]
            await self._memories.do(partial(_keep, batch))

    async def _pending(self) -> Sequence[Conversation]:
        """The conversations in which something was said since, oldest first."""
        until = await self._history.apart(self._ingested.read)
        listed = await self._history.do(lambda store: store.listing.read())
        return sorted(
            (each for each in listed if each.updated_at > until), key=lambda each: each.updated_at
        )


def _rounds_in(conversation_id: str, store: ConversationStore) -> list[Round]:
    """The rounds of a conversation; none of one that was thrown away or is incognito."""
    try:
        conversation = store.conversation(conversation_id)
    except NotFoundError:
        return []
    if conversation.is_incognito:
        return []
    return rounds_of(conversation, store.messages(conversation_id))


def _without_stale(
    conversation_id: str, rounds: Sequence[Round], keeper: MemoryKeeper
) -> Sequence[Round]:
    """Drop what is kept and should not be; return what should be and is not, and the last."""
    known = set(keeper.round_ids(conversation_id))
    if known - {each.id for each in rounds}:
        keeper.drop_rounds(conversation_id)
        known.clear()
    return [each for each in rounds[:-1] if each.id not in known] + list(rounds[-1:])


def _keep(rounds: Sequence[Round], keeper: MemoryKeeper) -> None:
    keeper.keep_rounds(rounds)
