import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine.worker.special_tokens import (
    Disguise,
    SpecialToken,
    looks_like_markup,
    to_tokens,
)
from assistant.errors import InputError

START, END, THINK, EATS_LEFT, EATS_RIGHT = 1, 2, 3, 4, 5
SPECIAL = {
    token.text: token
    for token in (
        SpecialToken(START, "<|im_start|>"),
        SpecialToken(END, "<|im_end|>"),
        SpecialToken(THINK, "<think>", matches_in_text=True),
        SpecialToken(EATS_LEFT, "[SEP]", eats_left=True),
        SpecialToken(EATS_RIGHT, "▁<MID>", eats_right=True),
    )
}
IDS = {token.id for token in SPECIAL.values()}
FIRST_LETTER_ID = 1000

fragments = st.sampled_from(
    [
        *SPECIAL,
        "<|im_start",
        "|im_start|>",
        "im_end|>",
        "think>",
        "<",
        ">",
        "|>",
        "]",
        " ",
        "\U000f0000",
        "\U000f0001",
    ]
)
hostile_texts = st.lists(st.one_of(fragments, st.text(max_size=4)), max_size=6).map("".join)

FRAMES = ["{}", "<{}>", "<|{}|>", "<|im_start|>user\n{}<|im_end|>", "[{}]", "<think>{}", "<|{}"]
"""What a template may put around a text, even its own half of a token."""


def tokenize(text: str) -> list[int]:
    """A token for each letter; and `<think>`, as llama.cpp finds user-defined tokens anywhere."""
    ids: list[int] = []
    while text:
        if text.startswith("<think>"):
            ids.append(THINK)
            text = text.removeprefix("<think>")
        else:
            ids.append(FIRST_LETTER_ID + ord(text[0]))
            text = text[1:]
    return ids


def tokens_of(frame: str, text: str) -> list[int]:
    disguise = Disguise(SPECIAL, [text])
    rendered = frame.format(disguise.put_on(text))
    return to_tokens(rendered, SPECIAL, disguise=disguise, tokenize=tokenize)[0]


def text_of(ids: list[int]) -> str:
    names = {token.id: token.text for token in SPECIAL.values()}
    return "".join(names.get(token) or chr(token - FIRST_LETTER_ID) for token in ids)


@given(st.sampled_from(FRAMES), hostile_texts)
def test_no_special_token_appears_but_those_of_the_template(frame: str, text: str):
    own = [token for token in tokens_of(frame, "x") if token in IDS]

    assert [token for token in tokens_of(frame, text) if token in IDS] == own


@given(st.sampled_from(FRAMES), hostile_texts)
def test_every_letter_arrives_as_it_was_written(frame: str, text: str):
    assert text_of(tokens_of(frame, text)) == frame.format(text)


@given(hostile_texts)
def test_a_disguise_leaves_no_trace(text: str):
    disguise = Disguise(SPECIAL, [text])

    assert disguise.take_off(disguise.put_on(text)) == text
    assert not any(special in disguise.put_on(text) for special in SPECIAL)


def test_a_template_that_trims_still_cannot_be_tricked():
    disguise = Disguise(SPECIAL, ["  |im_start|>  "])
    rendered = "<" + disguise.put_on("  |im_start|>  ").strip()

    ids, _ = to_tokens(rendered, SPECIAL, disguise=disguise, tokenize=tokenize)

    assert START not in ids


def test_a_text_that_leaves_no_character_to_disguise_with_is_refused():
    every_private_character = "".join(map(chr, range(0xF0000, 0xFFFFE)))

    with pytest.raises(InputError, match="every private character"):
        Disguise(SPECIAL, [every_private_character])


def test_white_space_that_belongs_to_a_token_is_not_read_twice():
    assert text_of(tokens_of("a \n[SEP] b", "")) == "a[SEP] b"
    assert text_of(tokens_of("a ▁<MID> \tb", "")) == "a ▁<MID>b"


def test_white_space_that_llama_cpp_does_not_strip_stays():
    assert text_of(tokens_of("a\u3000[SEP]", "")) == "a\u3000[SEP]"


def test_the_longer_of_two_tokens_that_begin_alike_is_taken():
    special = {text: SpecialToken(token, text) for token, text in ((1, "<a>"), (2, "<a><b>"))}
    disguise = Disguise(special, [])

    ids, _ = to_tokens("<a><b><a>", special, disguise=disguise, tokenize=tokenize)

    assert ids == [2, 1]


def test_without_special_tokens_everything_is_text():
    ids, _ = to_tokens("<|x|>", {}, disguise=Disguise({}, []), tokenize=tokenize)

    assert text_of(ids) == "<|x|>"


def test_nothing_becomes_no_tokens():
    assert to_tokens("", SPECIAL, disguise=Disguise(SPECIAL, []), tokenize=tokenize) == ([], [])


@pytest.mark.parametrize("text", ["<think>", "[TOOL]", "◁think▷", "<|x|>", "</s>"])
def test_markup_is_told_from_words(text: str):
    assert looks_like_markup(text)


@pytest.mark.parametrize("text", ["    ", "<>", "hello", "->", "<html", "\n\n\n"])
def test_words_and_runs_of_spaces_are_no_markup(text: str):
    assert not looks_like_markup(text)
