"""The parts of a prompt are told apart to the token, whatever the template does around them."""

from itertools import pairwise

import pytest
from engine_talk import GREEDY, hear
from hypothesis import given
from hypothesis import strategies as st
from template_shapes import REWRITING, WELL_BEHAVED, builder, text_of, words

from assistant.engine import ChatEngine, ChatMessage, GenerateRequest, ModelSource, Segment
from assistant.engine.client import WorkerEngine
from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.engine.worker.chat_template import CHATML

NAMES = ("memories", "passages", "question")
SEGMENTS = st.lists(
    st.builds(Segment, name=st.sampled_from(NAMES), text=words, id=st.sampled_from(["", "a", "b"])),
    min_size=1,
    max_size=4,
)
texts = st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace").decode())


def message(role: str, *segments: Segment) -> ChatMessage:
    content = "".join(segment.text for segment in segments)
    return ChatMessage(role=role, content=content, segments=segments)


def asked(*messages: ChatMessage, history: tuple[int, ...] = (), **changes) -> GenerateRequest:
    fresh = 1 if history else len(messages)
    return GenerateRequest(
        history=history, messages=messages, fresh=fresh, sampling=GREEDY, **changes
    )


@pytest.mark.parametrize("name", WELL_BEHAVED)
@given(segments=SEGMENTS)
def test_parts_that_a_template_keeps_whole_leave_the_prompt_as_it_is(name: str, segments):
    build = builder(WELL_BEHAVED[name]).build
    content = "".join(segment.text for segment in segments)

    whole = build(asked(ChatMessage(role="user", content=content)))
    parted = build(asked(message("user", *segments)))

    assert parted.ids == whole.ids
    assert parted.rendered_end == whole.rendered_end


@pytest.mark.parametrize("name", WELL_BEHAVED)
@given(segments=SEGMENTS)
def test_every_token_is_in_exactly_one_part(name: str, segments):
    built = builder(WELL_BEHAVED[name]).build(asked(message("user", *segments)))

    ends = [0, *(span.end for span in built.spans)]
    assert [(span.start, span.end) for span in built.spans] == list(pairwise(ends))
    assert ends[-1] == len(built.ids)


@pytest.mark.parametrize("name", WELL_BEHAVED)
@given(contents=st.tuples(words, words, words))
def test_each_part_holds_its_words(name: str, contents: tuple[str, str, str]):
    parts = (
        Segment(name="system", text=contents[0]),
        Segment(name="memories", text=contents[1], id="m"),
        Segment(name="question", text=contents[2]),
    )
    messages = (message("system", parts[0]), message("user", *parts[1:]))

    built = builder(WELL_BEHAVED[name]).build(asked(*messages))

    found = [text_of(built.ids[span.start : span.end]) for span in built.spans]
    assert [span.name for span in built.spans] == ["system", "memories", "question"]
    for part, text in zip(parts, found, strict=True):
        assert part.text in text
    templates_own = (text.replace(part.text, "") for part, text in zip(parts, found, strict=True))
    assert not any("assistant" in text for text in (*templates_own,)[:2])


@pytest.mark.parametrize("name", WELL_BEHAVED)
def test_what_follows_a_history_begins_with_its_own_part(name: str):
    build = builder(WELL_BEHAVED[name]).build
    before = (message("user", Segment(name="history", text="One")),)
    reply = message("assistant", Segment(name="history", text="Two"))
    history = (*build(asked(*before)).ids, 1000 + ord("T"))

    question = message("user", Segment(name="question", text="Three"))
    built = build(asked(*before, reply, question, history=history))

    (span,) = built.spans
    assert (span.name, span.start, span.end) == ("question", len(history), len(built.ids))


@pytest.mark.parametrize("name", REWRITING)
def test_a_template_that_reads_more_than_the_words_never_changes_the_prompt(name: str):
    if name == "refuses conversations":
        return
    build = builder(REWRITING[name]).build
    parts = (Segment(name="memories", text="One "), Segment(name="question", text="two"))

    built = build(asked(message("user", *parts)))

    assert built.ids == build(asked(ChatMessage(role="user", content="One two"))).ids


