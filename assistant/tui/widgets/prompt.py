"""Where the user writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea

from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.atoms import Span
from assistant.tui.commands import begun_path
from assistant.tui.completion import Candidate
from assistant.tui.history import PromptHistory
from assistant.tui.keys import CONVERSATION, EVERYWHERE, PROMPT, key_rows, keys_of, keys_outside
from assistant.tui.mentions import begun_mention
from assistant.tui.pieces import expanded, in_use, is_long, placeholder, spans
from assistant.tui.widgets.completion_list import CompletionList
from assistant.tui.widgets.whole_characters import WholeCharacterArea


class Prompt(WholeCharacterArea):
    """A text area that grows, sends on Enter, and remembers.

    While `completions` is open, its keys are the list's. Keys that belong to other actions, by
    default or in `keymap`, are not the text area's any more.
    """

    BINDINGS: ClassVar[list[BindingType]] = PROMPT.for_widget

    DEFAULT_CSS = """
    Prompt {
        height: auto;
        min-height: 1;
        max-height: 33vh;
        max-width: 104;
        border: none;
        border-left: outer $glass-line;
        padding: 0 1;
        background: $surface;
        scrollbar-size-vertical: 1;
        &:focus { border: none; border-left: outer $accent; }
        & .text-area--cursor-line { background: transparent; }
        & .text-area--placeholder { color: $glass-faint; }
        &:nocolor .text-area--cursor { text-style: reverse; }
        &:nocolor .text-area--selection { text-style: reverse; }
    }
    """

    @dataclass
    class Submitted(Message):
        """The user pressed Enter."""

        text: str

    @dataclass
    class NameBegun(Message):
        """The user types a file's name at the cursor, to send it along or for a command."""

        before: str
        """What stands before the cursor."""
        after: str

    @dataclass
    class LeftEmpty(Message):
        """The user pressed Tab with nothing typed: the focus may go elsewhere."""

    def __init__(self, completions: CompletionList, keymap: Mapping[str, str]) -> None:
        self._pieces: dict[str, str] = {}
        super().__init__(
            id="prompt",
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
        )
        self.retell()
        # A blinking cursor is a timer that runs while nothing happens.
        self.cursor_blink = False
        self._actions = {key: row.action for row in key_rows(PROMPT, keymap) for key in row.keys}
        for key in keys_outside(PROMPT, keymap) | keys_of((CONVERSATION, EVERYWHERE), keymap):
            self._bindings.key_to_bindings.pop(key, None)
        self.inputs = PromptHistory()
        self._completions = completions
        self._sent = ""
        self.takes_back: Callable[[], bool] = lambda: False
        """Puts something that waits back into the empty prompt; tells whether there was any."""

    @property
    def pieces(self) -> Mapping[str, str]:
        """What the placeholders in the text stand for."""
        return in_use(self.text, self._pieces)

    @property
    def full_text(self) -> str:
        """What is written, with all that placeholders stand for."""
        return expanded(self.text, self._pieces)

    @property
    def before_cursor(self) -> str:
        """What is written before the cursor."""
        return self.get_text_range((0, 0), self.cursor_location)

    def blocks_of(self, line: str) -> Sequence[Span]:
        """Take each placeholder for one character."""
        return spans(line, self._pieces) if self._pieces else ()

    def write(self, text: str, pieces: Mapping[str, str]) -> None:
        """Put a draft in place of what is written."""
        self._pieces = {printable(name): printable(piece) for name, piece in pieces.items()}
        self.put(text)
        self.history.clear()

    def put(self, text: str) -> None:
        """Replace what is written, as an edit that can be undone, and go to its end."""
        self.replace(printable(text), (0, 0), self.document.end)
        self.move_cursor(self.document.end)

    def retell(self) -> None:
        """Say what can be written, in the language that is in use now."""
        self.placeholder = _("Ask anything, or type / for commands")

    def choose(self, candidate: Candidate) -> None:
        """Go on as a candidate says, with the cursor after it."""
        self.put(candidate.whole_text)
        *before, last = candidate.text.split("\n")
        self.move_cursor((len(before), len(last)))

    def take(self, text: str) -> None:
        """Take away what is sent, but not what was written since."""
        self.inputs.add(text)
        self.put(self.text.removeprefix(self._sent))
        if not self.text:
            # What was sent is no longer to be undone as text.
            self.history.clear()

    def give_back(self, text: str) -> None:
        """Put a text that could not be sent before what was written since."""
        since = self.text
        self.put(f"{text}\n{since}" if since else text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to the screen the keys that have nothing to do here."""
        match action:
            case "close_completion":
                return self._completions.is_open
            case "expand":
                return bool(self.pieces)
            case "undo" | "redo":
                return self._has_history(action)
            case "cursor_page_up" | "cursor_page_down":
                return False
            case "cursor_line_start" | "cursor_line_end" if not parameters:
                return bool(self.text)
            case _:
                return super().check_action(action, parameters)

    def _has_history(self, action: str) -> bool:
        """Whether undo and redo are about the text; else they are about the conversation."""
        if action == "undo":
            return bool(self.text or self.history.undo_stack)
        return bool(self.history.redo_stack)

    def on_resize(self) -> None:
        """Know how the lines are broken now, which the text area finds out after this."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Be as high as the lines, and know where the cursor is in them."""
        # Textual forgets both when the width changes before a change of the text is laid out.
        if self.wrapped_document.height != self.content_size.height:
            self.refresh(layout=True)
        before = self.cursor_screen_offset
        self.scroll_cursor_visible()
        if self.cursor_screen_offset != before:
            self.refresh()

    async def on_key(self, event: events.Key) -> None:
        """Run our own keys here and now, before the text area takes them for text.

        Textual would run them after the key has risen to the screen, or, with priority, before the
        letters that still wait in our queue: of keys that arrive together, as over a slow line,
        the order must be that of the fingers.
        """
        action = self._actions.get(event.key)
        if action is not None and self.check_action(action, ()):
            event.stop()
            event.prevent_default()
            await self.run_action(action)

    def on_text_area_changed(self) -> None:
        """Grow or shrink with the text, and offer what may follow."""
        self.call_after_refresh(self._fit)
        self._offer()

    def _offer(self) -> None:
        before = self.before_cursor
        after = self.text[len(before) :]
        if begun_mention(before) is not None or begun_path(before) is not None:
            self.post_message(self.NameBegun(before, after))
        else:
            self._completions.offer(before, is_at_end=not after)

    def _chosen(self) -> Candidate | None:
        """The list's choice for what is written, not for what was before letters of just now."""
        if self._completions.offered_for != self.before_cursor:
            self._offer()
        is_new = self._completions.offered_for == self.before_cursor
        return self._completions.chosen if is_new else None

    def on_paste(self, event: events.Paste) -> None:
        """Take line ends of any system for line ends, and nothing for a command to the terminal.

        What is long becomes a placeholder. The text area's own handler comes after this one.
        """
        text = printable(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        if is_long(text):
            name = placeholder(text, self._pieces)
            self._pieces[name] = text
            text = name
        event.text = text

    def action_send(self) -> None:
        """Send; with the list open, take its choice first."""
        chosen = self._chosen()
        if chosen is not None and chosen.whole_text.rstrip() != self.text.rstrip():
            self.choose(chosen)
            if not chosen.is_final:
                return
        self._completions.close()
        self._sent = self.text
        self.post_message(self.Submitted(self.full_text))

    def action_new_line(self) -> None:
        """Break the line."""
        start, end = self.selection
        self.replace("\n", start, end, maintain_selection_offset=False)
        self.scroll_cursor_visible()

    def action_complete(self) -> None:
        """Take the list's choice; without a list, indent or leave."""
        chosen = self._chosen()
        if chosen is not None:
            self.choose(chosen)
        elif not self.text:
            self.post_message(self.LeftEmpty())
        else:
            self.insert("    ")

    def action_expand(self) -> None:
        """Show what the placeholder at the cursor stands for; without one there, all of them."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        for begin, end in self.blocks_of(line):
            if begin <= column <= end:
                self.replace(self._pieces[line[begin:end]], (row, begin), (row, end))
                return
        self.put(self.full_text)

    def action_close_completion(self) -> None:
        """Close the list until something else is typed."""
        self._completions.close()

    def action_earlier(self) -> None:
        """Move up; in the list, or from the first line through the history."""
        if self._completions.is_open:
            self._completions.move(-1)
        elif not self.cursor_at_first_line:
            self.action_cursor_up()
        elif not self.text and self.takes_back():
            self._completions.close()
        elif (text := self.inputs.earlier(self.text)) is not None:
            self._recall(text)

    def action_later(self) -> None:
        """Move down; in the list, or from the last line through the history."""
        if self._completions.is_open:
            self._completions.move(1)
        elif not self.cursor_at_last_line:
            self.action_cursor_down()
        elif (text := self.inputs.later()) is not None:
            self._recall(text)

    def _recall(self, text: str) -> None:
        with self.prevent(TextArea.Changed):
            self.put(text)
        self._completions.close()
