"""A conversation in progress, and what it needs to continue."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar
from uuid import uuid4

from assistant.context import ContextProvider, count_history_tokens
from assistant.conversation import (
    AttachmentPart,
    Conversation,
    ConversationStore,
    Message,
    TextPart,
)
from assistant.engine import ChatEngine, ModelInfo, ModelSource
from assistant.errors import AssistantError, EngineError, InputError
from assistant.locales import _
from assistant.settings import Sampling, Settings
from assistant.turn.answering import Answering
from assistant.turn.chats import Chats
from assistant.turn.compaction import Compaction
from assistant.turn.events import (
    ReplyStarted,
    TurnEnded,
    TurnEvent,
    UserMessageSaved,
)
from assistant.turn.history import History
from assistant.turn.loading import loading
from assistant.turn.memory import EngineFacts, MemoryHome, SessionMemory
from assistant.turn.opened import OpenConversation
from assistant.turn.proposing import Proposing
from assistant.turn.question import Question, can_go_on
from assistant.turn.sampling import sampling_with
from assistant.turn.titles import title_of

T = TypeVar("T")


class ChatSession:
    """The open conversation, the engine that answers it and the store that keeps it.

    Everything a front end does with conversations goes through here: `opened` is the conversation
    that is open, `chats` are all of them. Not thread-safe: one loop.
    """

    def __init__(
        self,
        *,
        engine: ChatEngine,
        open_store: Callable[[], ConversationStore],
        source_of: Callable[[str], ModelSource],
        settings: Settings,
        memory: MemoryHome,
        providers: Sequence[ContextProvider] = (),
    ) -> None:
        self._engine = engine
        self._source_of = source_of
        self._settings = settings
        self._model_name = settings.model.name
        self._history = History(open_store)
        self.opened = OpenConversation(self._history)
        facts = EngineFacts(self._count_context, self._reload)
        self.memory = SessionMemory(memory, self._history, self.opened, settings.memory, facts)
        self._proposing = Proposing(engine, lambda: self.system_prompt)
        self.memory.proposer = self._proposing.propose
        self._compaction = Compaction(engine, self.opened, self._question)
        sources = (self.memory, *providers)
        self._answering = Answering(engine, self.opened, self.load_model, sources)
        self.chats = Chats(self._history)

    @property
    def conversation(self) -> Conversation:
        """The open conversation."""
        return self.opened.conversation

    @property
    def messages(self) -> tuple[Message, ...]:
        """The shown branch, oldest first."""
        return self.opened.messages

    @property
    def model(self) -> ModelInfo | None:
        """The loaded model; `None` before it is loaded and after a crash."""
        return self._engine.model

    @property
    def sampling(self) -> Sampling:
        """The settings' sampling with this conversation's changes."""
        return sampling_with(self._settings.sampling, self.conversation.sampling)

    @property
    def system_prompt(self) -> str:
        """What the model is told first in this conversation."""
        own = self.conversation.system_prompt
        return self._settings.model.system_prompt if own is None else own

    @property
    def context_used(self) -> int:
        """Tokens of the shown branch that were read or generated; 0 when unknown."""
        return count_history_tokens(self.messages)

    async def delete(self, conversation_id: str) -> None:
        """Throw a conversation away; when it is the open one, a new one is opened."""
        await self.chats.delete(conversation_id)
        self.opened.on_change(conversation_id)
        if conversation_id == self.conversation.id:
            self.opened.open_new()

    async def set_system_prompt(self, text: str | None) -> None:
        """Change what the model is told first; `None` returns to the settings' prompt."""
        await self.opened.change(partial(replace, system_prompt=text))

    async def set_sampling(self, changes: Mapping[str, object]) -> None:
        """Change sampling parameters of this conversation; raises `SettingsError`."""
        values = {**self.conversation.sampling, **changes}
        valid = sampling_with(self._settings.sampling, values).model_dump(include=set(values))
        await self.opened.change(partial(replace, sampling=valid))

    async def load_model(self, name: str | None = None) -> AsyncGenerator[float, None]:
        """Load the configured model, or another by name or path; yields the share done.

        Raises `NotFoundError` or `EngineError`; the name is kept for the next try all the same.
        """
        await self._make_way()
        self._model_name = name or self._model_name
        find = partial(self._source_of, self._model_name)
        source = await self._history.apart(find)
        async with aclosing(loading(self._engine, source)) as shares:
            async for share in shares:
                yield share
        self.memory.model_loaded()

    async def take_turn(
        self, text: str, attachments: Sequence[AttachmentPart] = ()
    ) -> AsyncGenerator[TurnEvent, None]:
        """Answer the user's message, yielding events until `TurnEnded`, which always comes last.

        Closing the generator early stops the model and keeps what it said.
        Raises `InputError` for an empty text, `SettingsError` for sampling that is not valid any
        more, and `StorageError` when the user's message cannot be saved: nothing happened then.
        """
        await self.opened.whole()
        async with aclosing(self._ask(text, attachments, len(self.messages))) as events:
            async for event in events:
                yield event

    async def edit(
        self, message_id: str, text: str, attachments: Sequence[AttachmentPart] = ()
    ) -> AsyncGenerator[TurnEvent, None]:
        """Say something else in place of a message of the user, beside it; as `take_turn`."""
        await self.opened.whole()
        index = self.opened.index(message_id)
        if self.messages[index].role != "user":
            raise InputError(_("Only your own messages can be edited; replies can be had again."))
        async with aclosing(self._ask(text, attachments, index)) as events:
            async for event in events:
                yield event

    async def retry(self, message_id: str | None = None) -> AsyncGenerator[TurnEvent, None]:
        """Answer a message of the user again, beside any earlier reply; events as `take_turn`.

        The message is the last of the user, or the one that a reply is to, or itself. When no
        answer comes, the branch of before is shown again.
        """
        await self.opened.whole()
        *before, asked = self.messages[: self.opened.question_index(message_id) + 1]
        branch = (*before, replace(asked, tokens=None))
        question = self._question(*branch)
        async with aclosing(self._replace_end(question, len(branch))) as events:
            async for event in events:
                yield event

    async def continue_reply(self) -> AsyncGenerator[TurnEvent, None]:
        """Go on with a reply that was cut short, in a copy beside it; events as `retry`."""
        await self.opened.whole()
        if not self.messages or not can_go_on(self.messages[-1]):
            raise InputError(_("There is no unfinished reply to continue."))
        question = replace(self._question(*self.messages), continues=True)
        async with aclosing(self._replace_end(question, len(self.messages) - 1)) as events:
            async for event in events:
                yield event

    async def compact(self) -> Message | None:
        """Make the open conversation shorter for the model, if it has hardly room for more.

        Returns the summary that was added at the end of the shown branch. To be called when nothing
        else is done: a turn that begins meanwhile ends it.
        """
        return await self._compaction.run()

    async def count_tokens(self, text: str) -> int | None:
        """How many tokens a text is for the loaded model; `None` while there is none."""
        try:
            return await self._engine.count_tokens(text)
        except EngineError:
            return None

    async def pieces(self, ids: Sequence[int]) -> list[bytes]:
        """Return what each token stands for; raises `EngineError` without their model."""
        return await self._engine.pieces(ids)

    async def apart(self, work: Callable[[], T]) -> T:
        """Run something that blocks, such as reading a file, away from the event loop."""
        return await self._history.apart(work)

    def stop(self) -> None:
        """Ask the reply in progress to end within one token; `TurnEnded` follows."""
        self._answering.stop()

    async def close(self) -> None:
        """Release the engine and the store."""
        await self._make_way()
        await self.memory.leave_engine()
        await self._engine.close()
        with suppress(AssistantError):
            await self.opened.whole()
        await self.memory.close()
        await self._history.close()

    async def _make_way(self) -> None:
        """End what is done with the engine while nobody asks anything."""
        self._proposing.make_way()
        await self._compaction.make_way()

    async def _ask(
        self, text: str, attachments: Sequence[AttachmentPart], length: int
    ) -> AsyncGenerator[TurnEvent, None]:
        """Save the user's message after the first `length` of the branch, and answer it."""
        if not text.strip() and not attachments:
            raise InputError(_("There is nothing to send: the message is empty."))
        await self._make_way()
        self._answering.begin()
        before = self.messages[:length]
        asked = Message(
            id=uuid4().hex,
            conversation_id=self.conversation.id,
            parent_id=before[-1].id if before else None,
            role="user",
            # Lone surrogates are no characters: neither the disk nor a model can have them.
            parts=(*attachments, TextPart(text.encode("utf-8", "replace").decode())),
            created_at=datetime.now(UTC),
        )
        # Asked now: another conversation may be opened while this one is answered.
        question = self._question(*before, asked)
        if self.conversation.head_id is None and not self.conversation.title:
            title = title_of(asked)
            await self.opened.change(partial(replace, title=title))
        await self.opened.save_new(asked)
        yield UserMessageSaved(asked)
        async with aclosing(self._answering.events(question, is_new=True)) as events:
            async for event in events:
                yield event

    async def _replace_end(
        self, question: Question, length: int
    ) -> AsyncGenerator[TurnEvent, None]:
        """Answer in place of what follows the first `length` messages."""
        await self._make_way()
        self._answering.begin()
        conversation_id = self.conversation.id
        self.opened.cut(length)
        is_replaced = False
        try:
            async with aclosing(self._answering.events(question)) as events:
                async for event in events:
                    if isinstance(event, ReplyStarted):
                        is_replaced = True
                    elif isinstance(event, TurnEnded) and not is_replaced:
                        is_replaced = True
                        await self.opened.refresh()
                    yield event
        finally:
            if not is_replaced and self.conversation.id == conversation_id:
                await self.opened.refresh()

    def _question(self, *branch: Message) -> Question:
        return Question(
            branch=branch,
            system_prompt=self.system_prompt,
            sampling=self.sampling,
            max_reply_tokens=self._settings.model.max_reply_tokens,
        )

    def _count_context(self) -> int:
        return self._engine.model.context_tokens if self._engine.model else 0

    async def _reload(self) -> None:
        """Let the engine forget all that it has read."""
        if self._engine.model is not None:
            async with aclosing(self.load_model()) as shares:
                async for _share in shares:
                    pass
