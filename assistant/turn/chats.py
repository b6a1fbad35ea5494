"""All conversations: listed, organised, thrown away."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from assistant.conversation import Conversation, SearchQuery, SearchResults
from assistant.errors import InputError
from assistant.turn.history import History


class Chats:
    """The list of conversations. What changes it can be undone there too."""

    def __init__(self, history: History) -> None:
        self._history = history

    async def all(self) -> list[Conversation]:
        """All conversations, latest first; those in which nothing was said are left out."""
        return await self._history.do(lambda store: store.conversations())

    async def delete(self, conversation_id: str) -> None:
        """Throw a conversation away."""
        await self._history.do(lambda store: store.delete_conversation(conversation_id))

    async def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title; raises `InputError` for an empty one."""
        line = " ".join(title.split())
        if not line:
            raise InputError("A title needs at least one character.")
        change = partial(replace, title=line, is_renamed=True)
        await self._history.do(lambda store: store.change_conversation(conversation_id, change))

    async def pin(self, conversation_id: str, *, wanted: bool) -> None:
        """List a conversation above the others, or no longer."""
        change = partial(replace, pinned=wanted)
        await self._history.do(lambda store: store.change_conversation(conversation_id, change))

    async def archive(self, conversation_id: str, *, wanted: bool) -> None:
        """Keep a conversation out of the list, or no longer."""
        change = partial(replace, archived=wanted)
        await self._history.do(lambda store: store.change_conversation(conversation_id, change))

    async def tag(self, conversation_id: str, tags: Sequence[str]) -> None:
        """Give a conversation these tags and no others."""
        clean = tuple(dict.fromkeys(tag.strip().lstrip("#") for tag in tags if tag.strip("# \t")))
        change = partial(replace, tags=clean)
        await self._history.do(lambda store: store.change_conversation(conversation_id, change))

    async def user_texts(self, limit: int = 200) -> list[str]:
        """What the user wrote before, in all conversations, oldest first."""
        return await self._history.do(lambda store: store.user_texts(limit))

    async def search(self, query: SearchQuery | str, limit: int = 50) -> SearchResults:
        """Find messages and titles in all conversations; see `conversation.parse_query`."""
        return await self._history.do(lambda store: store.search.search(query, limit))

    async def index_some(self, limit: int = 100) -> int:
        """Make some of what is new ready to be searched; return how much is left to do."""
        return await self._history.do(lambda store: store.search.index_some(limit))
