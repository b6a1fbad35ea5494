import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine.reasoning import (
    IGNORED,
    MARKER_TOKENS,
    MARKERS,
    ReasoningSplitter,
    Split,
    opens_reasoning,
)

NO_MARKUP = {ord(letter): None for letter in "<>[]◁▷|"}
ALL_MARKERS = [*(marker for pair in MARKERS for marker in pair), *IGNORED]

words = st.lists(
    st.one_of(
        st.sampled_from(ALL_MARKERS),
        st.sampled_from([" ", "\n\n", "\t", "<", "</", "think", ">", "<|", "◁", "Yes"]),
        st.text(max_size=4),
    ),
    max_size=5,
).map("".join)
spaces = st.sampled_from(["", " ", "\n", " \n\n "])
thoughts = st.builds(
    lambda pair, before, thought, after: f"{pair[0]}{before}{thought}{after}{pair[1]}",
    st.sampled_from(MARKERS),
    spaces,
    words,
    spaces,
)
replies = st.lists(st.one_of(words, thoughts, spaces), max_size=4).map("".join)


@st.composite
def pieces(draw: st.DrawFn) -> list[str]:
    """A reply, cut anywhere."""
    text = draw(replies)
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


def split(parts: list[str], closing_marker: str = "") -> Split:
    splitter = ReasoningSplitter(closing_marker)
    told = [*(splitter.feed(part) for part in parts), splitter.finish()]
    return Split("".join(s.answer for s in told), "".join(s.reasoning for s in told))


@given(pieces(), st.sampled_from(["", *(close for _, close in MARKERS)]))
def test_the_cuts_between_pieces_change_nothing(parts: list[str], closing_marker: str):
    assert split(parts, closing_marker) == split(["".join(parts)], closing_marker)


@given(pieces(), st.sampled_from(["", "</think>"]))
def test_what_is_told_is_never_taken_back(parts: list[str], closing_marker: str):
    splitter = ReasoningSplitter(closing_marker)
    answer_began = False
    for part in parts:
        told = splitter.feed(part)
        assert not (answer_began and told.reasoning)
        answer_began = answer_began or bool(told.answer)


@pytest.mark.parametrize(("opening", "closing"), MARKERS)
def test_every_family_of_markers_is_told_from_the_answer(opening: str, closing: str):
    told = split([f"{opening}\nFirst, the sum.\n{closing}\n\nIt is 4."])

    assert told == Split(answer="It is 4.", reasoning="First, the sum.")


@pytest.mark.parametrize(("opening", "closing"), MARKERS)
def test_a_prompt_that_ends_inside_reasoning_makes_the_reply_begin_there(opening, closing):
    closing_marker = opens_reasoning(f"<|im_start|>assistant\n{opening}\n")

    assert split([f"Let me see.{closing}Yes."], closing_marker) == Split("Yes.", "Let me see.")


def test_a_prompt_that_closes_its_reasoning_leaves_the_reply_an_answer():
    assert opens_reasoning("assistant\n<think>\n\n</think>\n\n") == ""


def test_an_answer_that_speaks_of_the_markers_is_left_alone():
    text = "Write `<think>` first.\n\n<think>like this</think>\nThen answer."

    assert split([text]) == Split(answer=text)


def test_an_answer_keeps_its_inner_and_final_white_space():
    assert split(["\n\n  Hello  \n", "\n there \n"]) == Split("Hello  \n\n there \n")


def test_reasoning_that_never_ends_is_still_shown():
    assert split(["<think>One, two", " and <"]) == Split(reasoning="One, two and <")


def test_several_thoughts_before_the_answer_are_all_reasoning():
    assert split(["<think>a</think>\n<thought>b</thought> c"]) == Split("c", "ab")


def test_a_reply_that_only_begins_like_a_marker_is_an_answer():
    assert split(["<thi"]) == Split("<thi")
    assert split(["<thi", "s> is HTML"]) == Split("<this> is HTML")


def test_the_beginning_of_a_marker_is_not_shown_until_it_is_clear():
    splitter = ReasoningSplitter()

    assert splitter.feed("<thin") == Split()
    assert splitter.feed("k>hm") == Split(reasoning="hm")
    assert splitter.feed(" </th") == Split()
    assert splitter.feed("ought> ") == Split(reasoning=" </thought>")
    assert splitter.feed("</think> ") == Split()
    assert splitter.feed("Yes") == Split(answer="Yes")


def test_an_answer_begins_to_show_with_its_first_letter():
    assert ReasoningSplitter().feed("H") == Split("H")


def test_harmony_shows_the_final_channel_alone():
    reply = (
        "<|channel|>analysis<|message|>Easy.<|end|>"
        "<|start|>assistant<|channel|>final<|message|>Four."
    )

    assert split([reply]) == Split("Four.", "Easy.")


def test_every_marker_made_of_control_tokens_reaches_the_splitter():
    """A control token's text is dropped unless it is listed; every `<|…|>` of a marker must be."""
    tokens = {f"<|{name}|>" for name in ("channel", "message", "start", "end")}
    cohere = {
        "<|START_THINKING|>",
        "<|END_THINKING|>",
        "<|START_RESPONSE|>",
        "<|END_RESPONSE|>",
    }

    assert tokens | cohere | {"<think>", "</think>"} <= MARKER_TOKENS


@given(st.sampled_from(MARKERS), words, words, st.data())
def test_a_reply_that_was_cut_goes_on_as_if_it_had_not_been(
    markers: tuple[str, str], thought: str, answer: str, data: st.DataObject
):
    start, close = markers
    thought, answer = (text.translate(NO_MARKUP) for text in (thought, answer))
    text = f"{start}\n{thought}{close}\n{answer}"
    within_markers = {
        *range(1, len(start)),
        *range(len(text))[-len(answer) - len(close) : -len(answer) or None],
    }
    cut = data.draw(st.integers(0, len(text)).filter(lambda place: place not in within_markers))

    before = split([text[:cut]])
    resumed = ReasoningSplitter.resumed(
        f"say <think>: {text[:cut]}", reasoning=before.reasoning, answer=before.answer
    )
    after = [resumed.feed(text[cut:]), resumed.finish()]

    whole = split([text])
    assert before.answer + "".join(part.answer for part in after) == whole.answer
    assert before.reasoning + "".join(part.reasoning for part in after) == whole.reasoning
