"""The chat as a user has it: the real session and store, and a model that says what it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from finding import Finding
from memory_home import memory_home
from small_memory import SmallMemory
from textual import events
from textual.pilot import Pilot

from assistant.context import Candidate
from assistant.conversation import (
    Conversation,
    ConversationStore,
    Message,
    ReasoningPart,
    ReplyStats,
    TextPart,
    TokenSpan,
)
from assistant.engine import ModelInfo, ModelSource
from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.locales import use_language
from assistant.settings import Settings
from assistant.tui import ChatApp, ChatOptions
from assistant.tui.widgets.header import HeaderLine
from assistant.turn import ChatSession

NOW = datetime(2026, 3, 5, 9, 41, tzinfo=UTC)


@dataclass
class SmallModel(ScriptedEngine):
    """The script, under the name and the facts of the model that is built in."""

    may_load: asyncio.Event = field(default_factory=asyncio.Event)
    """Loading waits for it."""

    async def load(
        self, source: ModelSource, on_progress: Callable[[float], None] | None = None
    ) -> ModelInfo:
        if on_progress is not None:
            on_progress(0.43)
        await self.may_load.wait()
        model = await super().load(source, on_progress)
        self._model = model.model_copy(
            update={
                "name": "SmolLM2-135M-Instruct",
                "architecture": "llama",
                "quantisation": "Q4_1",
                "file_bytes": 98_000_000,
                "parameters": 134_515_008,
                "layers": 30,
                "device": "CPU",
                "threads": 2,
                "placement_reason": "CPU: this llama.cpp was built without GPU support.",
            }
        )
        return self._model


def says(text: str, **fields: object) -> ScriptedReply:
    """One scripted reply."""
    return ScriptedReply(text, **fields)


@dataclass(frozen=True)
class Said:
    """A message of a conversation of the past."""

    text: str
    reasoning: str = ""
    state: str = "complete"
    note: str = ""
    finish_reason: str = "end"
    follows: int | None = None
    """Which message of its conversation it follows, from 0, when that is not the one before it."""


def id_of(title: str) -> str:
    """The id of the conversation of a title: the title itself, if it can be one."""
    return title if title.isascii() and title.isalnum() else f"c{title.encode().hex()[:40]}"


@dataclass
class Chat:
    """A chat over a data folder; `run` opens it in a terminal of a size."""

    folder: Path
    replies: Sequence[ScriptedReply] = (ScriptedReply("An answer."),)
    settings: Settings = field(default_factory=Settings)
    now: Callable[[], datetime] = lambda: NOW
    models: Sequence[str] = ("default", "qwen3-0.6b-q4_k_m")
    remembered_themes: list[str] = field(default_factory=list)
    remembered_languages: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    """What was put on the system's clipboard."""
    open_store: Callable[[Path], ConversationStore] = ConversationStore.open
    memory: SmallMemory = field(default_factory=SmallMemory)
    found: Sequence[Candidate] = ()
    """What is found for every question."""
    _past: list[tuple[Message, Conversation]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = SmallModel(self.replies)
        self.engine.may_load.set()

    @property
    def database(self) -> Path:
        return self.folder / "history.db"

    def session(self) -> ChatSession:
        return ChatSession(
            engine=self.engine,
            open_store=self._open_with_past,
            source_of=lambda name: ModelSource(path=Path(f"{name}.gguf")),
            settings=self.settings,
            memory=memory_home(self.memory, self.folder, lambda: [self.folder]),
            providers=(Finding(lambda _: self.found),),
        )

    def app(self, session: ChatSession) -> ChatApp:
        options = ChatOptions(
            settings=self.settings,
            models=self.models,
            models_folder=Path("~/.local/share/glassbox/models"),
            settings_file=Path("~/.config/glassbox/settings.toml"),
            now=self.now,
        )
        return ChatApp(
            session,
            options,
            on_theme=self._remember_theme,
            on_language=self._use,
            on_copy=self._copy,
        )

    def remembers(self, title: str, *said: Said, ended: datetime = NOW) -> None:
        """Give the chat a conversation of the past: question, reply, question, …

        What was said last ends the branch that is shown.
        """
        begun = ended - timedelta(minutes=len(said))
        conversation = Conversation(id_of(title), title, created_at=begun, updated_at=begun)
        for index, each in enumerate(said):
            self._past.append((_message(each, conversation.id, index, begun), conversation))

    def _open_with_past(self) -> ConversationStore:
        store = self.open_store(self.database)
        while self._past:
            message, conversation = self._past.pop(0)
            if message.parent_id is None:
                store.add_first_message(conversation, message)
            else:
                store.add_message(message)
        return store

    async def _copy(self, text: str) -> None:
        self.copied.append(text)

    async def _remember_theme(self, theme: str) -> None:
        self.remembered_themes.append(theme)

    async def _use(self, language: str) -> None:
        await asyncio.to_thread(use_language, language)
        self.remembered_languages.append(language)

    @asynccontextmanager
    async def run(self, size: tuple[int, int] = (120, 40)) -> AsyncIterator["Terminal"]:
        """Open the chat and wait until it has started."""
        session = self.session()
        app = self.app(session)
        async with app.run_test(size=size, notifications=True) as pilot:
            terminal = Terminal(app, pilot, session)
            if self.engine.may_load.is_set():
                await terminal.until(lambda: session.model is not None)
                await terminal.until(lambda: session.opened.is_whole)
                await terminal.settle()
            yield terminal
        await session.close()


@dataclass
class Terminal:
    """What a user sees and presses."""

    app: ChatApp
    pilot: Pilot
    session: ChatSession

    @property
    def screen(self) -> str:
        """Everything that is on the screen, as text."""
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def prompt(self) -> str:
        return self.app.query_one("#prompt").text

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Paste a text where the focus is: the fastest typing there is."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def send(self, text: str) -> None:
        await self.type(text)
        await self.press("enter")

    async def ask(self, text: str) -> None:
        """Send and wait for the end of the reply."""
        before = len(self.session.messages)
        await self.send(text)
        await self.until(lambda: len(self.session.messages) >= before + 2)
        await self.until(lambda: self.session.messages[-1].state != "streaming")
        await self.settle()

    async def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await self.until(lambda: text in self.screen, lambda: f"{text!r} in\n{self.screen}")

    async def is_told(self, text: str) -> None:
        """Wait until the user is told something at the edge of the screen."""
        await self.until(
            lambda: any(text in each.message for each in self.app._notifications),
            lambda: f"{text!r} in {[each.message for each in self.app._notifications]}",
        )

    async def until(
        self, holds: Callable[[], bool], wanted: Callable[[], str] = lambda: "the condition"
    ) -> None:
        async def wait() -> None:
            while not holds():
                await self.pilot.pause(0.01)

        try:
            async with asyncio.timeout(10):
                await wait()
        except TimeoutError:
            raise AssertionError(f"waited in vain for {wanted()}") from None

    async def settle(self) -> None:
        """Let everything be drawn."""
        header = self.app.screen_stack[0].query_one(HeaderLine)
        await self.until(lambda: header.status == header.latest)
        for _ in range(2):
            await self.pilot.pause()


def _message(said: Said, conversation_id: str, index: int, begun: datetime) -> Message:
    is_reply = index % 2 == 1
    above = index - 1 if said.follows is None else said.follows
    thoughts = (ReasoningPart(said.reasoning),) if said.reasoning else ()
    return Message(
        id=f"{conversation_id}-{index}",
        conversation_id=conversation_id,
        parent_id=f"{conversation_id}-{above}" if index else None,
        role="assistant" if is_reply else "user",
        parts=(*thoughts, TextPart(said.text)),
        created_at=begun + timedelta(minutes=index + 1),
        state=said.state,
        note=said.note,
        model="SmolLM2-135M-Instruct" if is_reply else "",
        stats=_stats(said) if is_reply else None,
        tokens=TokenSpan("past", tuple(range(620)), not index),
    )


def _stats(said: Said) -> ReplyStats:
    return ReplyStats(
        prompt_tokens=180,
        cached_tokens=120,
        reply_tokens=143,
        prompt_seconds=0.3,
        reply_seconds=1.0,
        seed=1,
        finish_reason=said.finish_reason,
    )
