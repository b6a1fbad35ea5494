"""What was done, taken back and done again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from assistant.conversation import Action as Done
from assistant.conversation import Message
from assistant.errors import AssistantError
from assistant.locales import _
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.keys import key_of
from assistant.tui.wording import action_words


@dataclass(frozen=True, slots=True)
class _Said:
    """How a step is told."""

    nothing: str
    """What there is to say when there was none."""
    done: str
    """What was done, with a place for its `words`, and the `key` of the way back."""
    way_back: str
    """The action of that key."""


class UndoActions:
    """Undo and redo of everything that changes the tree or the list of conversations."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"undo": lambda _: self.undo(), "redo": lambda _: self.redo()}

    async def undo(self) -> None:
        """Take back what was done last, and say what it was.

        Words that were sent come back, with the files that went with them.
        """
        messages = self._messages()
        said = _Said(
            nothing=_("There is nothing to undo."),
            done=_("Undone: {words}. {key} does it again."),
            way_back="redo",
        )
        done = await self._step(self._stage.session.opened.undo, said)
        sent = _sent(done, messages)
        if sent is not None and not self._stage.pane.prompt.text:
            self._stage.pane.put_back(sent)

    async def redo(self) -> None:
        """Do again what was taken back last, and say what it was."""
        said = _Said(
            nothing=_("There is nothing to do again."),
            done=_("Done again: {words}. {key} takes it back."),
            way_back="undo",
        )
        done = await self._step(self._stage.session.opened.redo, said)
        sent = _sent(done, self._messages())
        prompt = self._stage.pane.prompt
        if sent is not None and prompt.text == sent.text:
            prompt.write("", {})

    def _messages(self) -> Mapping[str, Message]:
        return {message.id: message for message in self._stage.session.messages}

    async def _step(self, take: Callable[[], Awaitable[Done | None]], said: _Said) -> Done | None:
        """Take a step, show what came of it and tell it; `None` when there was none."""
        stage, opened = self._stage, self._stage.session.opened
        if stage.is_busy():
            return None
        try:
            before = await opened.size()
            done = await take()
            nodes = await opened.size()
        except AssistantError as error:
            stage.complain(error)
            return None
        if done is None:
            stage.tell(said.nothing)
            return None
        await stage.show_conversation()
        key = key_of(said.way_back, stage.keymap)
        stage.tell(said.done.format(words=action_words(done, abs(nodes - before)), key=key))
        return done


def _sent(done: Done | None, messages: Mapping[str, Message]) -> Message | None:
    """Return the message whose sending was the step, if it was that."""
    if done is None or done.kind != "send":
        return None
    return messages.get(done.message_id or "")
