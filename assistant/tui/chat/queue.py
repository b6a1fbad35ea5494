"""What is written while a reply is: prompts that wait, and one that is edited meanwhile."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from assistant.conversation import Message
from assistant.tui.chat.drafts import DraftKeeper
from assistant.tui.keys import key_of
from assistant.tui.widgets.above_prompt import QueueView
from assistant.tui.widgets.conversation_pane import ConversationPane
from assistant.tui.wording import editing_message, editing_queued, queue_heading


@dataclass(frozen=True, slots=True)
class Edited:
    """What is in the prompt to be edited, and what was being written there before."""

    source: Message | int
    """A message of the user, or a place in the queue."""
    text: str
    """As it was."""
    aside: str
    """What comes back when the edit is over."""
    aside_pieces: Mapping[str, str]


class PromptQueue:
    """Prompts that are sent in order, each when the reply before it has ended well.

    They are part of the draft, so that nothing that was typed is lost with the program; what was
    being written before an edit is kept behind them. `keep` puts the draft on disk now.
    """

    def __init__(
        self,
        pane: ConversationPane,
        drafts: DraftKeeper,
        keymap: Mapping[str, str],
        keep: Callable[[], Awaitable[object]],
    ) -> None:
        self._pane = pane
        self._drafts = drafts
        self._keymap = keymap
        self._keep = keep
        self._prompts: tuple[str, ...] = ()
        self._is_held = True
        self._is_sending = False
        self.edited: Edited | None = None
        pane.prompt.takes_back = self.edit_last

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._prompts

    def show(self) -> None:
        """Show what waits in the conversation that was opened; Enter sends it."""
        self._prompts = self._drafts.queued
        self._is_held = True
        self._changed()

    async def add(self, text: str) -> None:
        """Let a prompt wait for the end of the reply in progress."""
        self._prompts = (*self._prompts, text)
        self._is_held = False
        await self._store()

    def send_next(self) -> None:
        """Send what waits, from now on until a reply does not end well."""
        self._is_held = False
        self._send()

    async def turn_begun(self) -> None:
        """A prompt was saved: when it is the one that waited, it waits no longer."""
        if self._is_sending:
            self._is_sending = False
            self._prompts = self._prompts[1:]
            await self._store()

    def turn_over(self, *, went_well: bool) -> None:
        """A reply ended: send the next prompt, or let it wait for the user."""
        self._is_sending = False
        self._is_held = self._is_held or not went_well
        self._send()
        self._changed()

    def edit_last(self) -> bool:
        """Put the last prompt that waits back into the prompt; returns whether there is one."""
        if self.edited is not None or not self._prompts:
            return False
        self.edit_queued(len(self._prompts) - 1)
        return True

    def edit_queued(self, index: int) -> None:
        """Put a prompt that waits back into the prompt."""
        self.leave()
        if index < len(self._prompts):
            self._begin(index, self._prompts[index])

    def edit_message(self, message: Message) -> None:
        """Put a message of the user into the prompt, to be sent anew."""
        self.leave()
        self._begin(message, message.text)

    def leave(self) -> None:
        """End an edit and change nothing; what was typed can be had again with Up."""
        edited, prompt = self.edited, self._pane.prompt
        if edited is not None:
            if prompt.full_text not in ("", edited.text):
                prompt.inputs.add(prompt.full_text)
            self._end(edited)

    def finish(self) -> None:
        """End an edit whose text was taken from the prompt."""
        if self.edited is not None:
            self._end(self.edited)

    async def replace(self, index: int, text: str) -> None:
        """Change a prompt that waits; without a text it is dropped, and Up brings it back."""
        before, after = self._prompts[:index], self._prompts[index + 1 :]
        if not text.strip():
            self._pane.prompt.inputs.add(self._prompts[index])
        self._prompts = (*before, text, *after) if text.strip() else before + after
        self.finish()
        if not self._is_held:
            self._send()
        await self._store()

    async def drop(self, index: int) -> None:
        """Drop a prompt that waits; Up brings it back."""
        self.leave()
        if index < len(self._prompts):
            await self.replace(index, "")

    def _begin(self, source: Message | int, text: str) -> None:
        prompt = self._pane.prompt
        self.edited = Edited(source, text, prompt.text, prompt.pieces)
        prompt.write(text, {})
        prompt.focus()
        self._changed()

    def _end(self, edited: Edited) -> None:
        self.edited = None
        self._pane.prompt.write(edited.aside, edited.aside_pieces)
        self._changed()

    def _send(self) -> None:
        is_edited = self.edited is not None and self.edited.source == 0
        if self._prompts and not self._is_held and not is_edited and not self._pane.is_answering:
            self._is_sending = True
            self._pane.prompt.inputs.add(self._prompts[0])
            self._pane.send_queued(self._prompts[0])

    async def _store(self) -> None:
        self._changed()
        await self._keep()

    def _changed(self) -> None:
        edited = self.edited
        aside = (edited.aside,) if edited is not None and edited.aside else ()
        self._drafts.queued = self._prompts + aside
        self._drafts.changed()
        self.retell()
        self._pane.note.say(self._note)
        self._pane.refresh_bindings()

    def retell(self) -> None:
        """Show what waits, in the language that is in use now."""
        edited = self.edited
        place = edited.source if edited is not None and isinstance(edited.source, int) else None
        head = queue_heading(len(self._prompts), is_held=self._is_held)
        self._pane.query_one(QueueView).show(self._prompts, head, place)

    def _note(self) -> str:
        if self.edited is None:
            return ""
        leave = key_of("leave_edit", self._keymap)
        if isinstance(self.edited.source, int):
            return editing_queued(self.edited.source + 1, leave)
        return editing_message(self._pane.facts.number_of(self.edited.source), leave)
