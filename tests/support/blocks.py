"""Reads bytes as the reading process does, without the process."""

from pathlib import PurePath

import pytest

from assistant_memory.documents.faults import UnreadableError
from assistant_memory.documents.reading.blocks import Block
from assistant_memory.documents.reading.read import read


def blocks_of(name: str, content: str | bytes) -> list[Block]:
    data = content.encode() if isinstance(content, str) else content
    return list(read(PurePath(name), data).blocks)


def fault_of(name: str, content: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        blocks_of(name, content)
    assert "\n" not in str(caught.value)
    return caught.value.fault


def headings_of(blocks: list[Block]) -> list[tuple[int, str]]:
    return [(each.level, each.title) for each in blocks if each.kind == "heading"]


def text_of(blocks: list[Block]) -> str:
    return "".join(each.text for each in blocks)
