from pathlib import Path

import pytest
from tiny_gguf import write_tiny_model

from assistant.models import locate_model


@pytest.fixture(scope="session")
def default_model() -> Path:
    """The built-in model; its header is read, it is never loaded."""
    return locate_model("default", Path("no such folder"))


@pytest.fixture
def tiny_model(tmp_path: Path) -> Path:
    """A small whole model."""
    return write_tiny_model(tmp_path / "tiny.gguf")
