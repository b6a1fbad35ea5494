"""What was said, found again: the search over all conversations."""

from collections.abc import Mapping

from assistant.conversation import SearchHit
from assistant.errors import AssistantError
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.screens.search import SearchScreen


class FindingActions:
    """Opens the search, and what was chosen in it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"search": self.search}

    async def search(self, words: str) -> None:
        """Search in all conversations, at first for these words."""
        stage = self._stage
        screen = SearchScreen(
            stage.session.chats, words, may_open=self._may_open, now=stage.options.now
        )
        stage.open(screen, self._open)

    def _may_open(self, hit: SearchHit) -> bool:
        """Whether a result can be shown now: what is on the page can, also during a reply."""
        return self._is_on_page(hit) or not self._stage.is_busy()

    async def _open(self, hit: SearchHit | None) -> None:
        stage = self._stage
        if hit is None:
            return
        if stage.pane.is_answering:
            if hit.message_id is not None:
                stage.pane.transcript.reveal(hit.message_id)
            return
        opened = stage.session.opened
        try:
            if hit.conversation.id != opened.conversation.id:
                await opened.open(hit.conversation.id)
            if hit.message_id is not None and not self._is_on_page(hit):
                await opened.show(hit.message_id)
        except AssistantError as error:
            stage.complain(error)
        at = hit.message_id if self._is_on_page(hit) else None
        await stage.show_conversation(at, is_marked=at is not None)

    def _is_on_page(self, hit: SearchHit) -> bool:
        session = self._stage.session
        if hit.conversation.id != session.conversation.id:
            return False
        return hit.message_id is None or any(
            hit.message_id == message.id for message in session.messages
        )

    async def learn(self) -> None:
        """Let the search know all that was said, a little at a time."""
        try:
            while await self._stage.session.chats.index_some():
                pass
        except AssistantError:
            return  # a search tries again, and tells what it does not know
