"""Why an answer is what it is, told from the page."""

from collections.abc import Mapping, Sequence

from assistant.context import explained, explained_reply
from assistant.errors import EngineError
from assistant.locales import _
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.why import GivenActions, WhyScreen


class WhyActions:
    """Opens the screen for the marked answer, else for the last one.

    `given_actions` is what can be done there with what was given.
    """

    def __init__(self, stage: Stage, given_actions: GivenActions | None = None) -> None:
        self._stage = stage
        self._given_actions = given_actions

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
        explanation = explained(branch, reply.id)
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

        stage.open(WhyScreen(explanation, pieces, self._given_actions))
