"""What was found stands before the question as data, numbered, and never passes for more."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.context import Candidate, nothing_found, offered, without
from assistant.context.given import NO_ROOM, given_segments

candidates = st.lists(
    st.builds(
        Candidate,
        kind=st.sampled_from(["memory", "round", "passage", "document"]),
        id=st.text(max_size=3),
        label=st.text(max_size=10),
        text=st.text("ab \n\r\x85\u2028>[]1:Question", max_size=30),
        place=st.text("ab \n:", max_size=10),
        score=st.none() | st.floats(0, 1),
        is_relevant=st.booleans(),
    ),
    max_size=6,
)
places = st.frozensets(st.integers(0, 5))


@given(candidates, places)
def test_what_is_not_used_has_no_words_and_a_reason(found, dropped):
    given_ = without(offered(found), frozenset(at for at in dropped if at < len(found)))

    assert len(given_) == len(found)
    for each in given_:
        assert each.is_used == (each.reason == "") == bool(each.text)
    assert {at for at, each in enumerate(given_) if each.reason == NO_ROOM} <= dropped


@given(candidates, places)
def test_passages_are_numbered_from_one_in_their_order(found, dropped):
    given_ = without(offered(found), frozenset(at for at in dropped if at < len(found)))
    used = [each for each in given_ if each.is_used and each.kind in ("passage", "document")]

    assert [each.number for each in used] == list(range(1, len(used) + 1))
    assert all(each.text.startswith(f"[{each.number}] ") for each in used)
    assert all(each.text.count(f"[{each.number}] [") == 0 for each in used)


@given(candidates)
def test_every_line_of_foreign_words_is_marked_as_a_quotation(found):
    for each in offered(found):
        if not each.is_used:
            continue
        first, *rest = each.text.removesuffix("\n").split("\n")
        mark = "> " if each.kind in ("passage", "document") else "  "
        assert first.startswith(("- ", "["))
        assert all(line.startswith(mark.rstrip() if mark == "> " else mark) for line in rest)
        assert len(each.text.splitlines()) == 1 + len(rest)


@given(candidates)
def test_each_thing_that_is_used_is_a_part_of_its_own(found):
    given_ = offered(found)
    segments = list(given_segments(given_))
    by_place = {segment.id: segment.text for segment in segments if segment.id}

    assert by_place == {str(at): each.text for at, each in enumerate(given_) if each.is_used}


def test_nothing_stands_before_the_question_when_nothing_is_used():
    memory = Candidate("memory", "1", "", "x", is_relevant=False)

    assert list(given_segments(offered([memory]))) == []


def test_that_nothing_was_found_is_said_without_a_heading():
    text = "".join(segment.text for segment in given_segments(offered([nothing_found()])))

    assert text.startswith("Nothing in the user's documents fits")
