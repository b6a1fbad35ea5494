"""How Markdown is laid out in rows, and what is copied from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Offset
from textual.selection import Selection

from assistant.tui.markdown import Layout, parse_blocks
from assistant.tui.markdown.lines import copied
from assistant.tui.markdown.table import fitted_widths


def rows(text: str, width: int = 40) -> list[str]:
    lines = Layout().lines(parse_blocks(text), width)
    return [line.content.plain.rstrip() for line in lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title\n\ntext", ["Title", "", "text"]),
        ("- a\n- b\n  - c", ["• a", "• b", "  ◦ c"]),
        ("9. a\n10. b", [" 9. a", "10. b"]),
        ("- a\n\n- b", ["• a", "", "• b"]),
        ("> a\n> > b", ["▎ a", "▎", "▎ ▎ b"]),
        ("a\nb", ["a", "b"]),
        ("---", ["─" * 40]),
        ("[words](http://x.y)", ["words (http://x.y)"]),
        ("<http://x.y>", ["http://x.y"]),
        ("![a picture](http://x.y/z.png)", ["[a picture] (http://x.y/z.png)"]),
        ("<script>x</script>", ["<script>x</script>"]),
        ("one two " * 5 + "three", ["one two one two one two one two one two", "three"]),
        ("가나다라" * 5 + "마", ["가나다라" * 5, "마"]),
        ("```py\nx = 1\n```", [" " * 37 + "py", "  x = 1", ""]),
        ("| a | b |\n|---|--:|\n| one | 2 |", ["a    b", "──────", "one  2"]),
    ],
)  # fmt: skip
def test_rows(text: str, expected: list[str]) -> None:
    assert rows(text) == expected


def test_a_table_that_is_too_wide_breaks_its_cells() -> None:
    text = "| name | what it is |\n|---|---|\n| x | a long explanation that does not fit |"

    assert rows(text, 24) == [
        "name  what it is",
        "────────────────────────",
        "x     a long explanation",
        "      that does not fit",
    ]


@given(st.lists(st.integers(1, 200), min_size=1, max_size=8), st.integers(40, 120))
def test_columns_fit_wherever_they_can(natural: list[int], room: int) -> None:
    widths = fitted_widths(natural, room)

    assert sum(widths) <= max(room, sum(min(width, 4) for width in natural))
    assert all(width <= wanted for width, wanted in zip(widths, natural, strict=True))


def test_copying_gives_the_text_as_it_was_before_it_was_broken() -> None:
    text = "one two three four five six seven\n\n```py\nif x:\n    y = 'a long line of code'\n```"
    lines = Layout().lines(parse_blocks(text), 20)

    assert copied(lines, Selection(None, None)) == (
        "one two three four five six seven\n\n\nif x:\n    y = 'a long line of code'\n"
    )


def test_copying_from_the_middle_of_a_row() -> None:
    lines = Layout().lines(parse_blocks("> first line\n> second line"), 40)

    assert copied(lines, Selection(Offset(8, 0), Offset(8, 1))) == "line\nsecond"
