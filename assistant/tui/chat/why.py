"""Why an answer is what it is, told from the page."""

from collections.abc import Mapping, Sequence

from assistant.context import Explanation, explained, explained_reply
from assistant.conversation import Given
from assistant.errors import EngineError
from assistant.locales import _
from assistant.tui.chat.given import GivenDesk
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.why import WhyScreen


class WhyActions:
    """Opens the screen for the marked answer, else for the last one.

    `given` is who does something with what was given.
    """

    def __init__(self, stage: Stage, given: GivenDesk) -> None:
        self._stage = stage
        self._given = given

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"why": lambda _: self.explain()}

    async def explain(self) -> None:
        """Show what the marked answer, or that to the marked question, was made from."""
        stage = self._stage
        branch = stage.session.messages
        marked = stage.pane.transcript.marked
        reply = explained_reply(branch, None if marked is None else marked.message.id)
        if reply is None:
            stage.tell(_("There is no answer yet."))
            return

        def explain() -> Explanation | None:
            return explained(stage.session.messages, reply.id)

        explanation = explain()
        if explanation is None:
            stage.tell(
                _("What this answer was made from is not kept: it is from before, or imported.")
            )
            return
        name = reply.model

        async def pieces(ids: Sequence[int]) -> list[bytes]:
            model = stage.session.model
            if model is None or model.name != name:
                told = _("Only {model} can show the exact prompt. Load it with `/model`.")
                raise EngineError(told.format(model=name))
            return await stage.session.pieces(ids)

        async def closed(given: Given | None) -> None:
            if given is not None:
                await self._given.open(given)

        stage.open(WhyScreen(explain, explanation, pieces, self._given.actions), closed)
