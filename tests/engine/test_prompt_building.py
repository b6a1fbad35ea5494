import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from template_shapes import (
    BOS,
    EOS,
    IM_END,
    MISTRAL,
    QWEN_3,
    REWRITING,
    WELL_BEHAVED,
    builder,
    request,
    said,
    text_of,
    words,
)

from assistant.engine import ChatMessage
from assistant.engine.worker.chat_template import CHATML
from assistant.errors import ModelFileError


@pytest.mark.parametrize("name", WELL_BEHAVED)
@given(contents=st.tuples(words, words, words))
def test_appending_a_turn_makes_the_prompt_that_rendering_everything_makes(
    name: str, contents: tuple[str, str, str]
):
    build = builder(WELL_BEHAVED[name]).build
    messages = said(*contents)
    whole = build(request(messages))
    first = build(request(messages[:1]))
    reply_ids = tuple(1000 + ord(letter) for letter in contents[1])

    history = first.ids + reply_ids
    if name == "plain":  # its replies begin after a space that a model says itself
        history = (*first.ids, 1000 + ord(" "), *reply_ids)
    appended = build(request(messages, history=history, fresh=1))

    assert appended.history_length == len(history)
    assert appended.ids == whole.ids


@pytest.mark.parametrize("name", ["chatml", "llama 3", "mistral", "unclosed at the end"])
def test_a_reply_that_the_model_ended_is_not_ended_again(name: str):
    build = builder(WELL_BEHAVED[name]).build
    messages = said("Hi", "Hello", "Bye")
    whole = build(request(messages))
    end = IM_END if "<|im_end|>" in text_of(whole.ids) else EOS
    reply = tuple(1000 + ord(letter) for letter in "Hello")
    history = (*build(request(messages[:1])).ids, *reply, end)

    assert build(request(messages, history=history, fresh=1)).ids == whole.ids


def test_a_reply_that_was_cut_short_is_ended_by_the_template():
    build = builder(CHATML).build
    messages = said("Hi", "Hel", "Bye")
    history = (*build(request(messages[:1])).ids, *(1000 + ord(letter) for letter in "Hel"))

    prompt = text_of(build(request(messages, history=history, fresh=1)).ids)

    assert "assistant\nHel<|im_end|>\n<|im_start|>user\nBye<|im_end|>" in prompt


@pytest.mark.parametrize("name", REWRITING)
def test_a_template_that_rewrites_the_past_is_rendered_whole(name: str):
    build = builder(REWRITING[name]).build
    messages = said("Hi", "Hello", "Bye")
    if name == "refuses conversations":
        with pytest.raises(ModelFileError, match="refuses this conversation"):
            build(request(messages, history=(1, 2, 3), fresh=1))
        return

    built = build(request(messages, history=(1, 2, 3), fresh=1))

    assert built.history_length == 0
    assert built.ids == build(request(messages)).ids


def test_reasoning_that_a_template_forgets_stays_in_a_history_that_only_grows():
    build = builder(QWEN_3).build
    messages = said("Hi", "Hello", "Bye")
    history = (*build(request(messages[:1])).ids, 1000 + ord("H"), IM_END)

    built = build(request(messages, history=history, fresh=1))

    assert built.ids[: len(history)] == history
    assert text_of(built.ids[len(history) :]).startswith("\n<|im_start|>user\nBye<|im_end|>\n")


def test_a_question_that_is_asked_again_adds_nothing():
    built = builder(CHATML).build(request(said("Hi"), history=(5, 6, 7), fresh=0))

    assert (built.ids, built.history_length) == ((5, 6, 7), 3)


def test_several_unanswered_questions_are_appended_together():
    build = builder(CHATML).build
    messages = (*said("Hi", "Hello", "One"), ChatMessage(role="user", content="Two"))

    prompt = text_of(build(request(messages, history=(1000,), fresh=2)).ids)

    assert re.search(r"user\nOne<\|im_end\|>\n<\|im_start\|>user\nTwo<\|im_end\|>", prompt)


@pytest.mark.parametrize("source", [CHATML, "{{ bos_token }}" + CHATML])
def test_a_prompt_begins_with_the_leading_token_once(source: str):
    ids = builder(source, leading_bos=BOS).build(request(said("Hi"))).ids

    assert ids[0] == BOS
    assert ids.count(BOS) == 1


def test_the_leading_token_is_not_put_into_the_middle():
    built = builder(CHATML, leading_bos=BOS).build(
        request(said("Hi", "Hello", "Bye"), history=(BOS, 1000), fresh=1)
    )

    assert built.ids.count(BOS) == 1


def test_neighbours_of_one_role_are_joined_for_a_template_that_wants_turns():
    messages = (*said("One"), *said("Two"))

    assert text_of(builder(MISTRAL).build(request(messages)).ids) == "<s>[INST]One\n\nTwo[/INST]"


def test_a_system_prompt_moves_into_the_question_where_a_template_knows_none():
    messages = (ChatMessage(role="system", content="Be brief."), *said("Hi"))

    prompt = text_of(builder(MISTRAL).build(request(messages)).ids)

    assert prompt == "<s>[INST]Be brief.\n\nHi[/INST]"


def test_a_text_that_looks_like_the_mark_is_still_read():
    messages = said("Hi", "Hello", "\U0010fffd")

    built = builder(CHATML).build(request(messages, history=(1000,), fresh=1))

    assert "\U0010fffd" in text_of(built.ids)


def test_a_prompt_that_opens_reasoning_says_so():
    assert builder(QWEN_3).build(request(said("Hi"))).rendered_end.endswith("<think>\n")


def test_a_user_who_writes_think_does_not_open_reasoning():
    source = "{% for m in messages %}{{ m.content }}{% endfor %}"

    built = builder(source).build(request(said("say <think>")))

    assert text_of(built.ids) == "say <think>"
    assert not built.rendered_end.endswith("<think>")
