"""The prompt, and the terminal's cursor in it, while the window changes its size."""

from pathlib import Path

import pytest
from rich.cells import cell_len
from terminal import glassbox
from tmux import Tmux

pytestmark = [pytest.mark.terminal, pytest.mark.timeout(180)]

SIZES = [(60, 24), (140, 40), (44, 30), (80, 24), (41, 20), (100, 30)]
MORE = " 가나다라 마바사"


def is_right(tmux: Tmux, written: str, rows: int) -> bool:
    """Whether the prompt shows what was written, or the end of it, and the cursor after that."""
    screen = [row.rstrip() for row in tmux.screen().splitlines()]
    prompt = {at: row.partition("▌")[2].strip() for at, row in enumerate(screen) if "▌" in row}
    lines = {at: words for at, words in prompt.items() if words}
    if not lines:
        return False
    shown = "".join("".join(lines.values()).split())
    wanted = "".join(written.split())
    is_full = len(prompt) >= rows // 3
    is_shown = shown == wanted or (is_full and len(shown) > 6 and wanted.endswith(shown))
    last = max(lines)
    return is_shown and tmux.cursor == (cell_len(screen[last]), last)


@pytest.mark.parametrize("is_typed_first", [False, True])
def test_a_prompt_that_grows_while_the_window_changes_shows_its_text_and_the_cursor_behind_it(
    tmux: Tmux, tmp_path: Path, *, is_typed_first: bool
) -> None:
    tmux.start(glassbox("chat", "--demo"), {"GLASSBOX_DATA_DIR": str(tmp_path / "data")})
    tmux.wait_for("Ask anything")
    written = "처음"
    tmux.type(written)
    for columns, rows in SIZES:
        written += MORE
        if is_typed_first:
            tmux.type(MORE)
            tmux.resize(columns, rows)
        else:
            tmux.resize(columns, rows)
            tmux.type(MORE)
        tmux.wait_until(
            lambda rows=rows, written=written: is_right(tmux, written, rows),
            f"all of the prompt in {columns}×{rows}",
            20,
        )
    tmux.resize(50, 24)
    tmux.wait_until(lambda: is_right(tmux, written, 24), "the prompt without a key", 20)


def test_in_a_dialogue_the_cursor_stands_at_once_where_the_line_is_written(
    tmux: Tmux, tmp_path: Path
) -> None:
    tmux.start(glassbox("chat", "--demo"), {"GLASSBOX_DATA_DIR": str(tmp_path / "data")})
    tmux.wait_for("Ask anything")
    tmux.type("차 이야기")
    tmux.press("Enter")
    tmux.wait_for("tok/s")
    tmux.type("/rename")
    tmux.press("Enter")
    tmux.wait_for("A title of your own")

    def is_behind_the_title() -> bool:
        screen = tmux.screen().splitlines()
        column, row = tmux.cursor
        return cell_len(screen[row].rstrip()) == column and screen[row].rstrip().endswith(
            "차 이야기"
        )

    tmux.wait_until(is_behind_the_title, "the cursor behind the title", 20)
