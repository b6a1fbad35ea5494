"""Hands for tests of a conversation as a tree."""

from collections.abc import Sequence
from pathlib import Path

from chatting import Chat, Said, Terminal


def chat_about_tea(folder: Path) -> Chat:
    """Return a chat with four messages in a row."""
    chat = Chat(folder / "data")
    chat.remembers(
        "tea", Said("Green or black?"), Said("Green."), Said("With milk?"), Said("No milk.")
    )
    return chat


def said(terminal: Terminal) -> Sequence[str]:
    """Return the branch that is shown."""
    return [message.text for message in terminal.session.messages]


async def mark(terminal: Terminal, words: str) -> None:
    """Mark the message with these words, from the end of the page upwards."""
    while f"▌ {words}" not in terminal.screen:
        await terminal.press("alt+up")
    assert terminal.app.focused.id == "transcript"


async def click(terminal: Terminal, text: str, row_with: str = "") -> None:
    """Click on the first cell of a text, on the first row that has another text as well."""
    lines = terminal.screen.split("\n")
    y = next(index for index, line in enumerate(lines) if text in line and row_with in line)
    await terminal.pilot.click(offset=(lines[y].index(text), y))
    await terminal.pilot.pause()
