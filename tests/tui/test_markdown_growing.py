"""A streamed text looks, at its end, exactly like the same text read at once."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.content import Content

from assistant.tui.markdown import GrowingDocument, Layout, Line, parse_blocks
from assistant.tui.markdown.blocks import Code, ListBlock, Paragraph

PIECES = [
    "a word ", "한국어 문장 ", "\n", "\n\n", "\r\n", "- item\n", "  - nested\n", "* star\n",
    "1. one\n", "   continued\n", "> quote\n", "> > deeper\n", "```python\n",
    "def f():\n    pass\n", "```\n", "````\n", "~~~\n", "| a | b |\n", "|---|--:|\n",
    "| 1 | 2 |\n", "# Title\n", "## Sub", "===\n", "---\n", "**bold", "**", "*em*", "`code`", "`",
    "[link](http://x.y)", "![i](u)", "<b>html</b>\n", "    indented\n", "\t", "\\", "#", "-", "=",
    "|", ">", "~", "\x1b[31m", "\x00", "\u2028", "😀", "snake_case", "_em_ ", "~~gone~~", "[1] ",
    "&amp;", "<http://x.y>", "2 * 3", "\n- # item\n", "\n  more\n", "漢字",
]  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)

WORDS = [
    "word ", "snake_case ", "**bold** ", "*em", "* ", "`code` ", "`", "한국어 문장이 ", "漢字",
    "[1] ", "[a](http://b.c) ", "[", "a|b ", "\n", "\nand ", "  ", "longer-than-a-row" * 3, "\t",
]  # fmt: skip
ITEMS = [
    "- item\n", "- **bold** and\n  more\n", "- # title\n", "-\n", "\n", "  - inside\n", "lazy\n",
    "- ```\n  code\n  ```\n", "  text\n", "* other\n",
]  # fmt: skip
NUMBERED = ["1. item\n", "2. `code`\n", "   more\n", "\n", "   - inside\n"]
CODE = ["x = 1\n", "\n", "    more\n", "def f():\n", "'''\n", "a" * 70 + "\n", "``\n", "\tb\n"]
CELLS = ["| 1 | 2 |\n", "| `a` | 한국어 |\n", "| a longer cell | **b** |\n", "| 1 |\n", "words\n"]


def lines_of(pieces: list[str], size: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=size).map("".join)


giants = st.one_of(
    lines_of(WORDS, 60),
    lines_of(ITEMS, 40),
    lines_of(NUMBERED, 40),
    lines_of(CODE, 120).map("```py\n{}".format),
    lines_of(CELLS, 40).map("| a | b |\n|---|--:|\n{}".format),
)
"""One block that grows long."""
ends = st.sampled_from(
    ["", "\n", "\n\nEnd.", "```\n", "\n---\n", "\n===\n", "\n|---|\n", "**", "x"]
)
"""What may follow it."""


@st.composite
def chunked(draw: st.DrawFn) -> list[str]:
    """A text in the pieces in which it happened to arrive."""
    text = draw(st.one_of(texts, st.builds(str.__add__, giants, ends)))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=20)))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"


def stream(chunks: list[str], patience: int = 0) -> GrowingDocument:
    document = GrowingDocument(patience=patience)
    for chunk in chunks:
        document.append(chunk)
    return document


def drawn(lines: list[Line]) -> list[tuple[Content, object, str, int]]:
    return [
        (line.content.plain, list(line.content.spans), line.glue, line.margin) for line in lines
    ]


@settings(deadline=None)
@given(chunked())
def test_a_finished_stream_is_a_full_parse(chunks: list[str]) -> None:
    document = stream(chunks)
    document.finish()

    assert document.blocks == parse_blocks("".join(chunks))
    assert document.text == "".join(chunks)


@settings(deadline=None)
@given(chunked())
def test_an_unfinished_stream_is_one_too(chunks: list[str]) -> None:
    """Without link definitions nothing waits for the end."""
    assert stream(chunks).blocks == parse_blocks("".join(chunks))


@settings(deadline=None)
@given(chunked(), st.integers(2, 60))
def test_at_any_moment_the_rows_are_those_of_a_first_layout(chunks: list[str], width: int) -> None:
    layout, document, text = Layout(), GrowingDocument(patience=0), ""
    for chunk in chunks:
        text += chunk
        document.append(chunk)
        rows = layout.lines(document.blocks, width)

        assert drawn(rows) == drawn(Layout().lines(parse_blocks(text), width))


@settings(deadline=None)
@given(chunked(), st.integers(2, 60))
def test_a_row_that_did_not_change_is_the_same_object(chunks: list[str], width: int) -> None:
    layout, document = Layout(), GrowingDocument(patience=0)
    before: list[Line] = []
    for chunk in chunks:
        document.append(chunk)
        rows = layout.lines(document.blocks, width)
        first = layout.first_changed

        assert first <= min(len(before), len(rows))
        assert all(old is new for old, new in zip(before[:first], rows[:first], strict=True))
        before = list(rows)


@pytest.mark.parametrize(
    ("opening", "piece"),
    [
        ("", "words that **make** a paragraph, 한국어도 "),
        ("", "- an item\n"),
        ("", "1. an item\n\n   and more of it\n\n"),
        ("| a | b |\n|---|---|\n", "| `one` | two |\n"),
        ("```python\n", "def function() -> None:\n    pass\n\n\n"),
    ],
)
def test_of_a_block_that_grows_long_only_the_end_is_laid_out_again(
    opening: str, piece: str
) -> None:
    layout, document = Layout(), GrowingDocument(opening)
    for _ in range(300):
        document.append(piece)
        rows = layout.lines(document.blocks, 80)

    assert len(document.blocks) == 1
    assert len(rows) - layout.first_changed < 60


@settings(deadline=None)
@given(texts, st.integers(20, 100))
def test_no_row_is_wider_than_the_page_and_none_carries_a_control_character(
    text: str, width: int
) -> None:
    for line in Layout().lines(parse_blocks(text), width):
        assert line.content.cell_length <= width
        assert not any(
            character < " " or "\x7f" <= character <= "\x9f" for character in line.content.plain
        )


def test_a_link_defined_later_is_resolved_at_the_end() -> None:
    document = stream(["See [there].\n\nMore.\n\n", "[there]: http://example.org\n"])
    document.finish()

    assert document.blocks[0] == parse_blocks("See [there](http://example.org).")[0]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("```py\nx = 1\n", lambda block: isinstance(block, Code) and not block.is_closed),
        ("```py\nx = 1\n```\n", lambda block: isinstance(block, Code) and block.is_closed),
        ("- a\n- b", lambda block: isinstance(block, ListBlock) and block.is_tight),
        ("- a\n\n- b", lambda block: isinstance(block, ListBlock) and not block.is_tight),
        ("3. a\n4. b", lambda block: isinstance(block, ListBlock) and block.start == 3),
        ("a\nb", lambda block: isinstance(block, Paragraph) and block.inline[0].text == "a\nb"),
    ],
)
def test_what_a_text_is_understood_as(text: str, holds: Callable[[object], bool]) -> None:
    assert holds(parse_blocks(text)[0])
