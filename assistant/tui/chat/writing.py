"""Text on its way in and out: edited elsewhere, copied, selected."""

import os
from collections.abc import Mapping

from textual.app import SuspendNotSupported

from assistant.errors import InputError
from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.attention import mouse
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.external_editor import edited, editor_command
from assistant.tui.markdown.code_blocks import code_blocks
from assistant.tui.screens.pick import PickScreen
from assistant.tui.typed import app_of, write_to_terminal
from assistant.tui.wording import one_line


class WritingActions:
    """What can be done with text."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._has_mouse = True

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"copy": self.copy, "editor": lambda _: self.edit_draft(), "mouse": self.use_mouse}

    async def copy(self, what: str) -> None:
        """Put the last reply on the clipboard, or its code."""
        messages = self._stage.session.messages
        replies = [each.text for each in messages if each.role == "assistant"]
        if what not in ("", "reply", "code"):
            self._stage.complain(
                InputError(_("/copy takes `code`, or nothing for the whole reply."))
            )
        elif not replies:
            self._stage.tell(_("There is no reply to copy."))
        elif what == "code":
            self.copy_code(replies[-1])
        else:
            self._put_on_clipboard(replies[-1], _("The last reply was copied."))

    def copy_text(self, text: str) -> None:
        """Put the words of a message on the clipboard."""
        self._put_on_clipboard(text, _("The message was copied."))

    def copy_code(self, text: str) -> None:
        """Put a code block of a text on the clipboard; of several, let the user choose."""
        blocks = code_blocks(text)
        if not blocks:
            self._stage.tell(_("There is no code in it to copy."))
            return
        if len(blocks) == 1:
            self._put_on_clipboard(blocks[0], _("The code was copied."))
            return
        names = [f"{number}  {one_line(block)[:70]}" for number, block in enumerate(blocks, 1)]

        def chosen(name: str | None) -> None:
            if name is not None:
                self._put_on_clipboard(blocks[names.index(name)], _("The code was copied."))

        self._stage.open(PickScreen(_("Copy which code?"), names), chosen)

    async def edit_draft(self) -> None:
        """Open what is being written in the user's own editor."""
        stage = self._stage
        prompt = stage.pane.prompt
        try:
            command = editor_command(os.environ)
            # Nothing may draw meanwhile: the terminal is the editor's.
            with app_of(stage.screen).suspend():
                text = edited(prompt.full_text, command)
        except SuspendNotSupported:
            stage.complain(InputError(_("This terminal cannot be lent to an editor.")))
        except InputError as error:
            stage.complain(error)
        else:
            prompt.write(text, {})
            prompt.focus()

    async def use_mouse(self, wanted: str) -> None:
        """Let the chat have the mouse, or the terminal, whose own selection then works."""
        if wanted not in ("", "on", "off"):
            self._stage.complain(InputError(_("/mouse takes `on` or `off`.")))
            return
        self._has_mouse = wanted == "on" if wanted else not self._has_mouse
        write_to_terminal(self._stage.screen, mouse(wanted=self._has_mouse))
        told = (
            _("The mouse is the chat's again.")
            if self._has_mouse
            else _("The mouse is the terminal's: it selects text. /mouse takes it back.")
        )
        self._stage.tell(told)

    def _put_on_clipboard(self, text: str, told: str) -> None:
        app_of(self._stage.screen).copy_to_clipboard(printable(text))
        self._stage.tell(told)
