"""The open conversation as a tree: answered again, stopped."""

from collections.abc import Mapping

from assistant.tui.chat.stage import Action, Stage


class BranchActions:
    """What can be done to messages and replies."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"retry": lambda _: self.retry(), "stop": lambda _: self.stop()}

    async def retry(self) -> None:
        """Answer the last message again."""
        if not self._stage.is_busy():
            self._stage.pane.retry()

    async def stop(self) -> None:
        """End the reply in progress."""
        self._stage.pane.stop()
