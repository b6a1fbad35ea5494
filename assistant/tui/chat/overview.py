"""What the overview of branches shows, and what can be done from there."""

from collections.abc import Awaitable, Callable

from assistant.conversation import Node
from assistant.errors import AssistantError
from assistant.tui.chat.stage import Stage
from assistant.tui.chat.undo import UndoActions
from assistant.tui.screens.branches import Outline


class Overview:
    """Keeps the page below in step with what is done in the overview.

    `delete_message` throws away a message and tells what happened.
    """

    def __init__(self, stage: Stage, delete_message: Callable[[str], Awaitable[bool]]) -> None:
        self._stage = stage
        self._delete_message = delete_message
        self._undo = UndoActions(stage)

    async def outline(self) -> Outline:
        """Return the tree as it is on disk; an empty one when it cannot be read."""
        nodes: list[Node] = []
        try:
            nodes = await self._stage.session.opened.outline()
        except AssistantError as error:
            self._stage.complain(error)
        conversation = self._stage.session.conversation
        return Outline(conversation.title, nodes, conversation.head_id)

    async def delete(self, message_id: str) -> None:
        """Throw away a message and what follows it."""
        if await self._delete_message(message_id):
            await self._stage.show_conversation()

    async def undo(self) -> None:
        """Take back what was done last."""
        await self._undo.undo()

    async def redo(self) -> None:
        """Do again what was taken back."""
        await self._undo.redo()
