"""The model that answers: loaded at the start, and chosen."""

import gc
from collections.abc import Mapping

from assistant.locales import N_, _
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.screens.cards import model_picker

_NO_MODEL = N_("The model could not be loaded")


class ModelActions:
    """What can be done about the model."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"model": self.choose}

    async def load_first(self) -> None:
        """Load the configured model when the chat has been opened."""
        await self._load(None)
        # What is there now stays: a collection that looks at all of it again takes 50 to 90 ms,
        # and while a reply streams there is one every few seconds.
        gc.freeze()

    async def choose(self, name: str) -> None:
        """Load a model by name or path; without one, show those there are."""
        stage = self._stage
        if stage.is_busy():
            return
        if name:
            self._start_loading(name)
            return
        folder = str(stage.options.models_folder)
        picker = model_picker(stage.session, stage.options.models, folder)
        stage.open(picker, self._start_loading)

    def _start_loading(self, name: str | None) -> None:
        if name:
            self._stage.screen.run_worker(self._load(name), group="model", exclusive=True)

    async def _load(self, name: str | None) -> None:
        stage = self._stage
        trouble = await stage.status.load_model(name)
        if trouble:
            step = _("/model chooses another. What you write is kept meanwhile.")
            stage.pane.show_notice(_NO_MODEL, trouble, step)
        else:
            stage.pane.settle(_NO_MODEL)
