import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine import frames
from assistant.engine.frames import (
    LENGTH,
    CountTokens,
    Describe,
    Failure,
    LoadProgress,
    MeasurePrompt,
    ShowTokens,
    Stop,
    TokenCount,
    TokenTexts,
    decode,
    encode,
    failure,
    frame_length,
    read_frame,
)
from assistant.engine.protocol import (
    ChatMessage,
    Finished,
    GenerateRequest,
    ModelInfo,
    ModelSource,
    PromptBuilt,
    PromptMeasured,
    PromptProgress,
    ReplyGrew,
    Segment,
    SegmentSpan,
)
from assistant.engine.retrieval import Embedded, EmbedRequest, Reranked, RerankRequest
from assistant.engine.system import DeviceInfo, EngineSystem
from assistant.engine.value import Value
from assistant.errors import (
    AssistantError,
    EngineDiedError,
    InputError,
    ModelFileError,
    NotFoundError,
    StorageError,
)
from assistant.settings import Sampling

INFO = ModelInfo(
    name="Tiny",
    path=Path("/models/tiny.gguf"),
    architecture="llama",
    quantisation="Q4_K_M",
    file_bytes=2**40,
    parameters=7_000_000_000,
    layers=32,
    context_tokens=8192,
    trained_context_tokens=131_072,
    gpu_layers=0,
    device="CPU",
    placement_reason="CPU: no GPU was found",
    threads=8,
    fingerprint="0123456789abcdef",
)
DEVICE = DeviceInfo(name="CPU", description="A CPU", kind="cpu", free_bytes=1, total_bytes=2**50)
REQUEST = GenerateRequest(
    history=(1, 2),
    messages=(
        ChatMessage(
            role="user",
            content="가 👍\x00\n",
            reasoning="hm",
            segments=(Segment(name="a", text="가 "), Segment(name="b", text="👍\x00\n", id="1")),
        ),
    ),
    fresh=1,
    sampling=Sampling(logit_bias={5: float("-inf"), 6: 1.5}, stop=("\n", "끝")),
    max_reply_tokens=7,
)
SPAN = SegmentSpan(name="memories", id="0", start=0, end=3)
VALUES: tuple[Value, ...] = (
    CountTokens(text="세어 줘"),
    Describe(),
    EmbedRequest(path=Path("/a/b.gguf"), texts=("차", ""), kind="query"),
    Embedded(fingerprint="gguf-0", dimensions=1, vectors=b"\x00\x00\x80\x3f\xff\xff\x7f\x7f"),
    EngineSystem(
        llama_cpp_python_version="0.3.36", gpu_build=False, features="AVX2 = 1", devices=(DEVICE,)
    ),
    Failure(kind="ModelFileError", message="It is damaged."),
    Finished(
        reason="end",
        prompt_tokens=1,
        cached_tokens=0,
        reply_tokens=2,
        prompt_seconds=0.1,
        reply_seconds=0.2,
        seed=2**32 - 2,
    ),
    REQUEST,
    INFO,
    LoadProgress(share=0.5),
    MeasurePrompt(request=REQUEST),
    ModelSource(path=Path("/a/b.gguf"), context_tokens=4096, tuning_file=Path("/t")),
    PromptBuilt(read_tokens=(1, 2, 3), prompt_tokens=3, cached_tokens=0, history_kept=True),
    PromptMeasured(tokens=3, spans=(SPAN,), history_kept=True),
    PromptProgress(done=1, total=3),
    ReplyGrew(tokens=(1,), text="\u2028", reasoning=""),
    ShowTokens(ids=(1, 2)),
    RerankRequest(path=None, question="누구?", passages=("a", "b"), seconds=0.3),
    Reranked(scores=(0.25, 1.0)),
    Stop(),
    TokenCount(tokens=3),
    TokenTexts(texts=("\xea\xb0", "<s>")),
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_every_kind_of_value_arrives_as_it_was_sent(value: Value):
    assert read_frame(io.BytesIO(encode(value)).read) == value


def test_every_kind_that_is_known_is_tried_here():
    assert {type(value).__name__.encode() for value in VALUES} == frames._KINDS.keys()


def test_frames_are_told_apart_without_anything_between_them():
    pipe = io.BytesIO(b"".join(map(encode, VALUES)))

    assert tuple(iter(lambda: read_frame(pipe.read), None)) == VALUES


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_frame_that_is_cut_short_is_the_end_of_the_pipe(value: Value):
    frame = encode(value)

    assert all(read_frame(io.BytesIO(frame[:cut]).read) is None for cut in range(len(frame)))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"Nonsense\n{}",
        b"AssistantError\n{}",
        b"Stop\n",
        b"Stop\n{",
        b'Stop\n{"more": 1}',
        b"LoadProgress\n{}",
        b'LoadProgress\n{"share": "half"}',
        b'Failure\n{"kind": "SystemExit", "message": ""}',
        b"PromptProgress\n\xff\xfe",
    ],
)
def test_nonsense_is_told_as_such(body: bytes):
    with pytest.raises(ValueError, match=r"."):
        decode(body)


@given(st.binary(max_size=80))
def test_noise_is_a_value_or_nonsense_and_nothing_else(noise: bytes):
    try:
        assert isinstance(decode(noise), Value)
    except ValueError:
        return


def test_a_length_that_no_frame_has_is_refused_before_anything_is_read():
    assert frame_length(LENGTH.pack(frames.MAX_FRAME_BYTES)) == frames.MAX_FRAME_BYTES
    with pytest.raises(ValueError, match="too long"):
        frame_length(LENGTH.pack(frames.MAX_FRAME_BYTES + 1))


def test_a_frame_that_would_be_refused_is_not_sent(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(frames, "MAX_FRAME_BYTES", 100)

    with pytest.raises(ValueError, match="too long"):
        encode(ReplyGrew(tokens=(), text="a" * 200))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ModelFileError("x"), ModelFileError),
        (NotFoundError("x"), NotFoundError),
        (InputError("x"), InputError),
        (EngineDiedError("x"), frames.EngineError),
        (StorageError("x"), frames.EngineError),
    ],
)
def test_an_error_is_raised_on_the_other_side_as_its_nearest_kind(
    error: AssistantError, kind: type[AssistantError]
):
    arrived = decode(encode(failure(error))[LENGTH.size :])

    assert isinstance(arrived, Failure)
    assert type(arrived.error()) is kind
    assert str(arrived.error()) == "x"


@given(st.text(st.characters(), max_size=50))
def test_whatever_a_file_says_an_error_is_one_printable_line(words: str):
    arrived = decode(encode(failure(ModelFileError(f"{words}\ud800\x1b[2J\n.")))[LENGTH.size :])

    assert isinstance(arrived, Failure)
    assert len(arrived.message.splitlines()) == 1
    assert "\x1b" not in arrived.message
    assert len(arrived.message) <= 1000
