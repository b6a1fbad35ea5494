"""A prompt whose last reply goes on: rendered to its last word, whatever the template does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from template_shapes import (
    IM_END,
    QWEN_3,
    REFUSING,
    REWRITING,
    WELL_BEHAVED,
    builder,
    cut,
    request,
    said,
    text_of,
    words,
)

from assistant.engine.worker.chat_template import CHATML


@pytest.mark.parametrize("name", WELL_BEHAVED)
@given(contents=st.tuples(words, words, words, words))
def test_a_reply_that_goes_on_is_left_open_at_its_last_word(
    name: str, contents: tuple[str, str, str, str]
):
    build = builder(WELL_BEHAVED[name]).build
    asked = build(request(said(*contents[:3]))).ids

    going_on = build(request(said(*contents), continues=True)).ids

    space = (1000 + ord(" "),) if name == "plain" else ()
    assert going_on == (*asked, *space, *(1000 + ord(letter) for letter in contents[3]))


@pytest.mark.parametrize("name", sorted(REWRITING.keys() - {"refuses conversations"}))
def test_where_a_template_rewrites_the_past_the_words_follow_what_was_asked(name: str):
    build = builder(REWRITING[name]).build

    prompt = text_of(build(request(said("Hi", "Hel"), continues=True)).ids)

    assert prompt.endswith("Hel")
    assert prompt.startswith("Hi")


def test_a_template_that_refuses_a_last_reply_still_goes_on_with_it():
    prompt = text_of(
        builder(REFUSING + CHATML).build(request(said("Hi", "Hel"), continues=True)).ids
    )

    assert prompt.endswith("<|im_start|>assistant\nHel")


def test_reasoning_that_goes_on_is_left_open_where_the_template_puts_it():
    messages = (*said("Hi"), cut("", "Let me"))

    shown = text_of(builder(QWEN_3).build(request(messages, continues=True)).ids)
    unknown = text_of(builder(CHATML).build(request(messages, continues=True)).ids)

    assert shown.endswith("<|im_start|>assistant\n<think>Let me")
    assert unknown.endswith("<|im_start|>assistant\n<think>\nLet me")


def test_an_answer_that_goes_on_keeps_its_reasoning_closed():
    messages = (*said("Hi"), cut("Hel", "Let me"))

    shown = text_of(builder(QWEN_3).build(request(messages, continues=True)).ids)
    begun = text_of(builder(REFUSING + QWEN_3).build(request(messages, continues=True)).ids)

    assert shown.endswith("assistant\n<think>Let me</think>Hel")
    assert begun.endswith("assistant\n<think>\nLet me\n</think>\n\nHel")


def test_fresh_messages_make_a_reply_that_goes_on_be_rendered_whole():
    messages = said("Hi", "Hel")
    build = builder(CHATML).build

    built = build(request(messages, history=(1000,), fresh=1, continues=True))

    assert built == build(request(messages, continues=True))


def test_a_history_loses_the_end_of_a_reply_that_goes_on():
    history = (1001, 1002, IM_END)
    request_ = request(said("Hi", "Hel"), history=history, fresh=0, continues=True)

    built = builder(CHATML).build(request_)

    assert (built.ids, built.history_length) == ((1001, 1002), 0)
