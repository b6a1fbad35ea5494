"""What was done, taken back and done again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from assistant.conversation import Action as Done
from assistant.errors import AssistantError
from assistant.locales import _
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.keys import key_of
from assistant.tui.wording import action_words


@dataclass(frozen=True, slots=True)
class _Before:
    """What is compared with what there is after an undo or a redo."""

    texts: Mapping[str, str]
    """The messages of the shown branch."""
    nodes: int


class UndoActions:
    """Undo and redo of everything that changes the tree or the list of conversations."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"undo": lambda _: self.undo(), "redo": lambda _: self.redo()}

    async def undo(self) -> None:
        """Take back what was done last, and say what it was; words that were sent come back."""
        stage = self._stage
        if stage.is_busy():
            return
        found = await self._attempt(stage.session.opened.undo)
        if found is None:
            return
        done, before, nodes = found
        prompt = stage.pane.prompt
        if done is None:
            stage.tell(_("There is nothing to undo."))
            return
        if done.kind == "send" and not prompt.text:
            prompt.put(before.texts.get(done.message_id or "", ""))
        key = key_of("redo", stage.keymap)
        words = action_words(done, abs(nodes - before.nodes))
        stage.tell(_("Undone: {words}. {key} does it again.").format(words=words, key=key))

    async def redo(self) -> None:
        """Do again what was taken back last, and say what it was."""
        stage = self._stage
        if stage.is_busy():
            return
        found = await self._attempt(stage.session.opened.redo)
        if found is None:
            return
        done, before, nodes = found
        prompt = stage.pane.prompt
        if done is None:
            stage.tell(_("There is nothing to do again."))
            return
        sent = {message.id: message.text for message in stage.session.messages}
        if done.kind == "send" and prompt.text == sent.get(done.message_id or ""):
            prompt.write("", {})
        key = key_of("undo", stage.keymap)
        words = action_words(done, abs(nodes - before.nodes))
        stage.tell(_("Done again: {words}. {key} takes it back.").format(words=words, key=key))

    async def _attempt(
        self, change: Callable[[], Awaitable[Done | None]]
    ) -> tuple[Done | None, _Before, int] | None:
        """Change something and show it; `None` when that failed, and was told."""
        stage, opened = self._stage, self._stage.session.opened
        texts = {message.id: message.text for message in opened.messages}
        try:
            before = _Before(texts, await opened.size())
            done = await change()
            nodes = await opened.size()
        except AssistantError as error:
            stage.complain(error)
            return None
        if done is not None:
            await stage.show_conversation()
        return done, before, nodes
