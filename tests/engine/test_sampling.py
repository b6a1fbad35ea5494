"""Every sampling option runs, and does what it says, in llama.cpp's own sampler chain."""

import pytest
from engine_talk import hear, request
from tiny_gguf import TinyModel, tiny_vocabulary

from assistant.engine.client import WorkerEngine
from assistant.settings import Sampling

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDS = range(len(tiny_vocabulary(TinyModel())) - 5)
"""The tokens that are text: the last five are control tokens and marks."""
FREE = Sampling(
    seed=7,
    temperature=1.0,
    repeat_penalty=1,
    top_k=0,
    top_p=1,
    min_p=0,
    logit_bias=dict.fromkeys(range(WORDS.stop, WORDS.stop + 5), float("-inf")),
)
"""Every stage off, and a reply that cannot end by itself."""


async def tokens(engine: WorkerEngine, limit: int = 60, **changes: object) -> tuple[int, ...]:
    sampling = Sampling.model_validate(FREE.model_dump() | changes)
    return (await hear(engine, request("Hello", sampling=sampling, limit=limit))).tokens


@pytest.mark.parametrize(
    "changes",
    [
        {"repeat_penalty": 1.3},
        {"repeat_penalty": 0.0},
        {"frequency_penalty": 1.5},
        {"presence_penalty": -1.0},
        {"repeat_penalty": 1.3, "penalty_last_tokens": -1},
        {"repeat_penalty": 1.3, "penalty_last_tokens": 0},
        {"repeat_penalty": 1.3, "penalty_last_tokens": 1_000_000},
        {"dry_multiplier": 0.8},
        {"dry_multiplier": 0.8, "dry_last_tokens": 0},
        {"dry_multiplier": 0.8, "dry_last_tokens": 1_000_000, "dry_sequence_breakers": ()},
        {"dry_multiplier": 0.8, "dry_sequence_breakers": ("", "끝", "a" * 500)},
        {"dry_multiplier": 10, "dry_base": 10, "dry_allowed_length": 1},
        {"top_k": 1},
        {"top_k": 1_000_000},
        {"typical_p": 0.5},
        {"typical_p": 0.0},
        {"top_p": 0.0},
        {"top_p": 0.5},
        {"min_p": 1.0},
        {"xtc_probability": 1.0, "xtc_threshold": 0.0},
        {"xtc_probability": 0.5, "xtc_threshold": 0.01},
        {"temperature": 0.0},
        {"temperature": 10.0},
        {"mirostat": 1},
        {"mirostat": 2},
        {"mirostat": 1, "mirostat_tau": 0.0, "mirostat_eta": 0.0},
        {"mirostat": 2, "mirostat_tau": 100.0, "mirostat_eta": 1.0},
        {"seed": 0},
        {"seed": 4_294_967_294},
        {"logit_bias": {5: 3.5, -1: 1.0, 10**9: 1.0}},
    ],
    ids=str,
)
async def test_every_option_runs_and_repeats_itself(shared_engine: WorkerEngine, changes):
    first = await tokens(shared_engine, **changes)

    assert first
    assert first == await tokens(shared_engine, **changes)


async def test_all_options_work_together(shared_engine: WorkerEngine):
    everything = {
        "repeat_penalty": 1.1,
        "frequency_penalty": 0.2,
        "presence_penalty": 0.2,
        "dry_multiplier": 0.8,
        "top_k": 50,
        "typical_p": 0.9,
        "top_p": 0.9,
        "min_p": 0.01,
        "xtc_probability": 0.2,
    }
    assert len(await tokens(shared_engine, **everything)) == 60


async def test_a_forbidden_token_never_comes(shared_engine: WorkerEngine):
    forbidden = set(await tokens(shared_engine))
    bias = dict.fromkeys(forbidden, float("-inf"))

    said = await tokens(shared_engine, logit_bias=FREE.logit_bias | bias)

    assert not forbidden & set(said)


async def test_a_favoured_token_comes_alone(shared_engine: WorkerEngine):
    said = await tokens(shared_engine, logit_bias=FREE.logit_bias | {65: 1e6})

    assert set(said) == {65}


async def test_zero_temperature_takes_the_likeliest_whatever_the_seed(shared_engine: WorkerEngine):
    said = await tokens(shared_engine, temperature=0)

    assert said == await tokens(shared_engine, temperature=0, seed=99)
    assert said == await tokens(shared_engine, top_k=1)


async def test_presence_penalty_keeps_tokens_from_coming_back(shared_engine: WorkerEngine):
    bias = FREE.logit_bias | dict.fromkeys((65, 66, 67), 50.0)
    freely = await tokens(shared_engine, logit_bias=bias, limit=30)

    said = await tokens(
        shared_engine,
        logit_bias=bias,
        presence_penalty=2,
        frequency_penalty=2,
        penalty_last_tokens=-1,
        limit=30,
    )

    assert set(freely) <= {65, 66, 67}
    assert max(said.count(token) for token in (65, 66, 67)) < max(map(freely.count, set(freely)))


async def test_dry_breaks_a_loop(shared_engine: WorkerEngine):
    bias = FREE.logit_bias | {65: 40.0}
    looping = await tokens(shared_engine, logit_bias=bias, temperature=0)

    said = await tokens(shared_engine, logit_bias=bias, temperature=0, dry_multiplier=5)

    assert set(looping) == {65}
    assert len(set(said)) > 1


async def test_xtc_takes_the_likeliest_away(shared_engine: WorkerEngine):
    (likeliest,) = await tokens(shared_engine, temperature=0, limit=1)
    certain = {"xtc_probability": 1.0, "xtc_threshold": 0.0}

    said = {(await tokens(shared_engine, limit=1, seed=seed, **certain))[0] for seed in range(20)}

    assert likeliest not in said
