"""What a tool is given to work with, if it has a parameter of type `ToolContext`."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from assistant.plugin_api.settings import PluginSettings

T = TypeVar("T")
S = TypeVar("S", bound=PluginSettings)


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that was found, or is kept."""

    id: str
    text: str
    source: str = ""
    """Where it is from, in one line: a date and a conversation; a file, page and lines."""
    score: float | None = None
    """0 to 1: how probably it is relevant."""


class MemoryAccess(Protocol):
    """What the assistant remembers of the user."""

    async def recall(self, question: str, *, limit: int = 5) -> Sequence[Answer]:
        """Return what has to do with a question, best first."""
        ...

    async def remember(self, text: str) -> Answer:
        """Keep something; the user sees it in the memory screen and can undo it."""
        ...

    async def forget(self, memory_id: str) -> None:
        """Recall a memory no more; raises `ToolError` when there is none of this id."""
        ...


class DocumentAccess(Protocol):
    """The documents that the user has added."""

    async def search(self, question: str, *, limit: int = 5) -> Sequence[Answer]:
        """Return the passages that fit a question, best first."""
        ...


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What a server answered."""

    url: str
    """Where the answer came from in the end."""
    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, by the charset that the server names, or UTF-8."""
        charset = self.headers.get("content-type", "").partition("charset=")[2].strip(' "').lower()
        try:
            return self.body.decode(charset or "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


class HttpAccess(Protocol):
    """The network, as far as the user allows it."""

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, most_bytes: int = 5_000_000
    ) -> HttpResponse:
        """Fetch something; raises `ToolError` when the network is off or the address not public."""
        ...


class ToolContext(Protocol):
    """What a tool may use. A tool that is no coroutine waits with `context.wait(…)`."""

    @property
    def memory(self) -> MemoryAccess:
        """What the assistant remembers."""
        ...

    @property
    def documents(self) -> DocumentAccess:
        """What the user has given to read."""
        ...

    @property
    def http(self) -> HttpAccess:
        """The network."""
        ...

    @property
    def workspace(self) -> Path:
        """The folder whose files may be worked with."""
        ...

    @property
    def data(self) -> Path:
        """A folder for what the plugin keeps; nothing else writes there."""
        ...

    def settings(self, kind: type[S]) -> S:
        """Return the plugin's settings."""
        ...

    async def progress(self, text: str, share: float | None = None) -> None:
        """Show how far the tool is, in one line; `share` goes from 0 to 1."""
        ...

    async def ask(self, question: str) -> str:
        """Return what the user answers to a question; raises `ToolError` if nobody does."""
        ...

    async def notify(self, title: str, text: str) -> None:
        """Tell the user something, in the chat and on the desktop."""
        ...

    def log(self, text: str) -> None:
        """Write a line into the plugin's log."""
        ...

    def wait(self, work: Awaitable[T]) -> T:
        """Wait for one of the methods above in a tool that is no coroutine."""
        ...
