"""What is being written: kept while it is written, and shown again where it belongs."""

from collections.abc import Callable

from assistant.conversation import Draft
from assistant.tui.pace import Pace
from assistant.tui.widgets.prompt import Prompt
from assistant.turn import ChatSession

KEPT_SECONDS = 0.7
"""At most so much of what was typed is missing after the program was killed."""


class DraftKeeper:
    """Keeps what stands in the prompt as the draft of the conversation that it was written in.

    `soon` is asked to let `keep` run in the background, `after` to call something later.
    """

    def __init__(
        self,
        session: ChatSession,
        prompt: Prompt,
        *,
        soon: Callable[[], None],
        after: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._session = session
        self._prompt = prompt
        self._key: str | None = None
        self._kept = Draft()
        self._pace = Pace(KEPT_SECONDS, soon, after)
        self.queued: tuple[str, ...] = ()
        """Prompts that wait to be sent, first first; call `changed` after changing it."""

    @property
    def draft(self) -> Draft:
        """What is on the screen."""
        return Draft(self._prompt.text, self._prompt.pieces, self.queued)

    def changed(self) -> None:
        """Something was typed or queued: keep it soon, but not before the draft of here is shown.

        It goes on from that; kept before, it would follow itself.
        """
        if self._key is not None:
            self._pace.ask()

    def moved(self) -> None:
        """The conversation may have been stored just now: what is on the screen belongs to it."""
        if self._key != self._session.opened.draft_key:
            self._key, self._kept = self._session.opened.draft_key, Draft()

    async def keep(self) -> None:
        """Keep what is on the screen, unless it is kept already; raises `StorageError`."""
        draft = self.draft
        if draft != self._kept:
            await self._session.opened.save_draft(draft, self._key)
            self._kept = draft

    async def show(self) -> None:
        """Keep the draft of before, and show that of the conversation which is open now.

        What was typed before there was a conversation, or while the draft was read, goes on from
        it. Raises `StorageError` when a draft cannot be kept or had; what is on the screen then
        stays.
        """
        opened = self._session.opened
        if opened.draft_key == self._key:
            return
        before = ""
        if self._key is not None:
            await self.keep()
            before = self._kept.text
        draft = await opened.draft()
        # Only now: letters may have come while the disk was read.
        typed = self.draft
        self._key, self._kept = opened.draft_key, draft
        text = "\n".join(filter(None, (draft.text, typed.text.removeprefix(before))))
        self._prompt.write(text, {**draft.pieces, **typed.pieces})
        self.queued = draft.queued
