"""Characters as people count them, whatever code points they are made of."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.tui.atoms import after, atoms, before, begins, whole

PIECES = st.sampled_from(
    ["한", "글", "a", " ", "é", "e\u0301", "👨\u200d👩\u200d👧", "🇰🇷", "👍🏽", "각", "漢"]
)
LINES = st.lists(PIECES, max_size=12)


@given(LINES)
def test_every_character_is_one_and_none_is_cut(pieces: list[str]) -> None:
    line = "".join(pieces)
    spans = atoms(line)

    assert "".join(line[begin:end] for begin, end in spans) == line
    assert all(begin < end for begin, end in spans)


def test_a_family_an_accent_and_a_syllable_are_one_character_each() -> None:
    family = "👨\u200d👩\u200d👧"
    line = f"한{family}e\u0301!"

    assert [line[begin:end] for begin, end in atoms(line)] == ["한", family, "e\u0301", "!"]


@given(st.text(max_size=20), st.data())
def test_left_and_right_walk_from_end_to_end_over_the_same_places(line: str, data) -> None:
    spans = atoms(line)
    places = [0, *(end for _, end in spans)]

    assert [before(place, spans) for place in places[1:]] == places[:-1]
    assert [after(place, spans) for place in places[:-1]] == places[1:]
    anywhere = data.draw(st.integers(0, len(line)))
    assert whole(anywhere, spans) in places
    assert begins(anywhere, spans) in places
    assert begins(anywhere, spans) <= anywhere


def test_a_placeholder_is_one_character() -> None:
    line = "see [pasted 3 lines #1] now"
    spans = atoms(line, [(4, 23)])

    assert (4, 23) in spans
    assert before(23, spans) == 4
    assert after(4, spans) == 23
    assert whole(6, spans) == 4
    assert whole(20, spans) == 23
