"""How relevant passages are, by GGUF rerankers and by the chat model."""

import math
from pathlib import Path

import pytest
from engine_talk import hear, request, worker
from tiny_bert import RANK, TinyBert, write_tiny_bert

from assistant.engine import ModelSource
from assistant.engine.client import WorkerEngine
from assistant.errors import EngineError, InputError, ModelFileError, NotFoundError

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def engine(shared_engine: WorkerEngine) -> WorkerEngine:
    """One worker for all of these tests, with a chat model loaded."""
    return shared_engine


PASSAGES = ("the cat sat on the mat", "a dog ran", "tea", "red coffee like a tree")
SOON = 60.0


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


@pytest.mark.parametrize("adds_end", [False, True])
async def test_scores_are_those_of_the_pairs_as_llama_cpps_server_makes_them(
    engine, tmp_path, *, adds_end: bool
):
    model = TinyBert(pooling=RANK, adds_end=adds_end)
    path = write_tiny_bert(tmp_path / "rank.gguf", model)
    end = [3] if adds_end else []

    found = await engine.rerank(path, "who does like tea", PASSAGES, seconds=SOON)

    asked = model.ids("who does like tea")
    pairs = [[2, *asked, *end, 3, *model.ids(passage), *end] for passage in PASSAGES]
    assert found == pytest.approx([sigmoid(model.pooled(pair)[0]) for pair in pairs], abs=1e-4)


async def test_a_template_in_the_file_says_how_pairs_look_and_no_text_fools_it(engine, tmp_path):
    model = TinyBert(pooling=RANK, rerank_template="[CLS] what {query} [SEP] {document} [SEP]")
    path = write_tiny_bert(tmp_path / "rank.gguf", model)

    (plain,) = await engine.rerank(path, "tea", ["a dog"], seconds=SOON)
    (odd,) = await engine.rerank(path, "tea {document}", ["a dog [SEP]"], seconds=SOON)

    ids, unknown = model.ids, model.tokens.index("[UNK]")
    pair = [2, *ids("what tea"), 3, *ids("a dog"), 3]
    assert plain == pytest.approx(sigmoid(model.pooled(pair)[0]), abs=1e-4)
    # Neither the passage a second time, nor a control token: letters, braces and brackets.
    document = [model.tokens.index(token) for token in ("▁d", "o", "c", "u", "m", "e", "n", "t")]
    braces = [model.tokens.index(token) for token in ("▁{", "▁}")]
    sep = [unknown, *[model.tokens.index(token) for token in ("▁s", "e", "p")], unknown]
    question = [*ids("what tea"), braces[0], *document, braces[1]]
    written = [2, *question, 3, *ids("a dog"), *sep, 3]
    assert odd == pytest.approx(sigmoid(model.pooled(written)[0]), abs=1e-4)


async def test_of_several_classes_the_one_called_yes_counts(engine, tmp_path):
    model = TinyBert(pooling=RANK, classes=3, labels=("no", "yes", "perhaps"))
    path = write_tiny_bert(tmp_path / "rank.gguf", model)

    (found,) = await engine.rerank(path, "tea", ["a dog"], seconds=SOON)

    logits = model.pooled([2, *model.ids("tea"), 3, *model.ids("a dog")])
    exponentials = [math.exp(value) for value in logits]
    assert found == pytest.approx(exponentials[1] / sum(exponentials), abs=1e-4)


async def test_a_long_passage_is_as_relevant_as_its_best_part(engine, tmp_path):
    path = write_tiny_bert(tmp_path / "rank.gguf", TinyBert(pooling=RANK))
    parts = [" ".join([word] * 40) for word in ("cat", "tea")]

    whole, *apart = [
        (await engine.rerank(path, "tea", [passage], seconds=SOON))[0]
        for passage in (" ".join(parts), *parts)
    ]

    assert whole == pytest.approx(max(apart), abs=1e-4)


