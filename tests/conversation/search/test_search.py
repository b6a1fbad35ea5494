"""One search over all conversations finds what was said, where it was said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.conversation import ReasoningPart, TextPart

KOREAN = "서울에서 하루 동안 볼 만한 곳은?"


@pytest.mark.parametrize(
    "typed",
    ["서울", "서울에서", "울에", "서", "곳은", "은", '"서울에서 하루"', "서울 하루", "만한"],
)
def test_korean_is_found_by_any_part_of_it(said, found, typed: str):
    said(KOREAN, "다른 이야기")

    assert found(typed) == ["c0"]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("東京で日本語を勉強する", "日本語"),
        ("東京で日本語を勉強する", "勉"),
        ("ｶﾞｷﾞｸﾞ 半角", "ガギ"),
        ("我们去北京大学", "北京"),
        ("GPT모델을 쓴다", "gpt모델"),
        ("GPT모델을 쓴다", "모델"),
        ("\u1109\u1165\u110b\u116e\u11af", "서울"),
        ("서울", "\u1109\u1165\u110b\u116e\u11af"),
        ("A Café in \uff33\uff45\uff4f\uff55\uff4c", "cafe seoul"),
        ("the context_tokens field", "tokens"),
        ("the context_tokens field", "context_tokens"),
        ("Palaces of the city", "pal"),
        ("Palaces of the city", "palace city"),
        ("don't", "don't"),
        ("ㅋㅋㅋ", "ㅋㅋ"),
    ],
)
def test_other_scripts_widths_and_spellings_are_found(said, found, text: str, typed: str):
    said(text, "something else")

    assert found(typed) == ["c0"]


def test_all_words_must_be_there_and_phrases_next_to_each_other(said, found):
    said("opening hours of the palace", "the palace hours and its opening", "a palace")

    assert set(found("palace hours")) == {"c0", "c1"}
    assert found('"opening hours"') == ["c0"]
    assert found("palace -hours") == ["c2"]
    assert found('palace -"opening hours"') == ["c2", "c1"]


def test_excluded_words_alone_leave_the_rest(said, found):
    said("one", "two", "three")

    assert found("-two") == ["c2", "c0"]


def test_what_says_it_more_comes_first_and_of_equals_the_newest(said, found):
    said("palace and many other words that are long", "palace palace palace", "palace", "palace")

    assert found("palace") == ["c1", "c3", "c2", "c0"]


def test_a_whole_word_comes_before_a_longer_one(said, found):
    said("cat", "category")

    assert found("cat") == ["c0", "c1"]


def test_a_title_leads_to_its_conversation(store, said, found):
    said("무엇을 볼까?", title="서울 여행 계획", tags=("trip",))

    (hit,) = store.search.search("여행").hits
    assert (hit.message_id, hit.role, hit.conversation.id) == (None, None, "c")
    assert hit.conversation == store.conversation("c")
    assert (hit.snippet.text, hit.snippet.highlights) == ("서울 여행 계획", ((3, 5),))
    assert found("여행 -계획") == []


def test_a_hit_tells_where_it_is_and_shows_what_was_found(store, said):
    said("first", KOREAN, title="plans")

    (hit,) = store.search.search("서울").hits
    assert (hit.conversation.title, hit.message_id, hit.role) == ("plans", "c1", "user")
    assert hit.created_at == store.branch("c1")[1].created_at
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.highlights] == ["서울"]
    assert hit.score > 0


def test_branches_that_are_not_shown_are_searched_too(store, talk, said, found):
    said("the question")
    question = store.branch("c0")[0]
    for name in ("r1", "r2"):
        store.add_message(talk.reply(name, f"answer {name}", after=question))

    assert found("answer") == ["r2", "r1"]
    assert found("r1") == ["r1"]


def test_filters_narrow_what_is_found(store, talk, said, found):
    said("ask for code", title="programs", tags=("work", "to do"))
    question = store.branch("c0")[0]
    reply = talk.reply("r", "code:\n```py\nx = 1\n```", after=question)
    store.add_message(replace(reply, model="gpt-4o"))
    store.add_message(replace(talk.user("t", "code found", after=reply), role="tool"))
    said("other code", name="d", title="else")

    assert set(found("code role:assistant")) == {"r"}
    assert set(found("code role:user role:tool")) == {"c0", "t", "d0"}
    assert found("code has:code") == ["r"]
    assert found("has:tool") == ["t"]
    assert found("code model:gpt-4") == ["r"]
    assert found("code model:gpt-3 ") == []
    assert set(found("code title:prog")) == {"c0", "r", "t"}
    assert set(found("code -title:programs")) == {"d0"}
    assert set(found('code tag:"to do"')) == {"c0", "r", "t"}
    assert set(found("code tag:work -role:user -has:code")) == {"t"}
    assert found("-role:user -has:tool") == ["r"]


def test_dates_are_exact_whatever_the_order_of_arrival(store, talk, found):
    for number, day in enumerate((5, 1, 9, 2)):
        time = datetime(2026, 3, day, 23, 59, 59, 999_999, tzinfo=UTC).astimezone()
        local_midnight = datetime(2026, 3, day).astimezone()
        message = replace(talk.user(f"late{day}", "word"), created_at=time)
        early = replace(talk.user(f"early{day}", "word", after=message), created_at=local_midnight)
        name = f"c{number}"
        store.add_first_message(talk.conversation(name), replace(message, conversation_id=name))
        store.add_message(replace(early, conversation_id=name))

    assert found("word after:2026-03-05 before:2026-03-06 role:user")[-1] == "early5"
    assert "early5" not in found("word before:2026-03-05")
    assert "early9" in found("after:2026-03-09")
    assert set(found("before:2026-03-02 word")) >= {"early1"}
    assert found("after:2026-04") == []


def test_messages_of_the_same_moment_are_all_found_in_their_order(store, talk, found):
    now = talk.now()
    messages = [replace(talk.user(f"m{i}", "same"), created_at=now) for i in range(30)]
    store.add_tree(talk.conversation("c"), messages)

    assert len(found("same")) == 30
    assert len(found(f"after:{now.astimezone():%Y-%m-%d}")) == 30


def test_filters_of_conversations_alone_list_conversations(store, said, found):
    said("one", name="a", title="서울 여행", tags=("work",))
    said("two", name="b", title="other", tags=("work",))

    hits = store.search.search("tag:work").hits
    assert [(hit.conversation.id, hit.message_id) for hit in hits] == [("b", None), ("a", None)]
    assert [hit.conversation.id for hit in store.search.search("title:여행").hits] == ["a"]
    assert found("tag:work before:2025") == []


def test_filters_alone_list_the_newest_messages_first(said, found):
    said("one", "two", "three")

    assert found("role:user") == ["c2", "c1", "c0"]
    assert found("role:user", limit=2) == ["c2", "c1"]


def test_it_says_when_there_are_more(store, said):
    said("word", "word", "word")

    few = store.search.search("word", limit=2)
    assert (len(few.hits), few.has_more) == (2, True)
    assert not store.search.search("word", limit=3).has_more


def test_attachments_are_searched_and_reasoning_is_not(store, talk, attached, found):
    question = attached("q", "what is this?", "notes.md", "the opening hours")
    store.add_first_message(talk.conversation("c"), question)
    reply = talk.reply("r", "", after=question)
    parts = (ReasoningPart("secret thoughts"), TextPart("an answer"))
    store.add_message(replace(reply, parts=parts))

    assert found("opening") == ["q"]
    assert found("notes.md") == ["q"]
    assert found("secret") == []
    assert found("answer") == ["r"]


def test_archived_conversations_are_found(said, found):
    said("word", archived=True)

    assert found("word") == ["c0"]


def test_nothing_asked_for_finds_nothing(store, said):
    said("word")

    assert store.search.search("").hits == ()
    assert store.search.search("before:nonsense").hits == ()


def test_common_words_are_ranked_among_the_newest(store, talk):
    messages = [talk.user(f"m{number}", f"common {number:04}") for number in range(1_050)]
    store.add_tree(talk.conversation("c"), messages)
    while store.search.index_some(500):
        pass

    results = store.search.search("common", limit=10)
    assert results.ranked_newest == 1_000
    assert results.hits[0].message_id == "m1049"
    assert results.has_more
    assert store.search.search("common 0007").ranked_newest is None
    assert store.search.search("comm").ranked_newest == 1_000
    assert store.search.search("-0999 c").ranked_newest == 1_000


def test_a_beginning_that_only_a_few_messages_have_lately_is_found_in_the_old_ones(store, talk):
    old = [talk.user(f"old{number}", f"theatre {number}") for number in range(600)]
    new = [talk.user(f"new{number}", f"서울 {number}") for number in range(3_000)]
    store.add_tree(talk.conversation("c"), [*old, *new])
    while store.search.index_some(500):
        pass

    results = store.search.search("th", limit=700)
    assert len(results.hits) == 600
    assert results.ranked_newest is None
    assert store.search.search("서 -0").hits[0].message_id == "new2999"


def test_a_limit_above_what_is_ranked_is_kept(store, talk):
    messages = [talk.user(f"m{number}", "word") for number in range(1_300)]
    store.add_tree(talk.conversation("c"), messages)
    while store.search.index_some(500):
        pass

    for typed in ("word", "role:user", '"word"'):
        results = store.search.search(typed, limit=1_200)
        assert (len(results.hits), results.has_more) == (1_200, True)