def test_a_template_that_looks_at_the_words_is_read_without_parts():
    source = (
        "{% for m in messages %}{% if m.content == 'One two' %}yes{% else %}no{% endif %}"
        "{% endfor %}"
    )
    parts = (Segment(name="memories", text="One "), Segment(name="question", text="two"))

    built = builder(source).build(asked(message("user", *parts)))

    assert (text_of(built.ids), built.spans) == ("yes", ())


def test_what_a_template_says_of_its_own_first_is_the_systems():
    source = "<|im_start|>system\nBe good.<|im_end|>\n" + CHATML
    parts = (Segment(name="memories", text="One "), Segment(name="question", text="two"))

    built = builder(source).build(asked(message("user", *parts)))

    assert [span.name for span in built.spans] == ["system", "memories", "question"]
    first = built.spans[0]
    own = "<|im_start|>system\nBe good.<|im_end|>\n"
    assert text_of(built.ids[: first.end]) == own


def test_a_prompt_that_is_only_read_ends_with_the_end_of_the_reply_and_can_be_gone_on_from():
    build = builder(CHATML).build
    said = (ChatMessage(role="user", content="One"), ChatMessage(role="assistant", content="Two"))

    read = build(asked(*said, only_reads=True)).ids
    more = (*said, ChatMessage(role="user", content="Three"))
    following = build(asked(*more, history=read)).ids

    assert text_of(read).endswith("assistant\nTwo<|im_end|>")
    assert following == build(asked(*more)).ids


@given(st.lists(st.lists(texts, min_size=1, max_size=3), min_size=1, max_size=4))
def test_segments_that_are_not_the_content_are_refused(contents):
    for parts in contents:
        segments = tuple(Segment(name="question", text=text) for text in parts)
        with pytest.raises(ValueError, match="are not its content"):
            ChatMessage(role="user", content="".join(parts) + "x", segments=segments)


async def prediction_holds(engine: ChatEngine, request: GenerateRequest) -> tuple[int, ...]:
    predicted = await engine.measure(request)
    heard = await hear(engine, request)

    assert predicted.tokens == heard.built.prompt_tokens == heard.finished.prompt_tokens
    assert predicted.spans == heard.built.spans
    assert predicted.history_kept == heard.built.history_kept
    history = request.history if heard.built.history_kept else ()
    ids = history + heard.built.read_tokens + heard.tokens
    pieces = await engine.pieces(heard.built.read_tokens)
    assert len(pieces) == len(heard.built.read_tokens)
    return ids


async def chat(engine: ChatEngine, turns: list[list[str]]) -> None:
    messages: list[ChatMessage] = []
    history: tuple[int, ...] = ()
    for turn in turns:
        segments = [Segment(name=name, text=text) for name, text in zip(NAMES, turn, strict=False)]
        messages.append(message("user", *segments))
        request = asked(*messages, history=history, max_reply_tokens=3)
        history = await prediction_holds(engine, request)
        messages.append(ChatMessage(role="assistant", content="ok"))


@pytest.mark.asyncio(loop_scope="module")
async def test_the_counted_tokens_of_a_prompt_are_those_that_are_read(shared_engine: WorkerEngine):
    for seed in range(12):
        await chat(shared_engine, _example(seed))


async def test_the_scripted_engine_counts_as_it_reads():
    engine = ScriptedEngine([ScriptedReply("Yes, so it is.")])
    await engine.load(ModelSource(path="scripted.gguf"))
    for seed in range(12):
        await chat(engine, _example(seed))


def _example(seed: int) -> list[list[str]]:
    words = ("walks", "부산 ", "<|im_end|>", "\n\n", "x" * 30, "[1] palaces.md\n", "émile 🙂")
    return [
        [words[(seed + turn + part) % len(words)] + "." for part in range(1 + (seed + turn) % 3)]
        for turn in range(1 + seed % 3)
    ]
