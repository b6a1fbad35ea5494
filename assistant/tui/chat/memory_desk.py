"""What the memory screen shows and changes; what happens is told at the edge of the screen."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import TypeVar

from textual.screen import Screen

from assistant.conversation import Place
from assistant.errors import AssistantError
from assistant.locales import N_, _
from assistant.recollection import Proof
from assistant.tui.chat.stage import Stage
from assistant.tui.keys import key_of
from assistant.tui.memory.desk import Shown, View
from assistant.tui.memory.forgetting import forget_picker, proof_card
from assistant.tui.screens.line import LineScreen
from assistant.tui.screens.wait import WaitScreen
from assistant.tui.typed import app_of
from assistant.tui.wording import one_line
from assistant_memory.documents.values import Document
from assistant_memory.outcomes import Change, ChangeKind, MemoryFilter
from assistant_memory.values import Memory, MemoryState

R = TypeVar("R")

MOST_LISTED = 500
"""Rows at a time; typing leaves fewer."""
_STATES: Mapping[View, frozenset[MemoryState]] = {
    "active": frozenset({"active"}),
    "past": frozenset({"superseded", "forgotten"}),
    "all": frozenset({"active", "superseded", "forgotten"}),
}
_CHANGES: Mapping[ChangeKind, str] = {
    "remember": N_("something that was remembered"),
    "merge": N_("something that was remembered again"),
    "supersede": N_("something that took another's place"),
    "edit": N_("other words"),
    "pin": N_("pinning"),
    "put_away": N_("putting away"),
    "import": N_("an import"),
}


class ChatMemoryDesk:
    """The memory of the session, as the screen wants it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def find(self, words: str, view: View) -> Shown:
        """Return the memories that have these words; none when they cannot be read."""
        session = self._stage.session
        wanted = MemoryFilter(text=words, states=_STATES[view], limit=MOST_LISTED + 1)
        try:
            found = await session.memory.memories.list(wanted)
            chats = await session.chats.listed()
        except AssistantError as error:
            self._stage.complain(error)
            return Shown()
        listed = sorted(found[:MOST_LISTED], key=lambda memory: not memory.pinned)
        titles = {each.id: each.title for each in chats}
        return Shown(listed, titles, has_more=len(found) > MOST_LISTED)

    async def related(self, memory: Memory) -> Sequence[Memory]:
        """Return those whose place a memory took, and those that took its place, in time."""
        wanted = MemoryFilter(
            states=_STATES["all"], scopes=frozenset({memory.scope}), subject=memory.subject
        )
        try:
            beside = await self._stage.session.memory.memories.list(wanted)
        except AssistantError:
            return ()  # what matters is shown, and the list tells of trouble
        return _chain(memory, beside)

    async def edit(self, memory: Memory) -> None:
        """Ask for other words, and keep them."""
        foot = _("What it said before is kept, and can be brought back.")
        words = await self._ask(LineScreen(_("Edit"), one_line(memory.text), foot=foot))
        if words and words.strip() and words != one_line(memory.text):
            await self._stage.attempt(
                self._stage.session.memory.memories.edit(memory.id, words.strip())
            )

    async def pin(self, memory: Memory) -> None:
        """Pin a memory, or no longer."""
        memories = self._stage.session.memory.memories
        await self._stage.attempt(memories.pin(memory.id, wanted=not memory.pinned))

    async def put_away(self, memory: Memory) -> None:
        """Recall a memory no more, and say how it comes back."""
        stage = self._stage
        if await stage.attempt(stage.session.memory.memories.put_away(memory.id)):
            told = _("Put away “{text}”. {key} brings it back.")
            key = key_of("undo", stage.keymap)
            stage.tell(told.format(text=one_line(memory.text)[:60], key=key))

    async def forget(self, memory: Memory) -> None:
        """Ask whether to forget a memory for good, do it, and show the proof."""
        stage, memory_of = self._stage, self._stage.session.memory
        if stage.is_busy():
            return
        try:
            places = await memory_of.places(memory)
            documents = await memory_of.documents_with(memory)
            picker = forget_picker(memory, places, documents, stage.options.now())
            choice = await self._ask(picker)
            if choice in (None, "keep"):
                return
            removed = places if choice in ("redact", "everywhere") else []
            taken_out = documents if choice in ("unlist", "everywhere") else ()
        except AssistantError as error:
            stage.complain(error)
            return
        proof = await self._forgotten(memory, removed, taken_out)
        if removed:
            await stage.show_conversation()
        if proof is not None:
            await self._ask(proof_card(proof, len(removed), len(taken_out)))

    async def undo(self) -> None:
        """Take back what was done last to the memory, and say what it was."""
        await self._turn_back(self._stage.session.memory.memories.undo(), is_undo=True)

    async def redo(self) -> None:
        """Do again what was taken back, and say what it was."""
        await self._turn_back(self._stage.session.memory.memories.redo(), is_undo=False)

    async def _turn_back(self, turning: Awaitable[Change | None], *, is_undo: bool) -> None:
        stage = self._stage
        try:
            change = await turning
        except AssistantError as error:
            stage.complain(error)
            return
        if change is None and is_undo:
            stage.tell(_("There is nothing to undo."))
        elif change is None:
            stage.tell(_("There is nothing to do again."))
        else:
            told = (
                _("Undone: {words}. {key} does it again.")
                if is_undo
                else _("Done again: {words}. {key} takes it back.")
            )
            key = key_of("redo" if is_undo else "undo", stage.keymap)
            stage.tell(told.format(words=_(_CHANGES[change.kind]), key=key))

    async def _forgotten(
        self, memory: Memory, removed: Sequence[Place], taken_out: Sequence[Document]
    ) -> Proof | None:
        """Forget it for good while the user waits; `None` when it failed, which is told."""
        stage, proofs = self._stage, list[Proof]()

        async def forget() -> None:
            proofs.append(await stage.session.memory.forget(memory, removed, taken_out))

        await self._ask(WaitScreen(_("Forgetting for good …"), lambda: stage.attempt(forget())))
        return proofs[0] if proofs else None

    async def _ask(self, screen: Screen[R]) -> R | None:
        return await app_of(self._stage.screen).push_screen_wait(screen)


def _chain(memory: Memory, beside: Sequence[Memory]) -> list[Memory]:
    """Follow who took whose place, both ways, from a memory; itself left out."""
    by_id = {each.id: each for each in beside}
    chain: dict[str, Memory] = {}
    wanted = [memory.superseded_by]
    wanted += [each.id for each in beside if each.superseded_by == memory.id]
    while wanted:
        found = by_id.get(wanted.pop() or "")
        if found is None or found.id in chain or found.id == memory.id:
            continue
        chain[found.id] = found
        wanted.append(found.superseded_by)
        wanted += [each.id for each in beside if each.superseded_by == found.id]
    return sorted(chain.values(), key=lambda each: each.said_at)
