import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine import ChatMessage, GenerateRequest
from assistant.engine.worker.chat_template import CHATML, PLAIN, ChatTemplate
from assistant.engine.worker.prompt import PromptBuilder
from assistant.engine.worker.special_tokens import SpecialToken
from assistant.errors import ModelFileError
from assistant.settings import Sampling

NAMES = ("<s>", "</s>", "<|im_start|>", "<|im_end|>", "[INST]", "[/INST]", "<think>", "</think>")
SPECIAL = {name: SpecialToken(token, name) for token, name in enumerate(NAMES)}
BOS, EOS, IM_END = 0, 1, 3

LLAMA_3 = (
    "{{ bos_token }}{% for m in messages %}<|im_start|>{{ m.role }}\n\n{{ m.content | trim }}"
    "<|im_end|>{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n\n{% endif %}"
)
MISTRAL = (
    "{{ bos_token }}{% for m in messages %}"
    "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Roles must alternate user/assistant') }}{% endif %}"
    "{% if m.role == 'user' %}[INST]{{ m.content }}[/INST]"
    "{% else %}{{ m.content }}{{ eos_token }}{% endif %}{% endfor %}"
)
UNCLOSED_AT_THE_END = (
    "{% for m in messages %}{{ m.role }}: {{ m.content }}"
    "{% if not loop.last %}{{ eos_token }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ eos_token }}assistant: {% endif %}"
)
QWEN_3 = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if m.role == 'assistant' and loop.last %}<think>{{ m.reasoning_content }}</think>"
    "{% endif %}{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}"
)
REFUSING = (
    "{% if messages[-1].role != 'user' %}{{ raise_exception('last must be user') }}{% endif %}"
)
WELL_BEHAVED = {
    "chatml": CHATML,
    "plain": PLAIN,
    "llama 3": LLAMA_3,
    "mistral": MISTRAL,
    "unclosed at the end": UNCLOSED_AT_THE_END,
}
REWRITING = {
    "marks the last message": (
        "{% for m in messages %}{{ m.content }}{% if loop.last %}(last){% endif %}{% endfor %}"
    ),
    "drops old replies": (
        "{% for m in messages %}{% if loop.last or m.role == 'user' %}{{ m.content }}{% endif %}"
        "{% endfor %}"
    ),
    "says everything twice": "{% for m in messages %}{{ m.content }}{{ m.content }}{% endfor %}",
    "puts the newest first": "{% for m in messages[::-1] %}{{ m.content }};{% endfor %}",
    "refuses conversations": (
        "{% if messages | length > 1 %}{{ raise_exception('one at a time') }}{% endif %}"
        "{{ messages[0].content }}"
    ),
}


def builder(source: str, *, leading_bos: int | None = None) -> PromptBuilder:
    """Builds with one token for each letter."""
    return PromptBuilder(
        template=ChatTemplate(source, bos_text="<s>", eos_text="</s>"),
        special=SPECIAL,
        tokenize=lambda text: [1000 + ord(letter) for letter in text],
        leading_bos=leading_bos,
        ends={EOS: "</s>", IM_END: "<|im_end|>"},
    )


def text_of(ids: tuple[int, ...]) -> str:
    return "".join(NAMES[token] if token < len(NAMES) else chr(token - 1000) for token in ids)


def said(*contents: str) -> tuple[ChatMessage, ...]:
    """Messages of user and assistant in turn."""
    return tuple(
        ChatMessage(role="assistant" if index % 2 else "user", content=content)
        for index, content in enumerate(contents)
    )


def request(
    messages: tuple[ChatMessage, ...],
    *,
    history: tuple[int, ...] = (),
    fresh: int | None = None,
    continues: bool = False,
) -> GenerateRequest:
    return GenerateRequest(
        history=history,
        messages=messages,
        fresh=len(messages) if fresh is None else fresh,
        sampling=Sampling(),
        continues=continues,
    )


def cut(content: str, reasoning: str = "") -> ChatMessage:
    return ChatMessage(role="assistant", content=content, reasoning=reasoning)


words = st.text("ab <|>im_endstarINST[/]\n", min_size=1, max_size=20).map(lambda text: f"x{text}x")


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


@pytest.mark.parametrize("name", REWRITING.keys() - {"refuses conversations"})
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
