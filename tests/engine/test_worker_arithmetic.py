"""The small sums of the worker: chunks of a prompt, shared beginnings, the fastest thread count."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.engine.prefixes import common_prefix
from assistant.engine.worker.cache import (
    REREAD_TOKENS,
    _chunk_length,
    _next_chunk,
)
from assistant.engine.worker.threads import candidates, fastest

ids = st.lists(st.integers(0, 3), max_size=12)


@given(ids, ids, ids)
def test_the_shared_beginning_is_found(shared: list[int], left: list[int], right: list[int]):
    length = common_prefix(shared + left, shared + right)

    assert len(shared) <= length <= len(shared) + min(len(left), len(right))
    assert (shared + left)[:length] == (shared + right)[:length]
    assert (shared + left)[length : length + 1] != (shared + right)[length : length + 1] or (
        length == len(shared + left) == len(shared + right)
    )


@given(
    st.integers(REREAD_TOKENS, 5000), st.lists(st.floats(0, 5), min_size=1), st.integers(32, 2048)
)
def test_chunks_make_up_the_prompt_and_the_last_is_never_a_single_token(
    total: int, seconds: list[float], batch: int
):
    left, chunk, turn = total, 64, 0
    while left:
        count = _chunk_length(left, min(chunk, batch))
        assert 1 < count <= min(left, batch)
        left -= count
        chunk = _next_chunk(count, seconds[turn % len(seconds)])
        turn += 1


@given(st.integers(1, 2048), st.floats(0, 100))
def test_a_chunk_grows_slowly_and_never_vanishes(count: int, seconds: float):
    following = _next_chunk(count, seconds)

    assert 32 <= following <= max(32, 4 * count)


def test_a_slow_machine_gets_chunks_that_still_take_less_than_a_second():
    assert _next_chunk(512, 4.0) == 32
    assert _next_chunk(64, 0.1) == 256


def test_the_fastest_count_wins():
    assert fastest({8: 1.0, 4: 0.5, 2: 0.8}) == 4
    assert fastest({8: 0.4, 4: 0.5}) == 8


def test_a_smaller_count_must_be_clearly_faster():
    assert fastest({8: 1.0, 4: 0.98}) == 8
    assert fastest({8: 1.0, 4: 0.96}) == 4


def test_small_gains_do_not_add_up_to_a_slow_choice():
    assert fastest({8: 1.00, 7: 0.98, 4: 0.965}) == 4


def test_one_count_needs_no_race():
    assert fastest({1: 3.0}) == 1


def test_the_candidates_are_the_largest_first_and_possible():
    counts = candidates()

    assert counts == sorted(set(counts), reverse=True)
    assert min(counts) >= 1
