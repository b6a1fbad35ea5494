"""The open conversation as a tree: edited, answered again, continued, forked, switched, cut."""

from collections.abc import Callable, Mapping
from functools import partial

from assistant.conversation import Message
from assistant.errors import AssistantError
from assistant.locales import N_, _
from assistant.tui.chat.overview import Overview
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.chat.writing import WritingActions
from assistant.tui.keys import MESSAGE, key_of, key_rows
from assistant.tui.screens.branches import BranchesScreen
from assistant.tui.wording import counted_messages, forked
from assistant.turn.question import can_go_on

_ON_MARKED = "screen.branch('"
_WHICH = N_("Which message? Mark one with {up} and press {key}.")


class BranchActions:
    """What can be done to messages and replies."""

    def __init__(
        self, stage: Stage, writing: WritingActions, show_sources: Callable[[Message], None]
    ) -> None:
        self._stage = stage
        self._show_sources = show_sources
        self._writing = writing

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {
            "retry": lambda _: self.retry(),
            "stop": lambda _: self.stop(),
            "continue": lambda _: self.go_on(),
            "edit": lambda _: self.edit_last(),
            "fork": lambda _: self.fork_marked(),
            "tree": lambda _: self.show_tree(),
        }

    async def retry(self) -> None:
        """Answer the last message again."""
        if not self._stage.is_busy():
            self._stage.pane.retry()

    async def stop(self) -> None:
        """End the reply in progress."""
        self._stage.pane.stop()

    async def go_on(self) -> None:
        """Continue the last reply."""
        if not self._stage.is_busy():
            messages = self._stage.session.messages
            if messages and can_go_on(messages[-1]):
                self._stage.pane.continue_reply()
            else:
                self._stage.tell(_("There is no unfinished reply to continue."))

    async def edit_last(self) -> None:
        """Edit the marked message, if it is the user's, else their last one."""
        marked = self._marked
        own = [each for each in self._stage.session.messages if each.role == "user"]
        if self._stage.is_busy():
            return
        if marked is not None and marked.role == "user":
            self._stage.queue.edit_message(marked)
        elif own:
            self._stage.queue.edit_message(own[-1])
        else:
            self._stage.tell(_("There is no message to edit."))

    async def fork_marked(self) -> None:
        """Go on from the marked message."""
        if self._stage.is_busy():
            return
        marked = self._marked
        if marked is not None:
            await self._fork(marked)
            return
        keymap = self._stage.keymap
        up, key = key_of("message_up", keymap), key_of("fork", keymap)
        self._stage.tell(_(_WHICH).format(up=up, key=key))

    async def show_tree(self) -> None:
        """Open the overview of all branches, and go to what is chosen there."""
        stage = self._stage
        if not stage.session.messages and not await self._size():
            stage.tell(_("This conversation is empty: it has no branches."))
            return
        overview = Overview(stage, self.delete)
        marked = self._marked
        marked_id = None if marked is None else marked.id
        stage.open(BranchesScreen(overview, stage.options.now(), marked_id), self._jump)

    async def finish_edit(self, text: str) -> None:
        """Send what was edited in the prompt, or put it back into the queue."""
        stage, edited = self._stage, self._stage.queue.edited
        if edited is None:
            return
        if isinstance(edited.source, int):
            stage.pane.prompt.take(text)
            await stage.queue.replace(edited.source, text)
        elif not text.strip():
            leave = key_of("leave_edit", stage.keymap)
            stage.tell(
                _("There is nothing to send. {leave} leaves the message as it was.").format(
                    leave=leave
                )
            )
        elif not stage.is_busy():
            stage.pane.prompt.take(text)
            stage.queue.finish()
            stage.pane.edit(edited.source, text)

    async def switch(self, message_id: str, step: int, *, is_marked: bool = False) -> None:
        """Show the version before or after a message, in its place on the page."""
        opened = self._stage.session.opened
        if len(opened.siblings.get(message_id, ())) < 2 or self._stage.is_busy():
            return
        place = opened.index(message_id)
        if await self._stage.attempt(opened.switch(message_id, step)):
            shown = opened.messages[place].id if place < len(opened.messages) else None
            await self._stage.show_conversation(shown, is_marked=is_marked)

    async def delete(self, message_id: str) -> bool:
        """Throw away a message and what follows it, and say how it comes back."""
        stage, opened = self._stage, self._stage.session.opened
        if stage.is_busy():
            return False
        before = await self._size()
        if not await stage.attempt(opened.delete_message(message_id)):
            return False
        gone = before - await self._size()
        undo = key_of("undo", stage.keymap)
        stage.tell(
            _("Deleted {messages}. {undo} brings back what was deleted.").format(
                messages=counted_messages(gone), undo=undo
            )
        )
        return True

    def offers(self, name: str) -> bool:
        """Whether something can be done now to the marked message."""
        stage, marked = self._stage, self._marked
        if marked is None or stage.pane.is_answering:
            return False
        match name:
            case "edit":
                return marked.role == "user"
            case "sources":
                return self._has_sources(marked)
            case "go_on":
                return marked.id == stage.session.messages[-1].id and can_go_on(marked)
            case "previous" | "next":
                return len(stage.session.opened.siblings.get(marked.id, ())) > 1
            case _:
                return True

    def refuse(self, key: str) -> None:
        """Say why a key of the marked message does nothing, if it is one of its keys."""
        keymap = self._stage.keymap
        names = {
            each: row.action.removeprefix(_ON_MARKED).removesuffix("')")
            for row in key_rows(MESSAGE, keymap)
            for each in row.keys
            if row.action.startswith(_ON_MARKED)
        }
        name = names.get(key, "")
        if not name or self.offers(name) or self._stage.is_busy():
            return
        if name == "edit":
            again = key_of("again", keymap)
            told = _("Only your own messages can be edited. {key} has a reply again.")
            self._stage.tell(told.format(key=again))

    async def on_marked(self, name: str) -> None:
        """Do something to the marked message."""
        marked = self._marked
        if marked is None or self._stage.is_busy():
            return
        match name:
            case "copy" | "code":
                copy = self._writing.copy_text if name == "copy" else self._writing.copy_code
                copy(marked.text)
            case "edit" | "sources":
                show = self._stage.queue.edit_message if name == "edit" else self._show_sources
                show(marked)
            case "again":
                self._stage.pane.retry(marked.id)
            case "go_on":
                await self.go_on()
            case "previous" | "next":
                step = -1 if name == "previous" else 1
                await self.switch(marked.id, step, is_marked=True)
            case "fork":
                await self._fork(marked)
            case _:
                await self._delete_marked(marked)

    @property
    def _marked(self) -> Message | None:
        entry = self._stage.pane.transcript.marked
        return None if entry is None else entry.message

    def _has_sources(self, marked: Message) -> bool:
        asked = (each for each in self._stage.session.messages if each.id == marked.parent_id)
        return any(given.number is not None for each in asked for given in each.given)

    async def _delete_marked(self, marked: Message) -> None:
        if await self.delete(marked.id):
            messages = self._stage.session.messages
            above = marked.parent_id if any(m.id == marked.parent_id for m in messages) else None
            await self._stage.show_conversation(above, is_marked=True)

    async def _fork(self, marked: Message) -> None:
        """End the branch at a reply, or before a message of the user, so that another follows."""
        stage, opened = self._stage, self._stage.session.opened
        place = opened.index(marked.id)
        length = place if marked.role == "user" else place + 1
        if length == len(opened.messages):
            stage.tell(_("Nothing follows this message: just write."))
            return
        head = opened.messages[length - 1].id if length else None
        if await stage.attempt(opened.fork(head)):
            await stage.show_conversation()
            stage.pane.note.say(partial(forked, length, key_of("undo", stage.keymap)))

    async def _jump(self, message_id: str | None) -> None:
        stage = self._stage
        if message_id is None or stage.is_busy():
            return
        if await stage.attempt(stage.session.opened.show(message_id)):
            await stage.show_conversation(message_id, is_marked=True)

    async def _size(self) -> int:
        try:
            return await self._stage.session.opened.size()
        except AssistantError:
            return 0
