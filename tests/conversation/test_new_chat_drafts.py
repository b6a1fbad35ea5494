"""What is being written in a new chat belongs to the program that it is written in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from assistant.conversation import NEW_CONVERSATION, ConversationStore, Draft

Open = Callable[[], ConversationStore]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def begin(path: Path) -> Iterator[Open]:
    with ExitStack() as programs:
        yield lambda: programs.enter_context(closing(ConversationStore.open(path)))


def write(store: ConversationStore, text: str) -> None:
    store.drafts.save(NEW_CONVERSATION, Draft(text))


def written(store: ConversationStore) -> str:
    return store.drafts.load(NEW_CONVERSATION).text


def test_two_programs_write_in_their_own_new_chats(begin: Open) -> None:
    one, other = begin(), begin()
    write(one, "one")
    write(other, "other")

    assert [written(one), written(other)] == ["one", "other"]


def test_a_program_goes_on_with_what_another_left_behind(begin: Open) -> None:
    left, begun = begin(), begin()
    write(left, "half a thought")
    assert written(begun) == ""
    left.close()

    assert written(begun) == "half a thought"
    assert written(begin()) == ""


def test_of_several_that_were_left_behind_the_latest_comes_first_and_all_come(begin: Open) -> None:
    first, second = begin(), begin()
    write(first, "first")
    write(second, "second")
    first.close()
    second.close()
    store = begin()

    assert written(store) == "second"
    write(store, "")
    assert written(store) == "first"


def test_what_one_has_begun_is_not_mixed_with_what_another_left(begin: Open) -> None:
    left, begun = begin(), begin()
    write(left, "left")
    write(begun, "begun")
    left.close()
    assert written(begun) == "begun"

    write(begun, "")
    assert written(begun) == "left"


def test_the_draft_of_an_earlier_version_goes_on(begin: Open) -> None:
    store = begin()
    write(store, "from before")
    with store._database.transaction() as connection:
        connection.execute("UPDATE drafts SET conversation_id = ''")

    assert written(begin()) == "from before"


def test_a_draft_that_was_left_behind_survives_the_housekeeping(begin: Open) -> None:
    left = begin()
    write(left, "kept")
    left.close()
    begin().close()

    assert written(begin()) == "kept"
