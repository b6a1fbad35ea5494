"""The list of conversations: new, opened, deleted."""

from collections.abc import Mapping

from assistant.errors import AssistantError
from assistant.locales import N_, _
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.history import PromptHistory
from assistant.tui.keys import key_of
from assistant.tui.wording import one_line


class ConversationActions:
    """What can be done to whole conversations."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"new": lambda _: self.new(), "delete": lambda _: self.delete_open()}

    async def open_latest(self) -> None:
        """Open what was open before."""
        stage = self._stage
        try:
            await stage.session.opened.open_latest(end_first=True)
            stage.pane.prompt.inputs = PromptHistory(await stage.session.chats.user_texts())
        except AssistantError as error:
            stage.pane.show_notice(N_("Conversations cannot be read"), str(error))
        else:
            await stage.show_conversation()
        stage.show_notices()
        stage.mark_opened()

    async def open(self, conversation_id: str) -> None:
        """Open another conversation."""
        stage = self._stage
        if not stage.is_busy():
            await stage.attempt(stage.session.opened.open(conversation_id, end_first=True))
            await stage.show_conversation()

    async def new(self) -> None:
        """Start a new conversation."""
        stage = self._stage
        if not stage.is_busy():
            stage.session.opened.open_new()
            await stage.show_conversation()

    async def delete_open(self) -> None:
        """Delete the open conversation."""
        await self.delete(self._stage.session.conversation.id)

    async def delete(self, conversation_id: str) -> None:
        """Delete a conversation, and say how it comes back."""
        stage = self._stage
        is_open = conversation_id == stage.session.conversation.id
        if is_open and stage.is_busy():
            return
        try:
            conversations = await stage.session.chats.all()
        except AssistantError as error:
            stage.complain(error)
            return
        found = next((each for each in conversations if each.id == conversation_id), None)
        if found is None:
            stage.tell(_("This conversation is empty: there is nothing to delete."))
        elif await stage.attempt(stage.session.delete(found.id)):
            await self._show_rest(is_open=is_open)
            told = _("Deleted “{title}”. {key} brings it back.")
            title = one_line(found.title) or _("untitled")
            stage.tell(told.format(title=title, key=key_of("undo", stage.keymap)))

    async def _show_rest(self, *, is_open: bool) -> None:
        """Show what there is without a conversation; who was in the list stays there."""
        stage = self._stage
        was_in_list = stage.sidebar.has_focus_within
        if is_open:
            await stage.show_conversation()
        else:
            await stage.list_chats()
        if was_in_list:
            stage.sidebar.take_focus()
