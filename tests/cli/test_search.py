"""`glassbox sessions search` and `list`: conversations are found without the chat."""

from contextlib import closing
from dataclasses import replace

import pytest

from assistant.conversation import ConversationStore


@pytest.fixture
def seoul(glassbox) -> str:
    """The id of a conversation about a city."""
    glassbox.says("광장시장에서 시작해 창덕궁을 걷는 길을 추천합니다.")
    return glassbox("ask", "--json", "서울에서 하루 동안 볼 만한 곳은?").document["conversation_id"]


def change(glassbox, conversation: str, **fields: object) -> None:
    with closing(ConversationStore.open(glassbox.data_folder / "glassbox.db")) as store:
        store.change_conversation(conversation, lambda each: replace(each, **fields))


def test_a_message_is_found_with_its_place_time_role_title_and_words(glassbox, seoul: str):
    found = glassbox("sessions", "search", "창덕궁")

    assert (found.code, found.err) == (0, "")
    heading, excerpt = found.out.splitlines()
    assert heading.startswith(f"{seoul[:8]}/")
    assert "  assistant  서울에서 하루" in heading
    assert excerpt == "    광장시장에서 시작해 창덕궁을 걷는 길을 추천합니다."


def test_a_title_is_found_and_so_is_the_message_it_was_made_of(glassbox, seoul: str):
    kinds = [each["kind"] for each in glassbox("sessions", "search", "--json", "서울").document]

    assert sorted(kinds) == ["message", "title"]


def test_the_document_says_where_a_hit_leads_and_what_in_it_matches(glassbox, seoul: str):
    (hit,) = glassbox("sessions", "search", "--json", "창덕궁").document

    shown = glassbox("sessions", "show", "--json", seoul).document
    assert hit["id"] == hit["message_id"] == shown["messages"][1]["id"]
    assert hit["conversation_id"] == seoul
    assert hit["role"] == "assistant"
    assert [hit["excerpt"][start:end] for start, end in hit["highlights"]] == ["창덕궁"]


def test_words_may_be_several_arguments_and_begin_with_a_minus(glassbox, seoul: str):
    assert len(glassbox("sessions", "search", "--json", "광장시장", "창덕궁").document) == 1
    assert glassbox("sessions", "search", "--json", "--", "-창덕궁", "시작해").document == []


def test_nothing_found_is_no_failure(glassbox, seoul: str):
    found = glassbox("sessions", "search", "nowhere")

    assert (found.code, found.out) == (0, "")
    assert "Nothing was found" in found.err
    assert glassbox("sessions", "search", "--json", "nowhere").document == []


@pytest.mark.parametrize("typed", ["before:yesterdayish", "role:king", "+++"])
def test_what_cannot_be_searched_for_is_told_in_one_line(glassbox, typed: str):
    refused = glassbox("sessions", "search", typed)

    assert (refused.code, refused.out) == (2, "")
    assert len(refused.err.splitlines()) == 1


def test_it_tells_when_there_is_more(glassbox, seoul: str):
    few = glassbox("sessions", "search", "서울", "--limit", "1", "--json")

    assert len(few.document) == 1
    assert "--limit" in few.err


def test_words_from_outside_are_safe_for_the_terminal(glassbox):
    glassbox.says("dangerous \x1b[31mwords")
    glassbox("ask", "q")

    assert "dangerous ␛[31mwords" in glassbox("sessions", "search", "dangerous").out


def test_pinned_conversations_are_listed_first_and_archived_ones_apart(glassbox, seoul: str):
    other = glassbox("ask", "--json", "about dough").document["conversation_id"]
    change(glassbox, seoul, pinned=True, tags=("trip",))
    listed = glassbox("sessions", "list").out.splitlines()
    assert listed[0].endswith("#trip  (pinned)")
    assert listed[1].endswith("about dough")

    change(glassbox, seoul, archived=True)
    assert [each["id"] for each in glassbox("sessions", "list", "--json").document] == [other]
    (archived,) = glassbox("sessions", "list", "--archived", "--json").document
    assert (archived["id"], archived["pinned"], archived["archived"]) == (seoul, True, True)
    assert glassbox("sessions", "list", "--archived").out.endswith("(pinned)  (archived)\n")


def test_conversations_are_listed_by_tag(glassbox, seoul: str):
    glassbox("ask", "about dough")
    change(glassbox, seoul, tags=("Trip", "work"))

    (tagged,) = glassbox("sessions", "list", "--tag", "#trip", "--tag", "work", "--json").document
    assert (tagged["id"], tagged["tags"]) == (seoul, ["Trip", "work"])
    none = glassbox("sessions", "list", "--tag", "else")
    assert (none.code, none.out) == (0, "")
    assert "tag" in none.err
