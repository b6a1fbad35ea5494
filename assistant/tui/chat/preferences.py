"""How the conversation is led and how the chat looks."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass

from textual.message import Message

from assistant.errors import SettingsError
from assistant.locales import _
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.parameters import parse_assignments
from assistant.tui.screens.cards import (
    language_picker,
    parameters_card,
    system_card,
    theme_picker,
)
from assistant.tui.typed import app_of


@dataclass
class ThemeWanted(Message):
    """The user chose a theme."""

    name: str


@dataclass
class LanguageWanted(Message):
    """The user chose a language, or `system`."""

    name: str


class PreferenceActions:
    """What can be set from within the chat."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {
            "system": self.change_system_prompt,
            "params": self.change_parameters,
            "theme": self.change_theme,
            "language": self.change_language,
            "help": lambda _: self._app_action("help"),
            "quit": lambda _: self._app_action("quit"),
        }

    async def change_system_prompt(self, text: str) -> None:
        """Change what the model is told first; without a text, show it."""
        stage = self._stage
        if not text:
            stage.open(system_card(stage.session))
        elif not stage.is_busy():
            wanted = None if text == "default" else text
            await self._change(stage.session.set_system_prompt(wanted))

    async def change_parameters(self, assignments: str) -> None:
        """Change sampling parameters of this conversation; without any, show them."""
        stage = self._stage
        if not assignments:
            stage.open(parameters_card(stage.session))
            return
        try:
            changes = parse_assignments(assignments, stage.options.settings.sampling)
        except SettingsError as error:
            stage.complain(error)
        else:
            await self._change(stage.session.set_sampling(changes))

    async def change_theme(self, name: str) -> None:
        """Use another theme; without a name, show those there are."""
        if name:
            self._want_theme(name)
            return
        chosen = app_of(self._stage.screen).theme
        self._stage.open(theme_picker(self._stage.themes, chosen), self._want_theme)

    async def change_language(self, name: str) -> None:
        """Speak another language; without a name, show those there are."""
        if name:
            self._want_language(name)
            return
        self._stage.open(language_picker(), self._want_language)

    def _want_language(self, name: str | None) -> None:
        if name:
            self._stage.screen.post_message(LanguageWanted(name))

    def _want_theme(self, name: str | None) -> None:
        if name:
            self._stage.screen.post_message(ThemeWanted(name))

    async def _change(self, change: Awaitable[None]) -> None:
        if await self._stage.attempt(change):
            self._stage.tell(_("Changed for this conversation, from the next message on."))

    async def _app_action(self, name: str) -> None:
        await self._stage.screen.run_action(f"app.{name}")
