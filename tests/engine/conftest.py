from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from engine_talk import worker
from tiny_gguf import TinyModel, write_tiny_model

from assistant.engine.client import WorkerEngine
from assistant.models import locate_model

WriteModel = Callable[..., Path]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small whole model with random weights."""
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny.gguf")


@pytest.fixture(scope="session")
def default_model() -> Path:
    """The built-in model; a test that loads it is marked `model`."""
    return locate_model("default", Path("no such folder"))


@pytest.fixture
def write_model(tmp_path: Path) -> WriteModel:
    """Writes a small model of another shape."""

    def write(name: str = "other", **shape: object) -> Path:
        return write_tiny_model(tmp_path / f"{name}.gguf", TinyModel(**shape))

    return write


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_engine(
    tmp_path_factory: pytest.TempPathFactory, tiny_model: Path
) -> AsyncIterator[WorkerEngine]:
    """One worker for the tests of a module, which leave it with the tiny model loaded."""
    async with worker(tmp_path_factory.mktemp("engine"), tiny_model) as engine:
        yield engine


@pytest_asyncio.fixture
async def engine(tmp_path: Path, tiny_model: Path) -> AsyncIterator[WorkerEngine]:
    """A worker of the test's own, with the tiny model loaded."""
    async with worker(tmp_path, tiny_model) as own:
        yield own
