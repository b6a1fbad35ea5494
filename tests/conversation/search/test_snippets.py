"""A snippet shows the place where what was searched for is, and marks exactly that."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.search.folding import fold
from assistant.conversation.search.query import parse_query
from assistant.conversation.search.snippet import SNIPPET_CHARACTERS, Snippet, snippet
from assistant.conversation.search.terms import Term

ALPHABET = "가나서울에 ab cde\n\t 日本é.,ﬁ\uff11ㅋ🎉\u0301\u200d"
texts = st.text(st.sampled_from(ALPHABET), max_size=400)


def marked(text: str, typed: str, length: int = SNIPPET_CHARACTERS) -> list[str]:
    return cut_out(snippet(text, parse_query(typed).words, length))


def cut_out(found: Snippet) -> list[str]:
    return [found.text[start:end] for start, end in found.highlights]


def test_a_particle_is_not_marked():
    found = snippet("서울에서 하루 동안", (Term(("서울",)),))

    assert found == Snippet("서울에서 하루 동안", ((0, 2),))


def test_what_was_typed_is_marked_as_it_was_written():
    assert marked("The PALACES of Café \uff27\uff30\uff34모델", "pala cafe gpt모") == [
        "PALA",
        "Café",
        "\uff27\uff30\uff34모",
    ]
    assert marked("\u1109\u1165\u110b\u116e\u11af 서", "서울") == ["\u1109\u1165\u110b\u116e\u11af"]


def test_a_phrase_is_marked_as_a_whole_across_signs_and_lines():
    assert marked("at the\n opening -- hours!", '"opening hours"') == ["opening -- hours"]


def test_a_word_inside_another_is_not_marked():
    assert marked("other the", '"the"') == ["the"]
    assert marked("category gory", '"gory"') == ["gory"]


def test_lines_and_blanks_become_single_blanks():
    found = snippet("  one\n\n\ttwo   서울\r\nthree ", parse_query("two 서울").words)

    assert found.text == "one two 서울 three"
    assert cut_out(found) == ["two", "서울"]


def test_the_densest_place_is_shown():
    text = "palace " + "filler words " * 100 + "the palace has opening hours " + "more " * 100

    found = snippet(text, parse_query("palace opening hours").words)

    assert cut_out(found) == ["palace", "opening", "hours"]
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert len(found.text) <= SNIPPET_CHARACTERS + 2


def test_without_words_the_beginning_is_shown():
    found = snippet("long " * 100, ())

    assert found.highlights == ()
    assert found.text.startswith("long long")
    assert found.text.endswith("…")


def test_a_match_far_into_a_huge_text_is_found():
    text = "x " * 40_000 + "서울에서 " + "y " * 1_000_000

    assert marked(text, "서울") == ["서울"]


def test_a_match_across_two_windows_is_found_once():
    for before in range(3_990, 4_010):
        assert marked("x" * (before - 1) + " palace z", "palace") == ["palace"]


def test_a_cut_falls_between_words_not_inside_an_emoji():
    family = "👩\u200d👩\u200d👧"
    found = snippet(family * 100 + "서울" + family * 100, (Term(("서울",)),))

    assert found.text.strip("…").replace(family, "") == "서울"


@given(texts, texts)
def test_highlights_are_in_order_and_inside_and_fold_to_what_was_typed(text: str, typed: str):
    words = parse_query(typed[:8]).words
    found = snippet(text, words, length=60)
    end = 0
    for start, stop in found.highlights:
        assert end <= start < stop <= len(found.text)
        end = stop
    assert "\n" not in found.text
    firsts = {word.runs[0] for word in words}
    for piece in cut_out(found):
        assert any(first[:1] in fold(piece) for first in firsts)


@given(texts)
def test_a_snippet_of_a_short_text_is_all_of_it(text: str):
    found = snippet(text[:60], ())
    assert found.text == " ".join(text[:60].split())
