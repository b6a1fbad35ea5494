"""The last line: whatever has no room there, the way out has."""

import pytest
from chatting import Chat, Said
from finding import IRRELEVANT, MEMORY, PASSAGE

from assistant.tui.widgets.key_line import KeyLine
from assistant_memory.values import NewMemory


@pytest.fixture
def chat(tmp_path) -> Chat:
    chat = Chat(tmp_path / "data", found=(MEMORY, IRRELEVANT, PASSAGE))
    chat.remembers("Kyoto", Said("I prefer walking to buses."), Said("Good."))
    chat.memory.remember(NewMemory("Lives in Seoul"))
    return chat


def shown(terminal) -> str:
    return terminal.app.screen.query_one(KeyLine).render().plain


@pytest.mark.parametrize("width", [80, 60, 40])
async def test_the_way_out_of_the_memory_is_shown_however_narrow_it_is(chat, width):
    async with chat.run((width, 24)) as terminal:
        await terminal.press("alt+m")
        await terminal.sees("Lives in Seoul")
        await terminal.until(lambda: "Esc Back" in shown(terminal))
        assert shown(terminal).endswith("F1 Help")


async def test_the_way_out_of_the_reasons_is_shown_at_80_columns(chat):
    async with chat.run((80, 24)) as terminal:
        await terminal.ask("Where to walk?")
        await terminal.send("/why")
        await terminal.sees("Why this answer")
        await terminal.press("down", "down")
        await terminal.sees("P Pin")
        assert "Esc Back" in shown(terminal)
        assert "F1 Help" in shown(terminal)
