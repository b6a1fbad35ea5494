"""A streamed text looks, at its end, exactly like the same text read at once."""

from collections.abc import Callable

import pytest
from hypothesis import given
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


@st.composite
def chunked(draw: st.DrawFn) -> list[str]:
    """A text in the pieces in which it happened to arrive."""
    text = draw(texts)
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


@given(chunked())
def test_a_finished_stream_is_a_full_parse(chunks: list[str]) -> None:
    document = stream(chunks)
    document.finish()

    assert document.blocks == parse_blocks("".join(chunks))
    assert document.text == "".join(chunks)


@given(chunked())
def test_an_unfinished_stream_is_one_too(chunks: list[str]) -> None:
    """Without link definitions nothing waits for the end."""
    assert stream(chunks).blocks == parse_blocks("".join(chunks))


@given(chunked(), st.integers(2, 60))
def test_the_rows_are_the_same_however_the_text_arrived(chunks: list[str], width: int) -> None:
    layout, document = Layout(), GrowingDocument()
    for chunk in chunks:
        document.append(chunk)
        layout.lines(document.blocks, width)
    document.finish()
    fresh = Layout().lines(parse_blocks("".join(chunks)), width)

    assert drawn(layout.lines(document.blocks, width)) == drawn(fresh)


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
