"""Words and code leave the chat: the clipboard, and the user's own editor."""

from pathlib import Path

import pytest
from chatting import Chat, Said, says

from assistant.tui.markdown.code_blocks import code_blocks

TWO_BLOCKS = """\
First:

```python
print("one")
```

1. and in a list:

   ```sh
   echo two
   ```
"""


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path / "data", replies=[says("Only `words`.")])


async def test_the_last_reply_is_copied_for_the_terminal_and_the_system(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.ask("Hello")
        await terminal.press("f4")
        await terminal.until(lambda: chat.copied == ["Only `words`."])
        assert terminal.app.clipboard == "Only `words`."


async def test_a_reply_without_code_says_so(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.ask("Hello")
        await terminal.send("/copy code")
        await terminal.is_told("There is no code")


async def test_of_several_blocks_of_code_one_is_chosen(chat: Chat) -> None:
    chat.remembers("code", Said("Show me"), Said(TWO_BLOCKS))
    async with chat.run() as terminal:
        await terminal.send("/copy code")
        await terminal.sees("Copy which code?")
        await terminal.press("down", "enter")
        await terminal.until(lambda: [text.strip() for text in chat.copied] == ["echo two"])


def test_code_is_found_wherever_it_stands() -> None:
    assert [block.strip() for block in code_blocks(TWO_BLOCKS)] == ['print("one")', "echo two"]
    assert [block.strip() for block in code_blocks("> ```\n> quoted\n> ```")] == ["quoted"]
    assert code_blocks("no `code` block") == []


async def test_a_selection_is_copied(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("some words")
        await terminal.press("shift+home", "ctrl+c")
        await terminal.until(lambda: chat.copied == ["some words"])
