import shutil
from collections.abc import Iterator

import pytest
from tmux import Tmux


@pytest.fixture
def tmux() -> Iterator[Tmux]:
    assert shutil.which("tmux"), "install tmux to run this test, or deselect -m terminal"
    window = Tmux()
    yield window
    window.close()
