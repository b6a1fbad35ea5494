"""The interface as one application: colours, keys and what lies over every screen."""

import os
from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar

from textual import events, on
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Input, TextArea

from assistant.errors import AssistantError
from assistant.locales import LANGUAGES, _
from assistant.terminal_text import printable
from assistant.tui.chat.preferences import LanguageWanted, ThemeWanted
from assistant.tui.chat.screen import ChatScreen
from assistant.tui.keymap import check_keys
from assistant.tui.keys import EVERYWHERE, key_of
from assistant.tui.options import ChatOptions
from assistant.tui.palette import palette_commands
from assistant.tui.screens.help import help_screen
from assistant.tui.screens.too_small import TooSmallScreen, is_too_small
from assistant.tui.theme import DARK, LIGHT, with_stand_ins
from assistant.turn import ChatSession


class ChatApp(App[None]):
    """Runs a session in a terminal. The session is closed by whoever made it.

    `on_theme` is told the name of a theme the user chose, so that it is remembered; what it raises
    is shown. `on_language` puts the language that the user chose into use and remembers it.
    `on_copy` is told what is copied, for the system's own clipboard.
    """

    TITLE = "Glassbox"
    BINDINGS: ClassVar[list[BindingType]] = EVERYWHERE.for_widget

    # Over Textual's own widgets only; ours bring their styles with them.
    CSS = """
    Toast { background: $panel; padding: 0 2; }
    ToastRack {
        dock: top;
        align: right top;
        margin: 1 0 0 0;
        scrollbar-size-vertical: 0;  /* its height is reckoned without one: a row would be lost */
    }
    ModalScreen { background: $background 60%; }
    SearchScreen { background: $background; }
    CommandPalette {
        align-horizontal: center;
        & > Vertical { width: 84; max-width: 96%; background: $panel; }
        & #--input { border: none; padding: 1 2 0 2; height: 3; background: $panel; }
        & CommandInput, & CommandInput:focus { background: $panel; border: none; }
        & SearchIcon { display: none; }
        & #--results { background: $panel; padding-bottom: 1; }
        & CommandList {
            border: none;
            padding: 0 1;
            background: $panel;
            scrollbar-size-vertical: 1;
            & > .option-list--option-highlighted {
                background: $block-cursor-background;
                color: $block-cursor-foreground;
            }
        }
    }
    """

    def __init__(
        self,
        session: ChatSession,
        options: ChatOptions,
        *,
        on_theme: Callable[[str], Awaitable[None]],
        on_language: Callable[[str], Awaitable[None]],
        on_copy: Callable[[str], Awaitable[None]],
    ) -> None:
        # Only with the terminal's own colours can all of them be left out.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        checked = check_keys(options.settings.keys)
        self._options = options
        self._on_theme = on_theme
        self._on_language = on_language
        self._on_copy = on_copy
        self._key_problems = checked.problems
        self._keys_in_use = checked.keymap
        self._chat = ChatScreen(session, options, checked.keymap)
        self.animation_level = "none"
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.set_keymap(checked.keymap)

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor goes after drawing: to the caret, where input methods write.

        Textual moves it when the caret moves in its text, but not when the text moves, and one cell
        too far behind the end of a line to write.
        """
        match self.focused if self.screen_stack else None:
            case TextArea() as area:
                self._cursor_position = area.cursor_screen_offset
            case Input() as line:
                too_far = Offset(int(line.cursor_at_end), 0)
                self._cursor_position = line.cursor_screen_offset - too_far
            case _:
                pass
        return self._cursor_position

    @cursor_position.setter
    def cursor_position(self, position: Offset) -> None:
        self._cursor_position = position

    def get_default_screen(self) -> Screen[None]:
        """Begin with the chat."""
        return self._chat

    def get_css_variables(self) -> dict[str, str]:
        """Complete themes that are not ours."""
        self.theme_variables = with_stand_ins(super().get_css_variables())
        return self.theme_variables

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Fill the palette with everything that the screen can do."""
        return palette_commands(screen, self._keys_in_use)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy through the terminal, which may be far away (OSC 52), and on this system."""
        super().copy_to_clipboard(text)
        self.run_worker(self._on_copy(text), group="clipboard", exclusive=True)

    def on_mount(self) -> None:
        """Put on the colours, and say what is wrong with the settings of keys and theme."""
        problems = list(self._key_problems)
        wanted = self._options.settings.interface.theme
        if wanted in self.available_themes:
            self.theme = wanted
        else:
            self.theme = DARK.name
            problem = _("interface.theme: there is no theme {name!r}. /theme shows them.")
            problems.append(problem.format(name=wanted))
        for problem in problems:
            self.notify(printable(problem), severity="warning", timeout=12, markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the terminal is too small for it."""
        is_small = is_too_small(event.size)
        is_covered = isinstance(self.screen, TooSmallScreen)
        if is_small and not is_covered:
            self.push_screen(TooSmallScreen())
        elif is_covered and not is_small:
            self.pop_screen()

    @on(ThemeWanted)
    async def _change_theme(self, event: ThemeWanted) -> None:
        await self._use_theme(event.name)

    async def _use_theme(self, name: str) -> None:
        if name not in self.available_themes:
            text = _("There is no theme {name!r}. /theme shows them.").format(name=name)
            self.notify(printable(text), severity="error", markup=False)
            return
        self.theme = name
        try:
            await self._on_theme(name)
        except AssistantError as error:
            text = _("The theme is used but not remembered: {problem}").format(problem=error)
            self.notify(printable(text), severity="warning", markup=False)

    @on(LanguageWanted)
    async def _change_language(self, event: LanguageWanted) -> None:
        wanted = event.name
        if wanted != "system" and wanted not in LANGUAGES:
            text = _("There is no language {name!r}. /language shows them.").format(name=wanted)
            self.notify(printable(text), severity="error", markup=False)
            return
        try:
            await self._on_language(wanted)
        except AssistantError as error:
            text = _("The language is used but not remembered: {problem}").format(problem=error)
            self.notify(printable(text), severity="warning", markup=False)
        await self._chat.retell()

    async def action_theme(self) -> None:
        """Change between dark and light."""
        await self._use_theme(LIGHT.name if self.current_theme.dark else DARK.name)

    def action_help(self) -> None:
        """Show keys and commands."""
        self.push_screen(help_screen(self._keys_in_use, self._options.settings_file))

    def action_help_quit(self) -> None:
        """Say how to quit, to those who press Ctrl+C for it."""
        quit_key = key_of("quit", self._keys_in_use)
        text = _("{key} quits. Ctrl+C copies what is selected.").format(key=quit_key)
        self.notify(text, markup=False)

    def action_command_palette(self) -> None:
        """Find a command by name."""
        if not isinstance(self.screen, CommandPalette):
            placeholder = _("Search for commands…")
            palette = CommandPalette(placeholder=placeholder, id="--command-palette")
            self.push_screen(palette)

    async def action_quit(self) -> None:
        """Stop the reply, keep what there is of it, and end."""
        self.run_worker(self._finish(), group="quit", exclusive=True)

    async def _finish(self) -> None:
        await self._chat.finish()
        self.exit()
