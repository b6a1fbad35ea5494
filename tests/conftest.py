"""What holds for every test: no data touched, no loop blocked, no model loaded by mistake."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx
from hypothesis import HealthCheck, settings

from assistant.engine.client import WorkerEngine
from assistant.engine.protocol import ModelInfo, ModelSource
from assistant.locales import use_language
from assistant.models import locate_model

KEPT_VARIABLES = {"GLASSBOX_UPDATE_SCENES", "GLASSBOX_UPDATE_GOLDENS"}
"""Variables that steer the tests themselves."""

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def _nobodys_data_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in os.environ.keys() - KEPT_VARIABLES:
        if variable.startswith("GLASSBOX_"):
            monkeypatch.delenv(variable)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg-data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg-config"))


@pytest.fixture(autouse=True)
def _english_is_spoken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable in ("LANGUAGE", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    use_language("en")
    yield
    use_language("en")


@pytest.fixture(autouse=True)
def _our_code_does_not_block_the_loop() -> Iterator[None]:
    with blockbuster_ctx(["assistant"]) as blockbuster:
        # A thread is ended after its last call was awaited: there is nothing left to wait for.
        acquire = blockbuster.functions["threading.Lock.acquire"]
        acquire.can_block_in("assistant/threads.py", "close")
        yield


@pytest.fixture(autouse=True)
def _only_marked_tests_load_the_default_model(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real model takes seconds; a test that wants it says `@pytest.mark.model`."""
    if request.node.get_closest_marker("model") is not None:
        return
    load = WorkerEngine.load
    default = locate_model("default", Path("no such folder"))

    async def load_others(
        self: WorkerEngine,
        source: ModelSource,
        on_progress: Callable[[float], None] | None = None,
    ) -> ModelInfo:
        assert source.path != default, "mark this test with @pytest.mark.model"
        return await load(self, source, on_progress)

    monkeypatch.setattr(WorkerEngine, "load", load_others)
