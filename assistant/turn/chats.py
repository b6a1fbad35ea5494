"""All conversations: listed, organised, thrown away."""

from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from assistant.conversation import (
    Conversation,
    ConversationStore,
    Message,
    SearchHit,
    SearchQuery,
    SearchResults,
    Snippet,
)
from assistant.conversation.search.titles import TITLE_CHARACTERS, TitleMatch, TitleMatcher
from assistant.errors import InputError
from assistant.locales import _
from assistant.turn.history import History
from assistant.turn.passages import Passage, passages

T = TypeVar("T")

Change = Callable[[Conversation], Conversation]
"""What is made of a conversation."""


class Chats:
    """The list of conversations. What changes it can be undone there too."""

    def __init__(self, history: History) -> None:
        self._history = history
        # Both are used on the store's thread alone.
        self._matched: tuple[Conversation, ...] = ()
        self._matcher = TitleMatcher(())

    async def all(self) -> list[Conversation]:
        """All conversations, latest first; those in which nothing was said are left out."""
        return list(await self.listed())

    async def listed(self) -> tuple[Conversation, ...]:
        """The same, as the same value as long as nothing changes, without reading all again."""
        return await self._history.do(lambda store: store.listing.read())

    def take_notices(self) -> tuple[str, ...]:
        """What happened to the conversations on disk, in sentences to be shown once.

        There can be some after any call that reads or writes, e.g. after the first.
        """
        return self._history.take_notices()

    async def delete(self, conversation_id: str) -> None:
        """Throw a conversation away."""
        await self._history.do(lambda store: store.delete_conversation(conversation_id))

    async def change(self, conversation_id: str, change: Change) -> None:
        """Change the title, pin, archiving or tags of a conversation that is not open."""
        await self._history.do(lambda store: store.change_conversation(conversation_id, change))

    async def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title; raises `InputError` for an empty one."""
        await self.change(conversation_id, renamed(title))

    async def pin(self, conversation_id: str, *, wanted: bool) -> None:
        """List a conversation above the others, or no longer."""
        await self.change(conversation_id, partial(replace, pinned=wanted))

    async def archive(self, conversation_id: str, *, wanted: bool) -> None:
        """Keep a conversation out of the list, or no longer."""
        await self.change(conversation_id, partial(replace, archived=wanted))

    async def tag(self, conversation_id: str, tags: Sequence[str]) -> None:
        """Give a conversation these tags and no others."""
        await self.change(conversation_id, tagged(tags))

    async def export(
        self, conversation_id: str, write: Callable[[Conversation, list[Message]], T]
    ) -> T:
        """Return what `write` makes of a conversation and the messages of all its branches."""

        def read(store: ConversationStore) -> T:
            return write(store.conversation(conversation_id), store.messages(conversation_id))

        return await self._history.do(read)

    def take_in(
        self, begin: Callable[[ConversationStore], Generator[T, None, None]]
    ) -> AsyncGenerator[T, None]:
        """Let conversations come in, yielding how far it is; everything else goes on meanwhile."""
        return self._history.in_slices(begin)

    async def user_texts(self, limit: int = 200) -> list[str]:
        """What the user wrote before, in all conversations, oldest first."""
        return await self._history.do(lambda store: store.user_texts(limit))

    async def search(self, query: SearchQuery | str, limit: int = 50) -> SearchResults:
        """Find messages and titles in all conversations; see `conversation.parse_query`."""
        return await self._history.do(lambda store: store.search.search(query, limit))

    async def jumps(self, typed: str, limit: int = 50) -> list[SearchHit]:
        """The conversations whose titles have these letters in their order, best first."""

        def match(store: ConversationStore) -> list[SearchHit]:
            listed = store.listing.read()
            if listed is not self._matched:
                self._matcher = TitleMatcher([each.title for each in listed])
                self._matched = listed
            return [
                _jump(listed[match.index], match) for match in self._matcher.match(typed, limit)
            ]

        return await self._history.do(match)

    async def conversation_of(self, message_id: str) -> str:
        """Where a message was said; raises `NotFoundError` when it was thrown away."""
        return await self._history.do(lambda store: store.tree.conversation_of(message_id))

    async def around(self, message_id: str, query: SearchQuery) -> list[Passage]:
        """A message with the words that are searched for, and what stands beside it."""

        def read(store: ConversationStore) -> list[Passage]:
            return passages(store.tree.around(message_id), message_id, query)

        return await self._history.do(read)

    async def index_some(self, limit: int = 100) -> int:
        """Make some of what is new ready to be searched; return how much is left to do."""
        return await self._history.do(lambda store: store.search.index_some(limit))


def _jump(conversation: Conversation, match: TitleMatch) -> SearchHit:
    return SearchHit(
        conversation=conversation,
        message_id=None,
        role=None,
        created_at=conversation.updated_at,
        snippet=Snippet(conversation.title[:TITLE_CHARACTERS], match.spans),
        score=match.score,
    )


def renamed(title: str) -> Change:
    """Return the change to a title of the user's; raises `InputError` for an empty one."""
    line = " ".join(title.split())
    if not line:
        raise InputError(_("A title needs at least one character."))
    return partial(replace, title=line, is_renamed=True)


def tagged(tags: Sequence[str]) -> Change:
    """Return the change to these tags, each once, without their number signs."""
    clean = (tag.strip().lstrip("#") for tag in tags)
    return partial(replace, tags=tuple(dict.fromkeys(tag for tag in clean if tag)))
