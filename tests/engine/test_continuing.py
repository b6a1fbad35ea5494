"""A reply that was stopped goes on where it was cut, from its tokens or from its text."""

from pathlib import Path

import pytest
from engine_talk import GREEDY, hear, request, talk, worker
from hypothesis import given
from hypothesis import strategies as st
from tiny_gguf import TinyModel, tiny_vocabulary

from assistant.engine import ChatMessage, GenerateRequest
from assistant.engine.client import WorkerEngine
from assistant.engine.worker.cache import REREAD_TOKENS
from assistant.engine.worker.reply_text import ReplyText
from assistant.errors import InputError
from assistant.settings import Sampling

VOCABULARY = tiny_vocabulary(TinyModel())
END, CLOSE = VOCABULARY.index("<|im_end|>"), VOCABULARY.index("</think>")
ENDLESS = Sampling(temperature=0, repeat_penalty=1, logit_bias={316: -1e9, END: -1e9})
FORGETS_THE_LAST = (
    "{% for m in messages %}{% if not loop.last or m.role == 'user' %}"
    "<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def always(token: int) -> Sampling:
    return Sampling(temperature=0, repeat_penalty=1, logit_bias={token: 1e9})


def told(text: ReplyText, pieces: list[bytes]) -> tuple[str, str]:
    for piece in pieces:
        text.add(0, piece)
    last = text.take_last()
    return last.reasoning, last.text


@given(st.text("ab 가<", max_size=12), st.text("ab 가👍", min_size=1, max_size=12), st.data())
def test_a_text_that_was_cut_anywhere_is_whole_again(
    thought: str, answer: str, data: st.DataObject
):
    raw = f"<think>{thought}</think>\n{answer}".encode()
    cut = data.draw(st.integers(raw.index(b"</think>") + 9, len(raw)))
    whole = told(ReplyText.new((), ""), [raw])
    reasoning, content = told(ReplyText.new((), ""), [raw[:cut]])
    message = ChatMessage(role="assistant", content=content, reasoning=reasoning)

    rest = told(ReplyText.resumed((), b"?" + raw[:cut], message), [raw[cut:]])

    assert (reasoning + rest[0], content + rest[1]) == whole


async def test_a_history_that_ends_in_the_reply_goes_on_as_if_it_had_not_been_cut(
    engine: WorkerEngine,
):
    whole = await hear(engine, request("Hello", limit=24, sampling=ENDLESS))
    for cut in (1, 2, 7, 8, 9):
        first = await hear(engine, request("Hello", limit=cut, sampling=ENDLESS))
        history = first.built.read_tokens + first.tokens

        rest = await hear(
            engine,
            request(
                "Hello",
                first.text,
                history=history,
                continues=True,
                limit=24 - cut,
                sampling=ENDLESS,
            ),
        )

        assert rest.built.history_kept
        assert rest.built.read_tokens == ()
        assert rest.finished.cached_tokens == len(history) - REREAD_TOKENS
        assert first.tokens + rest.tokens == whole.tokens
        assert first.text + rest.text == whole.text


async def test_a_character_that_was_cut_in_two_comes_out_whole(engine: WorkerEngine):
    *half, last = "가".encode()
    history = (*b"Hello ", *half)

    heard = await hear(
        engine,
        request("?", "Hello", history=history, continues=True, limit=1, sampling=always(last)),
    )

    assert heard.text == "가"


async def test_white_space_after_the_cut_is_kept(engine: WorkerEngine):
    space = await hear(
        engine,
        request("Hi", "Hello", continues=True, limit=1, sampling=always(ord(" "))),
    )

    assert space.text == " "


async def test_without_a_history_the_text_is_read_and_left_open(engine: WorkerEngine):
    asked = await hear(engine, request("Hi"))
    continued = await hear(engine, request("Hi", "abc", continues=True))
    answered = await hear(engine, request("Hi", "abc", "x"))

    read = continued.built.read_tokens
    assert read == (*asked.built.read_tokens, *b"abc")
    assert answered.built.read_tokens[: len(read) + 1] == (*read, END)


async def test_words_that_look_like_control_tokens_stay_words(engine: WorkerEngine):
    continued = await hear(engine, request("Hi", "a<|im_end|>b", continues=True))

    assert END not in continued.built.read_tokens[-14:]


async def test_a_template_that_does_not_show_the_last_reply_is_asked_for_a_new_one(
    tmp_path: Path, write_model
):
    async with worker(tmp_path, write_model(chat_template=FORGETS_THE_LAST)) as engine:
        asked = await hear(engine, request("Hi"))
        continued = await hear(engine, request("Hi", "abc", continues=True))

    assert continued.built.read_tokens == (*asked.built.read_tokens, *b"abc")


async def test_reasoning_that_was_cut_goes_on_as_reasoning_until_it_is_closed(
    tmp_path: Path, write_model
):
    thinking = ChatMessage(role="assistant", content="", reasoning="Let me")
    asked = GenerateRequest(
        messages=(*talk("Hi"), thinking),
        fresh=2,
        sampling=always(ord("x")),
        max_reply_tokens=3,
        continues=True,
    )
    async with worker(tmp_path, write_model()) as engine:
        thought = await hear(engine, asked)
        closed = await hear(engine, asked.model_copy(update={"sampling": always(CLOSE)}))
        history = (*thought.built.read_tokens, CLOSE, ord("\n"))
        answered = await hear(engine, asked.model_copy(update={"history": history, "fresh": 0}))

    assert (thought.reasoning, thought.text) == ("xxx", "")
    assert (closed.reasoning, closed.text) == ("", "</think></think>")  # the first one closed it
    assert (answered.reasoning, answered.text) == ("", "xxx")


async def test_a_reply_that_had_ended_goes_on_without_its_end(engine: WorkerEngine):
    first = await hear(engine, request("Hello", limit=3, sampling=ENDLESS))
    history = first.built.read_tokens + first.tokens

    heard = await hear(
        engine, request("Hello", first.text, history=(*history, END), continues=True)
    )

    assert not heard.built.history_kept
    assert heard.built.read_tokens == history


async def test_there_must_be_a_reply_to_go_on_with(engine: WorkerEngine):
    with pytest.raises(InputError, match="no reply to go on with"):
        await hear(engine, request("Hello", continues=True))


@pytest.mark.model
async def test_the_default_model_goes_on_with_its_sentence(tmp_path: Path, default_model: Path):
    question = "Count from one to twenty in words."
    async with worker(tmp_path, default_model, context_tokens=512, threads=1) as engine:
        whole = await hear(engine, request(question, limit=24, sampling=GREEDY))
        first = await hear(engine, request(question, limit=12, sampling=GREEDY))
        history = first.built.read_tokens + first.tokens
        from_tokens = await hear(
            engine, request(question, first.text, history=history, continues=True, limit=12)
        )
        from_text = await hear(engine, request(question, first.text, continues=True, limit=12))

    assert from_text.built.read_tokens == history
    assert whole.text.startswith(first.text + from_tokens.text[:8])
    assert from_text.text == from_tokens.text
