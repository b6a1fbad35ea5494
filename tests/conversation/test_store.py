"""What was said is kept, whole and in order."""

import stat
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from assistant.conversation import ReasoningPart, ReplyStats, TextPart, TokenSpan
from assistant.errors import NotFoundError, StorageError


def test_a_new_history_is_empty(store):
    assert store.conversations() == []
    assert store.latest_conversation() is None
    assert store.user_texts(10) == []
    assert store.branch(None) == []


def test_everything_about_a_conversation_is_there_after_a_restart(store, talk, reopened):
    conversation = talk.conversation(
        "c",
        "서울 여행 계획 🗺",
        system_prompt="짧게 답하세요.\n",
        sampling={"temperature": 0.2, "stop": ["\n", "끝"], "seed": None},
    )
    question = talk.user("q", "서울에서 하루 동안 볼 만한 곳은?\x00\t")
    question = replace(question, tokens=TokenSpan("model/템플릿", (0, 7, 49_151)))
    reply = replace(
        talk.reply("r", "", after=question, state="failed", note="The engine stopped."),
        parts=(ReasoningPart("둘 다…"), TextPart("광장시장 👩‍👩‍👧"), TextPart("[1]")),
        stats=ReplyStats(42, 40, 3, 0.125, 1 / 3, 4_294_967_294, "end"),
        tokens=TokenSpan("model/템플릿", (2**31 - 1, -(2**31), 0)),
    )

    store.add_first_message(conversation, question)
    store.add_message(reply)

    after = reopened()
    expected = replace(conversation, head_id="r", updated_at=reply.created_at)
    assert after.conversation("c") == expected
    assert after.conversations() == [expected]
    assert after.branch("r") == [question, reply]


def test_a_message_without_parts_stats_or_tokens_stays_without(store, talk, reopened):
    message = replace(talk.user("q", ""), parts=())
    store.add_first_message(talk.conversation("c"), message)

    assert reopened().branch("q") == [message]


def test_a_reply_without_a_token_is_told_from_one_whose_tokens_are_unknown(store, talk):
    question = talk.user("q", "?")
    silent = talk.reply("r", "", after=question, tokens=TokenSpan("key", ()))
    store.add_first_message(talk.conversation("c"), question)
    store.add_message(silent)

    assert store.branch("r") == [question, silent]


def test_times_are_the_same_moment_whatever_zone_they_were_told_in(store, talk):
    seoul = timezone(timedelta(hours=9))
    question = talk.user("q", "지금 몇 시?")
    question = replace(question, created_at=question.created_at.astimezone(seoul))
    store.add_first_message(talk.conversation("c"), question)

    assert store.branch("q")[0].created_at == question.created_at
    assert store.branch("q")[0].created_at.utcoffset() == timedelta(0)


def test_broken_characters_cannot_stop_a_message_from_being_saved(store, talk):
    store.add_first_message(talk.conversation("c", "\udc80"), talk.user("q", "word\udce9 ok"))

    assert store.branch("q")[0].text == "word\ufffd ok"
    assert store.conversation("c").title == "\ufffd"


def test_only_conversations_in_which_something_was_said_are_listed(store, talk):
    store.add_conversation(talk.conversation("silent"))
    store.add_first_message(talk.conversation("c"), talk.user("q", "hello"))

    assert [conversation.id for conversation in store.conversations()] == ["c"]
    assert store.conversation("silent").title == "about silent"


def test_the_conversation_that_was_last_added_to_comes_first(store, talk):
    first = talk.user("1", "one", conversation="old")
    store.add_first_message(talk.conversation("old"), first)
    store.add_first_message(talk.conversation("new"), talk.user("2", "two", conversation="new"))
    assert store.latest_conversation() == store.conversation("new")

    store.add_message(talk.reply("3", "three", after=first))

    assert [conversation.id for conversation in store.conversations()] == ["old", "new"]
    assert store.latest_conversation() == store.conversation("old")


def test_changing_a_conversation_does_not_make_it_the_latest(store, talk):
    question = talk.user("q", "one", conversation="old")
    store.add_first_message(talk.conversation("old"), question)
    store.add_message(talk.reply("r", "two", after=question))
    store.add_first_message(talk.conversation("new"), talk.user("n", "x", conversation="new"))
    before = store.conversation("old")

    changes = {"title": "renamed", "system_prompt": "Be brief.", "sampling": {"top_k": 1}}
    store.change_conversation("old", lambda found: replace(found, **changes))

    after = store.conversation("old")
    assert (after.title, after.head_id) == ("renamed", "r")
    assert (after.system_prompt, after.sampling) == ("Be brief.", {"top_k": 1})
    assert after.updated_at == before.updated_at
    assert store.latest_conversation() == store.conversation("new")


def test_a_regenerated_reply_leaves_its_sibling_where_it_was(store, talk):
    question = talk.user("q", "name a city")
    store.add_first_message(talk.conversation("c"), question)
    first = talk.reply("r1", "Seoul", after=question)
    second = talk.reply("r2", "Busan", after=question)
    follow_up = talk.user("q2", "why?", after=first)

    for message in (first, second, follow_up):
        store.add_message(message)

    assert store.branch("q2") == [question, first, follow_up]
    assert store.branch("r2") == [question, second]
    assert store.conversation("c").head_id == "q2"


