"""The list of chats kept in order: titles, tags, what is pinned and what is archived."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from assistant.conversation import Conversation
from assistant.errors import InputError
from assistant.locales import _
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.screens.line import LineScreen
from assistant.tui.widgets.sidebar import Change
from assistant.tui.wording import one_line
from assistant.turn.chats import Change as ChatChange
from assistant.turn.chats import renamed, tagged


class OrganisingActions:
    """What can be changed about whole conversations, of which none is lost by it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area, for the open conversation."""
        return {
            "rename": self._rename_open,
            "tag": self._tag_open,
            "pin": lambda _: self.change(self._open, "pin"),
            "archive": lambda _: self.change(self._open, "archive"),
        }

    async def change(self, chat: Conversation, change: Change) -> None:
        """Change a chat as its key or command says, asking for what must be written."""
        match change:
            case "pin":
                await self._apply(chat, partial(replace, pinned=not chat.pinned))
            case "archive":
                await self._archive(chat)
            case "rename":
                await self._ask_title(chat)
            case "tag":
                self._ask_tags(chat)

    @property
    def _open(self) -> Conversation:
        return self._stage.session.conversation

    async def _rename_open(self, title: str) -> None:
        if title:
            await self._rename(self._open, title)
        else:
            await self._ask_title(self._open)

    async def _tag_open(self, words: str) -> None:
        if words:
            await self._tag(self._open, with_tags(self._open.tags, words))
        else:
            self._ask_tags(self._open)

    async def _ask_title(self, chat: Conversation) -> None:
        async def answered(title: str | None) -> None:
            if title is not None and title != chat.title:
                await self._rename(chat, title)

        foot = _("A title of your own is never changed by the program.")
        self._stage.open(LineScreen(_("Rename"), one_line(chat.title), foot=foot), answered)

    def _ask_tags(self, chat: Conversation) -> None:
        async def answered(words: str | None) -> None:
            if words is not None:
                await self._tag(chat, tags_in(words))

        line = ", ".join(map(one_line, chat.tags))
        foot = _("Words with commas between them; a search for tag:word finds them.")
        self._stage.open(LineScreen(_("Tags"), line, foot=foot), answered)

    async def _rename(self, chat: Conversation, title: str) -> None:
        try:
            change = renamed(title)
        except InputError as error:
            self._stage.complain(error)
        else:
            await self._apply(chat, change)

    async def _tag(self, chat: Conversation, tags: tuple[str, ...]) -> None:
        if tags != chat.tags:
            await self._apply(chat, tagged(tags))

    async def _archive(self, chat: Conversation) -> None:
        if await self._apply(chat, partial(replace, archived=not chat.archived)):
            title = one_line(chat.title) or _("untitled")
            if chat.archived:
                told = _("“{title}” is listed again.")
            else:
                told = _("“{title}” is archived. Searching still finds it.")
            self._stage.tell(told.format(title=title))

    async def _apply(self, chat: Conversation, change: ChatChange) -> bool:
        session = self._stage.session
        is_open = chat.id == session.conversation.id
        changing = (
            session.opened.change(change) if is_open else session.chats.change(chat.id, change)
        )
        is_done = await self._stage.attempt(changing)
        await self._stage.list_chats()
        return is_done


def tags_in(words: str) -> tuple[str, ...]:
    """Return the tags in a line, parted by commas or number signs, or else by blanks."""
    marks = [mark for mark in (",", "#") if mark in words]
    parts = words.replace("#", ",").split(",") if marks else words.split()
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def with_tags(tags: tuple[str, ...], words: str) -> tuple[str, ...]:
    """Return tags with those of a line added, and those after a minus taken away."""
    named = tags_in(words)
    gone = {tag.removeprefix("-") for tag in named if tag.startswith("-")}
    added = [tag for tag in named if not tag.startswith("-")]
    return tuple(tag for tag in dict.fromkeys((*tags, *added)) if tag not in gone)
