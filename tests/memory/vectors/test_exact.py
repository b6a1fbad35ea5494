import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant_memory.ranking import Corpus, Entry
from assistant_memory.vectors.encoding import decode, encode
from assistant_memory.vectors.exact import ExactIndex

DIMENSIONS = 8
STEPS = st.lists(st.tuples(st.sampled_from(["put", "remove"]), st.integers(0, 12)), max_size=60)


def a_vector(number: int) -> np.ndarray:
    vector = np.random.default_rng(number).standard_normal(DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


@given(STEPS, st.integers(0, 8), st.sets(st.integers(0, 12)))
def test_the_closest_that_are_allowed_are_found_whatever_came_and_went(steps, k, allowed):
    corpus, kept = Corpus(DIMENSIONS), {}
    index = ExactIndex(corpus)
    for time, (step, number) in enumerate(steps):
        if step == "put":
            kept[str(number)] = a_vector(100 * number + time)
            corpus.put([Entry(str(number), b"", vector=kept[str(number)])])
        else:
            kept.pop(str(number), None)
            corpus.remove([str(number)])
    question = a_vector(7)

    found = index.search(question, k, lambda each: int(each) in allowed)

    similarities = {key: float(each @ question) for key, each in kept.items()}
    expected = sorted((similarities[key] for key in kept if int(key) in allowed), reverse=True)[:k]
    assert np.allclose([each.similarity for each in found], expected, atol=1e-6)
    assert all(np.isclose(similarities[each.id], each.similarity, atol=1e-6) for each in found)
    assert index.count() == len(kept) == len(set(index.ids()))


@given(st.lists(st.binary(max_size=3 * DIMENSIONS) | st.none(), max_size=8))
def test_only_bytes_that_are_a_vector_are_believed(blobs):
    good = encode(a_vector(1))

    vectors, places = decode([*blobs, good], DIMENSIONS)

    assert places[-1] == len(blobs)
    assert np.allclose(vectors[-1], a_vector(1), atol=1e-3)
    assert np.isfinite(vectors).all()
    assert len(vectors) == len(places)


def test_vectors_that_are_not_finite_become_nothing_to_be_found_by():
    for value in (np.nan, np.inf, 1e9):
        vector = np.full(DIMENSIONS, value, dtype=np.float32)
        with np.errstate(over="ignore"):
            (decoded,), _ = decode([encode(vector)], DIMENSIONS)
        assert not decoded.any()


def test_too_long_or_damaged_vectors_are_not_believed():
    long = np.full(DIMENSIONS, 3, dtype="<f2").tobytes()
    nan = np.full(DIMENSIONS, np.nan, dtype="<f2").tobytes()

    assert decode([long, nan, None, b"odd", b""], DIMENSIONS)[1] == []