def test_a_reply_grows_in_place(store, talk, reopened):
    question = talk.user("q", "count")
    store.add_first_message(talk.conversation("c"), question)
    reply = talk.reply("r", "", after=question, state="streaming")
    store.add_message(reply)

    for text in ("one", "one two", "one two three"):
        reply = replace(reply, parts=(TextPart(text),))
        store.save_reply(reply)
        assert store.branch("r") == [question, reply]
    reply = replace(
        reply, state="stopped", note="enough", tokens=TokenSpan("key", (1, 2, 3)),
        stats=ReplyStats(1, 0, 3, 0.1, 0.2, 7, "stopped"),
    )  # fmt: skip
    store.save_reply(reply)

    assert reopened().branch("r") == [question, reply]


def test_a_deleted_conversation_takes_its_messages_and_only_them(store, talk, reopened):
    question = talk.user("q", "forget this")
    store.add_first_message(talk.conversation("c"), question)
    store.add_message(talk.reply("r", "gone", after=question))
    kept = talk.user("k", "keep this", conversation="kept")
    store.add_first_message(talk.conversation("kept"), kept)

    store.purge_conversation("c")

    after = reopened()
    assert [conversation.id for conversation in after.conversations()] == ["kept"]
    assert after.user_texts(10) == ["keep this"]
    with pytest.raises(NotFoundError, match="no message r"):
        after.branch("r")
    with pytest.raises(NotFoundError, match="no conversation c"):
        after.conversation("c")


def test_a_conversation_of_thousands_of_messages_can_be_deleted(store, talk):
    last = talk.user("0", "first")
    store.add_first_message(talk.conversation("c"), last)
    with store._database.transaction() as connection:
        for number in range(1, 2_500):
            last = talk.user(str(number), "next", after=last)
            store._add(last, connection)
    assert len(store.branch(last.id)) == 2_500

    store.purge_conversation("c")

    assert store.user_texts(10) == []


def test_what_the_user_wrote_is_recalled_oldest_first_over_all_conversations(store, talk):
    first = talk.user("1", "one", conversation="a")
    store.add_first_message(talk.conversation("a"), first)
    store.add_first_message(talk.conversation("b"), talk.user("2", "two", conversation="b"))
    reply = talk.reply("3", "not the user's", after=first)
    store.add_message(reply)
    store.add_message(talk.user("4", "three", after=reply))

    assert store.user_texts(10) == ["one", "two", "three"]
    assert store.user_texts(2) == ["two", "three"]
    assert store.user_texts(0) == []


def test_what_was_sent_several_times_in_a_row_is_recalled_once(store, talk):
    last = talk.user("0", "a")
    store.add_first_message(talk.conversation("c"), last)
    for number, text in enumerate(("a", "b", "b", "b", "a"), start=1):
        last = talk.user(str(number), text, after=last)
        store.add_message(last)

    assert store.user_texts(10) == ["a", "b", "a"]
    assert store.user_texts(2) == ["b", "a"]


@pytest.mark.parametrize("after", ["nobody", "elsewhere"])
def test_a_message_cannot_follow_one_that_its_conversation_does_not_have(store, talk, after):
    store.add_first_message(talk.conversation("c"), talk.user("q", "?"))
    other = talk.user("elsewhere", "?", conversation="other")
    store.add_first_message(talk.conversation("other"), other)

    with pytest.raises(NotFoundError, match="no longer there"):
        store.add_message(replace(talk.user("lost", "?"), parent_id=after))

    assert store.conversation("c").head_id == "q"
    assert store.user_texts(10) == ["?"]


def test_a_message_of_a_deleted_conversation_is_refused(store, talk):
    question = talk.user("q", "?")
    store.add_first_message(talk.conversation("c"), question)
    store.purge_conversation("c")

    with pytest.raises(NotFoundError, match="another Glassbox may have deleted it"):
        store.add_message(talk.user("n", "and?"))
    with pytest.raises(NotFoundError, match="no message q"):
        store.save_reply(question)
    with pytest.raises(NotFoundError, match="no conversation c"):
        store.change_conversation("c", lambda found: found)
    with pytest.raises(NotFoundError, match="no conversation c"):
        store.delete_conversation("c")


def test_a_first_message_that_cannot_be_stored_leaves_no_conversation(store, talk):
    store.add_first_message(talk.conversation("c"), talk.user("q", "?"))

    with pytest.raises(StorageError):
        store.add_first_message(talk.conversation("d"), talk.user("q", "!", conversation="d"))

    with pytest.raises(NotFoundError):
        store.conversation("d")


def test_nobody_else_may_read_the_history(store, path, talk):
    store.add_first_message(talk.conversation("c"), talk.user("q", "secret"))

    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    files = [file for file in path.parent.rglob("*") if file.is_file()]
    assert len(files) >= 4
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_two_programs_share_one_history(store, open_store, talk):
    other = open_store()
    question = talk.user("q", "from here")
    store.add_first_message(talk.conversation("c"), question)
    other.add_message(talk.reply("r", "from there", after=question))

    assert store.branch("r") == other.branch("r")
    assert [message.text for message in store.branch("r")] == ["from here", "from there"]


def test_only_a_message_of_the_conversation_can_be_shown_as_its_last(store, talk):
    store.add_first_message(talk.conversation("c"), talk.user("q", "?"))
    before = store.conversation("c")

    with pytest.raises(NotFoundError, match="no longer there"):
        store.show_branch("c", "nobody")

    assert store.conversation("c") == before
