"""The code in a Markdown text."""

from collections.abc import Iterator, Sequence

from assistant.tui.markdown.blocks import Block, Code, ListBlock, Quote, parse_blocks


def code_blocks(text: str) -> list[str]:
    """Return the code blocks of a text in their order, also those in lists and quotes."""
    return [code.text for code in _codes(parse_blocks(text))]


def _codes(blocks: Sequence[Block]) -> Iterator[Code]:
    for block in blocks:
        match block:
            case Code():
                yield block
            case Quote(blocks=inner):
                yield from _codes(inner)
            case ListBlock(items=items):
                for item in items:
                    yield from _codes(item)
            case _:
                pass