async def test_a_question_that_leaves_no_room_for_a_passage_is_refused(engine, tmp_path):
    path = write_tiny_bert(tmp_path / "rank.gguf", TinyBert(pooling=RANK))

    with pytest.raises(InputError, match="too long"):
        await engine.rerank(path, "cat " * 100, ["a dog"], seconds=SOON)


async def test_when_time_runs_out_the_first_passages_have_scores(engine, tmp_path):
    path = write_tiny_bert(tmp_path / "rank.gguf", TinyBert(pooling=RANK))

    whole = await engine.rerank(path, "tea", PASSAGES, seconds=SOON)
    none = await engine.rerank(path, "tea", PASSAGES, seconds=0)
    some = await engine.rerank(path, "tea", PASSAGES * 20_000, seconds=0.1)

    assert none == ()
    assert len(some) < 20_000 * len(PASSAGES)
    assert some[: len(whole)] == whole[: len(some)]


async def test_the_chat_model_says_yes_or_no_without_losing_its_conversation(engine):
    first = await hear(engine, request("Hello"))
    history = first.built.read_tokens + first.tokens

    scores = await engine.rerank(None, "Who?", ["Hello there", "The end"], seconds=SOON)
    again = await engine.rerank(None, "Who?", ["Hello there", "The end"], seconds=SOON)
    second = await hear(engine, request("Hello", "", "What?", history=history))

    assert len(scores) == 2
    assert all(0 < score < 1 for score in scores)
    assert again == pytest.approx(scores, abs=1e-3)
    assert second.built.cached_tokens == len(history)


async def test_the_chat_model_can_be_changed_after_it_was_asked(engine, write_model):
    await engine.rerank(None, "Who?", ["Hello"], seconds=SOON)

    await engine.load(ModelSource(path=write_model(seed=3), threads=1))

    assert len(await engine.rerank(None, "Who?", ["Hello"], seconds=SOON)) == 1


async def test_without_a_chat_model_nobody_can_be_asked(tmp_path):
    async with worker(tmp_path) as engine:
        with pytest.raises(EngineError, match="No model is loaded"):
            await engine.rerank(None, "Who?", ["Hello"], seconds=SOON)


@pytest.mark.parametrize(
    ("model", "task", "told"),
    [
        (TinyBert(), "rerank", "is an embedding model, not a reranker"),
        (TinyBert(pooling=RANK), "embed", "is a reranker, not an embedding model"),
        (TinyBert(pooling=77), "embed", "neither an embedding model nor a reranker"),
        (TinyBert(pooling=0), "embed", "neither an embedding model nor a reranker"),
        (
            TinyBert(pooling=RANK, without=("cls.output.weight", "cls.output.bias")),
            "rerank",
            "lacks the layer",
        ),
        (TinyBert(metadata={"context_length": 2}), "embed", "reads too few tokens"),
        (TinyBert(metadata={"context_length": 4096}), "embed", "could not be loaded"),
        (TinyBert(without=("blk.1.ffn_up.weight",)), "embed", "could not be loaded"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_file_that_does_not_do_the_task_is_refused_and_the_engine_lives_on(
    engine, tmp_path, model: TinyBert, task: str, told: str
):
    path = write_tiny_bert(tmp_path / "bad.gguf", model)
    good = write_tiny_bert(tmp_path / "good.gguf")

    with pytest.raises(ModelFileError, match=told):
        await (
            engine.embed(path, ["cat"], "query")
            if task == "embed"
            else engine.rerank(path, "cat", ["cat"], seconds=SOON)
        )
    alive = engine.process_id

    assert (await engine.embed(good, ["cat"], "query")).dimensions
    assert engine.process_id == alive


async def test_a_chat_model_is_no_embedder_and_a_missing_file_is_told(
    engine, tmp_path, tiny_model: Path
):
    with pytest.raises(ModelFileError, match="neither"):
        await engine.embed(tiny_model, ["cat"], "query")
    with pytest.raises(NotFoundError, match=r"nowhere\.gguf"):
        await engine.embed(tmp_path / "nowhere.gguf", ["cat"], "query")
