"""The list of conversations, by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.conversation import Conversation
from assistant.locales import _
from assistant.tui.keys import CHATS
from assistant.tui.wording import day_group, one_line


class Sidebar(OptionList):
    """All conversations, latest first; the open one is marked."""

    BINDINGS: ClassVar[list[BindingType]] = CHATS.for_widget
    COMPONENT_CLASSES: ClassVar[set[str]] = {"sidebar--mark", "sidebar--day", "sidebar--open"}

    DEFAULT_CSS = """
    Sidebar {
        width: 28;
        height: 1fr;
        border: none;
        padding: 1 1;
        background: $surface;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        scrollbar-size-vertical: 1;
        color: $text-muted;
        & > .sidebar--mark { color: $accent; }
        & > .sidebar--open { color: $foreground; }
        & > .sidebar--day { color: $glass-faint; }
        &:focus { border: none; background-tint: transparent; }
        & > .option-list--option-disabled { color: $glass-faint; }
        & > .option-list--option-highlighted { background: transparent; color: $text-muted; }
        &:focus > .option-list--option-highlighted {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
        &:nocolor { border-right: solid $foreground; }
        &:nocolor:focus > .option-list--option-highlighted { text-style: bold underline; }
    }
    """

    @dataclass
    class Opened(Message):
        """The user chose a conversation."""

        conversation_id: str

    @dataclass
    class DeleteAsked(Message):
        """The user wants a conversation gone."""

        conversation_id: str

    def show(self, conversations: Sequence[Conversation], open_id: str, now: datetime) -> None:
        """List conversations, keeping the highlight where it was."""
        highlighted = self._highlighted_id()
        options: list[Option] = []
        group = ""
        for conversation in conversations:
            day = day_group(conversation.updated_at, now)
            if day != group:
                if options:
                    options.append(Option(Content(""), disabled=True))
                options.append(Option(Content.styled(_(day), ".sidebar--day"), disabled=True))
                group = day
            options.append(_option(conversation, is_open=conversation.id == open_id))
        self.set_options(options or [Option(Content(_("Your chats appear here.")), disabled=True)])
        ids = [option.id for option in options]
        listed = [each for each in (highlighted, open_id) if each in ids and each is not None]
        first = next((index for index, each in enumerate(ids) if each is not None), None)
        self.highlighted = ids.index(listed[0]) if listed else first

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(self.Opened(event.option_id))

    def action_delete_chat(self) -> None:
        """Ask for the highlighted conversation to be deleted."""
        chosen = self._highlighted_id()
        if chosen is not None:
            self.post_message(self.DeleteAsked(chosen))

    def _highlighted_id(self) -> str | None:
        at = self.highlighted
        return None if at is None else self.get_option_at_index(at).id


def _option(conversation: Conversation, *, is_open: bool) -> Option:
    title = one_line(conversation.title) or _("untitled")
    if is_open:
        line = Content.assemble(("▸ ", ".sidebar--mark"), (title, ".sidebar--open"))
    else:
        line = Content(f"  {title}")
    return Option(line, id=conversation.id)
