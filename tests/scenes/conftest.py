"""Pictures of whole screens, compared with those that were looked at and found good."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.tui import ChatApp

PICTURES = Path(__file__).parent / "pictures"
UPDATE = "GLASSBOX_UPDATE_SCENES"
CELL_WIDTH = 12.2
"""Units of the picture in which a terminal's cell is wide."""

_TEXT = re.compile(
    r'<text (?P<before>[^>]*?)x="(?P<x>[\d.]+)"(?P<between>[^>]*?)'
    r'textLength="(?P<length>[\d.]+)"(?P<after>[^>]*)>(?P<blanks>(?:&#160;)+)'
)


def picture(app: ChatApp) -> str:
    """Return the screen as an SVG that is the same for the same screen."""
    svg = re.sub(r"terminal-\d+", "terminal", app.export_screenshot(title="Glassbox"))
    return _TEXT.sub(_without_leading_blanks, svg)


def _without_leading_blanks(match: re.Match[str]) -> str:
    """Move a text instead of beginning it with blanks, which some viewers drop."""
    shift = CELL_WIDTH * match["blanks"].count("&#160;")
    x, length = float(match["x"]) + shift, float(match["length"]) - shift
    return (
        f'<text {match["before"]}x="{x:g}"{match["between"]}'
        f'textLength="{length:g}"{match["after"]}>'
    )


@pytest.fixture
def looks_like(tmp_path: Path) -> Callable[[ChatApp, str], None]:
    """Compare a screen with its picture, or take the picture anew when asked to."""

    def compare(app: ChatApp, name: str) -> None:
        kept, taken = PICTURES / f"{name}.svg", picture(app)
        if os.environ.get(UPDATE):
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(taken, "utf-8")
        found = tmp_path / f"{name}.svg"
        found.write_text(taken, "utf-8")
        is_as_kept = kept.exists() and kept.read_text("utf-8") == taken
        assert is_as_kept, f"{found} is not {kept}. Look at both; {UPDATE}=1 keeps the new one."

    return compare
