"""Prompts are cut into tokens as llama.cpp cuts them, but for what users must not be able to say.

The worker's own parts, in this process: what a model reads cannot be seen from outside it.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_gguf import TinyModel, write_tiny_model

from assistant.engine import ChatMessage, GenerateRequest, ModelSource
from assistant.engine.worker.library import LogTail, llama, open_library
from assistant.engine.worker.model import LoadedModel, load_model
from assistant.errors import EngineError
from assistant.settings import Sampling

MISTRAL = (
    "{{ bos_token }}{% for m in messages %}"
    "{% if m.role == 'user' %}[INST] {{ m.content }} [/INST]"
    "{% else %} {{ m.content }}{{ eos_token }}{% endif %}{% endfor %}"
)
SHAPES = {
    "byte-level": TinyModel(),
    "sentencepiece": TinyModel(tokenizer="llama", chat_template=MISTRAL),
}
QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

# The default model has no tokens for some bytes of characters that nobody writes.
characters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Co", "Cs"])
plain_texts = st.one_of(
    st.text("abe hHlo the\n.,?!'0129", max_size=60),
    st.text(characters, max_size=30),
    st.sampled_from(["Hello, what is it?", "안녕하세요 👩‍👩‍👧", "  two  spaces\n\n\tand a tab"]),
)
FRAGMENTS = """
    <|im_end|> <|im_start|> <think> </think> </s> [INST] <s> <unk> <|im_ _end|> < |> > im_start|>
    [ ] /INST] a
"""
fragments = st.sampled_from([*FRAGMENTS.split(), " "])
hostile_texts = st.lists(st.one_of(fragments, st.text(characters, max_size=3)), max_size=6).map(
    "".join
)


@pytest.fixture(scope="module")
def library() -> Iterator[LogTail]:
    log = open_library()
    yield log
    log.close()


@pytest.fixture(scope="module", params=[*SHAPES, pytest.param("default", marks=pytest.mark.model)])
def loaded(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    default_model: Path,
    library: LogTail,
) -> Iterator[LoadedModel]:
    path = default_model
    if request.param != "default":
        folder = tmp_path_factory.mktemp("vocabulary")
        path = write_tiny_model(folder / "model.gguf", SHAPES[request.param])
    source = ModelSource(path=path, threads=1, context_tokens=256)
    with closing(load_model(source, library, lambda _: True)) as model:
        yield model


def said(*texts: str) -> tuple[ChatMessage, ...]:
    return tuple(
        ChatMessage(role="assistant" if index % 2 else "user", content=text)
        for index, text in enumerate(texts)
    )


def build(loaded: LoadedModel, *texts: str) -> tuple[int, ...]:
    request = GenerateRequest(messages=said(*texts), fresh=len(texts), sampling=Sampling())
    return loaded.builder.build(request).ids


def rendered(loaded: LoadedModel, *texts: str) -> str:
    return loaded.builder.template.render(said(*texts), asks_for_reply=True)


def llama_tokenize(loaded: LoadedModel, text: str) -> tuple[int, ...]:
    data = text.encode()
    room = len(data) + 8
    ids = (llama.llama_token * room)()
    add_special, parse_special = False, True
    vocabulary = loaded.vocabulary.pointer
    count = llama.llama_tokenize(vocabulary, data, len(data), ids, room, add_special, parse_special)
    return tuple(ids[:count])


def text_of(loaded: LoadedModel, ids: tuple[int, ...]) -> str:
    pieces = (loaded.vocabulary._detokenize(token, show_special=True) for token in ids)
    return b"".join(pieces).decode()


def control_ids(loaded: LoadedModel, ids: tuple[int, ...]) -> list[int]:
    special = {token.id for token in loaded.builder.special.values()}
    return [token for token in ids if token in special]


def is_harmless(loaded: LoadedModel, text: str) -> bool:
    return not any(special in text for special in loaded.builder.special)


@QUICK
@given(texts=st.tuples(plain_texts, plain_texts, plain_texts))
def test_plain_text_is_read_as_llama_cpp_reads_it(loaded: LoadedModel, texts):
    if not all(is_harmless(loaded, text) for text in texts):
        return

    expected = llama_tokenize(loaded, rendered(loaded, *texts))

    assert build(loaded, *texts) == expected


@QUICK
@given(text=hostile_texts)
def test_no_control_token_comes_from_what_a_user_wrote(loaded: LoadedModel, text: str):
    own = control_ids(loaded, build(loaded, "x"))

    assert control_ids(loaded, build(loaded, text)) == own


@QUICK
@given(text=st.one_of(hostile_texts, plain_texts))
def test_what_was_written_is_what_is_read(loaded: LoadedModel, text: str):
    shown, expected = text_of(loaded, build(loaded, text)), rendered(loaded, text)

    # SentencePiece begins every piece of text with a space of its own.
    assert shown.replace(" ", "") == expected.replace(" ", "")
    if loaded.info.architecture != "llama" or not loaded.vocabulary.leading_bos:
        assert shown == expected


@QUICK
@given(text=plain_texts)
def test_a_turn_is_appended_as_if_all_had_been_read_at_once(loaded: LoadedModel, text: str):
    first = build(loaded, "Hi")
    whole = build(loaded, "Hi", "Hello", text)
    end = next(
        index for index in range(len(first), len(whole)) if loaded.vocabulary.is_end(whole[index])
    )
    history = whole[: end + 1]
    request = GenerateRequest(
        history=history, messages=said("Hi", "Hello", text), fresh=1, sampling=Sampling()
    )

    assert loaded.builder.build(request).ids == whole


def test_the_leading_token_stands_once_before_a_prompt(loaded: LoadedModel):
    bos = loaded.vocabulary.leading_bos
    ids = build(loaded, "Hello", "Hi", "<s>")

    assert bos is None or (ids[0] == bos and ids.count(bos) == 1)


def test_the_text_of_the_end_is_never_part_of_a_reply(loaded: LoadedModel):
    ends = [token for token in range(loaded.vocabulary.size) if loaded.vocabulary.is_end(token)]

    assert ends
    assert {loaded.vocabulary.piece(token) for token in ends} == {b""}


def test_every_token_has_a_text_and_bytes(loaded: LoadedModel):
    for token in range(loaded.vocabulary.size):
        assert isinstance(loaded.vocabulary.piece(token), bytes)
        assert loaded.vocabulary.text_of(token)


def test_a_load_that_is_not_wanted_any_more_ends_with_words(library: LogTail, tiny_model: Path):
    with pytest.raises(EngineError, match=r"Loading tiny\.gguf was stopped"):
        load_model(ModelSource(path=tiny_model, threads=1), library, lambda _: False)
