"""What the user wants remembered, shown or forgotten."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from assistant.conversation import Message
from assistant.errors import AssistantError
from assistant.locales import _
from assistant.tui.chat.memory_desk import ChatMemoryDesk
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.keys import key_of
from assistant.tui.memory.screen import MemoryScreen
from assistant.tui.typed import start_latest
from assistant.tui.widgets.work_line import Work, WorkLine
from assistant.tui.wording import one_line
from assistant_memory.outcomes import Remembered
from assistant_memory.values import NewMemory, Source

_SHOWN_CHARACTERS = 70
_WORTH_TELLING = 100
"""What is indexed anew is told of at the end when it is so much."""
PAUSE_SECONDS = 0.02
"""Between two pieces of work the interface has the processor to itself."""


class RememberingActions:
    """The commands of the memory, and what is proposed to it."""

    def __init__(self, stage: Stage, then: Callable[[], Awaitable[None]]) -> None:
        """Begin with nothing to do; `then` is what is to be done when the memory is in step."""
        self._stage = stage
        self._then = then
        self.line = WorkLine()
        self._most_unsettled = 0
        self._desk = ChatMemoryDesk(stage)
        self._proposals: list[NewMemory] = []
        self._has_complained = False
        stage.session.memory.keeping.on_change = self._keep_up_soon

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {
            "remember": self.remember,
            "memory": self.show,
            "forget": self.forget,
            "incognito": lambda _: self.turn_incognito(),
        }

    async def remember(self, text: str) -> None:
        """Keep these words, or what the user said last; `--here`, `--chat`: only there."""
        stage = self._stage
        scope, text = stage.session.memory.scope_asked(text)
        said = None if text else self._said
        if said is None and not text:
            stage.tell(_("There is nothing to remember: write it after /remember."))
            return
        words = text if said is None else said.text
        try:
            remembered = await stage.session.memory.remember(words, said, scope)
        except AssistantError as error:
            stage.complain(error)
        else:
            self.tell_kept(remembered)

    async def show(self, words: str) -> None:
        """Open the memory, at first with what has these words."""
        stage = self._stage
        stage.open(MemoryScreen(self._desk, words, stage.options.now()), self._go_to)

    async def forget(self, words: str) -> None:
        """Open the memory where something is forgotten."""
        await self.show(words)

    async def turn_incognito(self) -> None:
        """Let the open conversation neither read nor write the memory, or do again."""
        stage, session = self._stage, self._stage.session
        is_wanted = not session.conversation.is_incognito
        if not await stage.attempt(session.memory.set_incognito(is_wanted=is_wanted)):
            return
        self.drop_proposals()
        await stage.show_margins()
        stage.tell(
            _("Incognito: this conversation neither reads nor writes the memory.")
            if is_wanted
            else _("This conversation reads and writes the memory again.")
        )

    async def after_turn(self, *, went_well: bool) -> None:
        """Ask about, or keep, what the user said that seems worth remembering; then keep up."""
        memory = self._stage.session.memory
        try:
            found = await memory.proposals() if went_well else ()
        except AssistantError:
            found = ()  # nobody asked for it
        if memory.policy == "auto":
            for each in found:
                await self.keep(each)
        else:
            self.propose(found)
        await self.keep_up()

    async def keep_up(self) -> None:
        """Bring the memory in step with what was said, a little at a time, until a reply begins."""
        keeping = self._stage.session.memory.keeping
        try:
            has_more = True
            while has_more and not self._stage.pane.is_answering:
                has_more = await keeping.do_some()
                self._show_progress(await keeping.unsettled_count(), is_ended=not has_more)
                await asyncio.sleep(PAUSE_SECONDS)
        except AssistantError as error:
            if not self._has_complained:
                self._has_complained = True
                self._stage.complain(error)
        finally:
            self.line.work = None
        self._stage.show_notices()
        if not self._stage.pane.is_answering:
            await self._then()

    def propose(self, found: Sequence[NewMemory]) -> None:
        """Ask about what seems worth remembering, one after another."""
        self._proposals += found
        self._show_proposal()

    async def answer(self, answer: str) -> None:
        """Keep what is proposed, or do not, or change its words first."""
        if not self._proposals:
            return
        proposal = self._proposals[0]
        if answer == "edit":
            prompt = self._stage.pane.prompt
            if prompt.text:
                self._stage.tell(_("Send or empty the prompt first; it is edited there."))
                return
            prompt.put(f"/remember {one_line(proposal.text)}")
            prompt.focus()
        self._proposals.pop(0)
        self._show_proposal()
        if answer == "yes":
            await self.keep(proposal)

    async def keep(self, new: NewMemory) -> None:
        """Keep something, and say so."""
        try:
            remembered = await self._stage.session.memory.memories.remember(new)
        except AssistantError as error:
            self._stage.complain(error)
        else:
            self.tell_kept(remembered)

    def drop_proposals(self) -> None:
        """Ask about nothing any more."""
        self._proposals.clear()
        self._show_proposal()

    def tell_kept(self, remembered: Remembered) -> None:
        """Say what became of something that was to be remembered."""
        self._drop_proposals_of(remembered.memory.text)
        text = _shown(remembered.memory.text)
        match remembered.outcome, remembered.other:
            case "merged", _other:
                told = _("“{text}” is remembered already.").format(text=text)
            case "superseded", other if other is not None:
                told = _("Remembered “{text}” in place of “{other}”. {key} shows the memory.")
                key = key_of("memory", self._stage.keymap)
                told = told.format(text=text, other=_shown(other.text), key=key)
            case _:
                told = _("Remembered “{text}”. {key} shows the memory.")
                told = told.format(text=text, key=key_of("memory", self._stage.keymap))
        self._stage.tell(told)

    def _drop_proposals_of(self, text: str) -> None:
        """Do not ask about what is remembered by now."""
        kept = _shown(text).casefold()
        left = [each for each in self._proposals if _shown(each.text).casefold() != kept]
        if len(left) < len(self._proposals):
            self._proposals[:] = left
            self._show_proposal()

    def _show_progress(self, left: int, *, is_ended: bool) -> None:
        """Tell how much is compared by the embedder in use, as long as there is more to do."""
        most = self._most_unsettled = max(self._most_unsettled, left)
        if left and not is_ended:
            figures = _("{done:,} of {total:,}").format(done=most - left, total=most)
            self.line.work = Work(_("Indexing the memory anew"), 1 - left / most, figures)
        elif not left:
            self.line.work, self._most_unsettled = None, 0
            if most >= _WORTH_TELLING:
                self._stage.tell(_("The memory is indexed anew."))

    def _keep_up_soon(self) -> None:
        start_latest(self._stage.screen, self.keep_up, "keeping")

    def _show_proposal(self) -> None:
        first = self._proposals[0].text if self._proposals else ""
        self._stage.pane.proposal.show(_shown(first), len(self._proposals))

    @property
    def _said(self) -> Message | None:
        own = [each for each in self._stage.session.messages if each.role == "user"]
        return own[-1] if own else None

    async def _go_to(self, source: Source | None) -> None:
        stage = self._stage
        if source is None or stage.is_busy():
            return
        opened = stage.session.opened
        try:
            if source.conversation_id != opened.conversation.id:
                await opened.open(source.conversation_id)
            if all(each.id != source.message_id for each in opened.messages):
                await opened.show(source.message_id)
        except AssistantError as error:
            stage.complain(error)
        await stage.show_conversation(source.message_id, is_marked=True)


def _shown(text: str) -> str:
    line = one_line(text).removesuffix(".")
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"
