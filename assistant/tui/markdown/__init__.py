"""A model's Markdown as lines of a terminal, kept up to date while it grows."""

from assistant.tui.markdown.blocks import Block, parse_blocks
from assistant.tui.markdown.growing import GrowingDocument
from assistant.tui.markdown.layout import Layout
from assistant.tui.markdown.lines import Line

__all__ = ["Block", "GrowingDocument", "Layout", "Line", "parse_blocks"]
