"""Keys that the user chose."""

from pathlib import Path

import pytest
from chatting import Chat, Said

from assistant.settings import Settings
from assistant.tui.keymap import check_keys
from assistant.tui.keys import GROUPS


def chat_with(folder: Path, keys: dict[str, str]) -> Chat:
    chat = Chat(folder / "data", settings=Settings(keys=keys))
    chat.remembers("about tea", Said("Green or black?"), Said("Green."))
    return chat


async def test_an_action_moves_to_another_key(tmp_path: Path) -> None:
    async with chat_with(tmp_path, {"new": "ctrl+g,f5"}).run() as terminal:
        assert "Ctrl+G New chat" in terminal.screen
        await terminal.press("ctrl+n")
        assert "Green or black?" in terminal.screen
        await terminal.press("f5")
        await terminal.sees("What would you like to know?")


async def test_sending_moves_to_another_key_and_enter_breaks_the_line(tmp_path: Path) -> None:
    async with chat_with(tmp_path, {"send": "ctrl+s"}).run() as terminal:
        await terminal.press("a", "enter", "b", "ctrl+s")
        await terminal.until(lambda: len(terminal.session.messages) == 4)

        assert terminal.session.messages[2].text == "a\nb"


async def test_what_the_chat_says_names_the_users_key(tmp_path: Path) -> None:
    chat = chat_with(tmp_path, {"retry": "f9"})
    chat.remembers(
        "trouble",
        Said("Well?"),
        Said("I was", state="failed", note="Out of memory."),
        ended=chat.now(),
    )
    async with chat.run() as terminal:
        await terminal.sees("Press F9 to try again")


async def test_a_wrong_name_or_key_is_told_and_the_rest_works(tmp_path: Path) -> None:
    keys = {"nwe": "ctrl+g", "help": "ctrl+fnord", "theme": "f12"}
    async with chat_with(tmp_path, keys).run() as terminal:
        await terminal.is_told("keys.nwe is not an action. Did you mean `new`?")
        await terminal.is_told("keys.help: 'ctrl+fnord' is not a key.")
        await terminal.press("f12")
        await terminal.until(lambda: terminal.app.theme == "glassbox-light")


def test_one_key_for_two_actions_of_one_place_is_told() -> None:
    checked = check_keys({"new": "ctrl+r"})

    assert checked.problems == (
        "keys: Ctrl+R is given to both `new` and `retry`. Choose another key for one of them.",
    )


def test_the_keys_as_they_are_have_no_clashes_but_escape() -> None:
    every = {binding.id: binding.key for group in GROUPS for binding in group.bindings}

    clashes = check_keys(every).problems

    assert all("Esc" in clash for clash in clashes)


@pytest.mark.parametrize("key", ["ctrl+g", "f12", "alt+enter", "?", "question_mark", "space", "+"])
def test_keys_of_every_kind_are_known(key: str) -> None:
    assert check_keys({"new": key}).problems == ()


def test_every_action_has_a_name_of_its_own() -> None:
    names = [binding.id for group in GROUPS for binding in group.bindings]

    assert all(names)
    assert len(names) == len(set(names))
