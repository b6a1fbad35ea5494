"""A conversation in progress, and what it needs to continue."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from pydantic import ValidationError

from assistant.context import history_tokens
from assistant.conversation import Conversation, ConversationStore, Message, TextPart
from assistant.engine import ChatEngine, ModelInfo, ModelSource
from assistant.errors import AssistantError, InputError, SettingsError
from assistant.settings import Sampling, Settings
from assistant.threads import OwnerThread
from assistant.turn.answer import Answer, Question
from assistant.turn.events import ModelLoading, TurnEnded, TurnEvent, UserMessageSaved
from assistant.turn.loading import loading

TITLE_CHARACTERS = 60


class ChatSession:
    """The open conversation, the engine that answers it and the store that keeps it.

    Everything a front end does with conversations goes through here. Not thread-safe: one loop.
    """

    def __init__(
        self,
        *,
        engine: ChatEngine,
        open_store: Callable[[], ConversationStore],
        source_of: Callable[[str], ModelSource],
        settings: Settings,
    ) -> None:
        self._engine = engine
        self._open_store = open_store
        self._source_of = source_of
        self._settings = settings
        self._model_name = settings.model.name
        self._thread = OwnerThread("store")
        self._opened_store: ConversationStore | None = None
        self._conversation = _empty_conversation()
        self._messages: tuple[Message, ...] = ()
        self._is_stopping = False
        self._writing = asyncio.Lock()

    @property
    def conversation(self) -> Conversation:
        """The open conversation."""
        return self._conversation

    @property
    def messages(self) -> tuple[Message, ...]:
        """The shown branch, oldest first."""
        return self._messages

    @property
    def model(self) -> ModelInfo | None:
        """The loaded model; `None` before it is loaded and after a crash."""
        return self._engine.model

    @property
    def sampling(self) -> Sampling:
        """The settings' sampling with this conversation's changes."""
        return self._sampling_with(self._conversation.sampling)

    @property
    def system_prompt(self) -> str:
        """What the model is told first in this conversation."""
        own = self._conversation.system_prompt
        return self._settings.model.system_prompt if own is None else own

    @property
    def context_used(self) -> int:
        """Tokens of the shown branch that were read or generated; 0 when unknown."""
        return len(history_tokens(self._messages))

    async def conversations(self) -> list[Conversation]:
        """All conversations, latest first; those in which nothing was said are left out."""
        store = await self._store()
        return await self._thread.call(store.conversations)

    async def open_latest(self) -> None:
        """Open the conversation used last, or a new one."""
        store = await self._store()
        latest = await self._thread.call(store.latest_conversation)
        if latest is None:
            await self.open_new()
        else:
            await self.open(latest.id)

    async def open(self, conversation_id: str) -> None:
        """Open a conversation at its last shown branch; raises `NotFoundError`."""
        store = await self._store()
        conversation = await self._thread.call(store.conversation, conversation_id)
        messages = await self._thread.call(store.branch, conversation.head_id)
        self._conversation, self._messages = conversation, tuple(messages)

    async def open_new(self) -> None:
        """Start an empty conversation; it is stored with its first message."""
        self._conversation, self._messages = _empty_conversation(), ()

    async def delete(self, conversation_id: str) -> None:
        """Delete a conversation; when it is the open one, a new one is opened."""
        store = await self._store()
        await self._thread.call(store.delete_conversation, conversation_id)
        if conversation_id == self._conversation.id:
            await self.open_new()

    async def set_system_prompt(self, text: str | None) -> None:
        """Change what the model is told first; `None` returns to the settings' prompt."""
        await self._change(partial(replace, system_prompt=text))

    async def set_sampling(self, changes: Mapping[str, object]) -> None:
        """Change sampling parameters of this conversation; raises `SettingsError`."""
        values = {**self._conversation.sampling, **changes}
        valid = self._sampling_with(values).model_dump(include=set(values))
        await self._change(partial(replace, sampling=valid))

    async def prompt_history(self, limit: int = 200) -> list[str]:
        """What the user wrote before, in all conversations, oldest first."""
        store = await self._store()
        return await self._thread.call(store.user_texts, limit)

    async def load_model(self, name: str | None = None) -> AsyncGenerator[float, None]:
        """Load the configured model, or another by name or path; yields the share done.

        Raises `NotFoundError` or `EngineError`; the name is kept for the next try all the same.
        """
        self._model_name = name or self._model_name
        source = await self._thread.call(self._source_of, self._model_name)
        async with aclosing(loading(self._engine, source)) as shares:
            async for share in shares:
                yield share

    async def take_turn(self, text: str) -> AsyncGenerator[TurnEvent, None]:
        """Answer the user's message, yielding events until `TurnEnded`, which always comes last.

        Closing the generator early stops the model and keeps what it said.
        Raises `InputError` for an empty text, `SettingsError` for sampling that is not valid any
        more, and `StorageError` when the user's message cannot be saved: nothing happened then.
        """
        if not text.strip():
            raise InputError("There is nothing to send: the message is empty.")
        self._is_stopping = False
        asked = Message(
            id=uuid4().hex,
            conversation_id=self._conversation.id,
            parent_id=self._messages[-1].id if self._messages else None,
            role="user",
            # Lone surrogates are no characters: neither the disk nor a model can have them.
            parts=(TextPart(text.encode("utf-8", "replace").decode()),),
            created_at=datetime.now(UTC),
        )
        # Asked now: another conversation may be opened while this one is answered.
        question = self._question(*self._messages, asked)
        if not self._messages:
            self._conversation = replace(self._conversation, title=_title(asked.text))
        await self._save_new(asked)
        yield UserMessageSaved(asked)
        async with aclosing(self._answer(question)) as events:
            async for event in events:
                yield event

    async def retry(self) -> AsyncGenerator[TurnEvent, None]:
        """Answer the last user message again, beside any earlier reply; events as `take_turn`."""
        asked = [index for index, message in enumerate(self._messages) if message.role == "user"]
        if not asked:
            raise InputError("There is no message to answer again.")
        self._is_stopping = False
        self._messages = self._messages[: asked[-1] + 1]
        async with aclosing(self._answer(self._question(*self._messages))) as events:
            async for event in events:
                yield event

    def stop(self) -> None:
        """Ask the reply in progress to end within one token; `TurnEnded` follows."""
        self._is_stopping = True
        self._engine.stop()

    async def close(self) -> None:
        """Release the engine and the store."""
        await self._engine.close()
        store, self._opened_store = self._opened_store, None
        if store is not None:
            await self._thread.call(store.close)
        self._thread.close()

    def _question(self, *branch: Message) -> Question:
        return Question(
            branch=branch,
            system_prompt=self.system_prompt,
            sampling=self.sampling,
            max_reply_tokens=self._settings.model.max_reply_tokens,
        )

    async def _answer(self, question: Question) -> AsyncGenerator[TurnEvent, None]:
        try:
            if self._engine.model is None:
                async with aclosing(self.load_model()) as shares:
                    async for share in shares:
                        yield ModelLoading(share)
        except AssistantError as error:
            yield TurnEnded(None, str(error), self.context_used)
            return
        model = self._engine.model
        if model is None or self._is_stopping:
            yield TurnEnded(None, "", self.context_used)
            return
        answer = Answer(self._engine, question, save_new=self._save_new, save=self._save)
        async with aclosing(answer.events(model)) as events:
            async for event in events:
                yield event

    async def _save_new(self, message: Message) -> None:
        """Commit a new message and show it; its conversation is stored with it if need be."""
        store = await self._store()
        async with self._writing:
            conversation = self._conversation
            if message.conversation_id == conversation.id and conversation.head_id is None:
                await self._thread.call(store.add_first_message, conversation, message)
            else:
                await self._thread.call(store.add_message, message)
            if message.conversation_id == self._conversation.id:
                self._messages += (message,)
                self._conversation = replace(self._conversation, head_id=message.id)

    async def _save(self, message: Message) -> None:
        """Commit a message that changed."""
        store = await self._store()
        await self._thread.call(store.save_reply, message)
        self._messages = tuple(
            message if shown.id == message.id else shown for shown in self._messages
        )

    async def _change(self, change: Callable[[Conversation], Conversation]) -> None:
        """Change the open conversation; not while a message becomes its head."""
        async with self._writing:
            changed = change(self._conversation)
            if changed.head_id is not None:
                store = await self._store()
                await self._thread.call(store.change_conversation, changed)
            if changed.id == self._conversation.id:
                self._conversation = changed

    def _sampling_with(self, changes: Mapping[str, object]) -> Sampling:
        try:
            return Sampling.model_validate({**self._settings.sampling.model_dump(), **changes})
        except ValidationError as error:
            problems = "; ".join(
                f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
                for problem in error.errors(include_url=False)
            )
            raise SettingsError(f"{problems}. `/params` shows the names and values.") from error

    async def _store(self) -> ConversationStore:
        if self._opened_store is None:
            self._opened_store = await self._thread.call(self._open_store)
        return self._opened_store


def _empty_conversation() -> Conversation:
    now = datetime.now(UTC)
    return Conversation(id=uuid4().hex, title="", created_at=now, updated_at=now)


def _title(text: str) -> str:
    line = " ".join(text.split("\n", 1)[0].split()) or " ".join(text.split())
    return line if len(line) <= TITLE_CHARACTERS else line[: TITLE_CHARACTERS - 1] + "…"
