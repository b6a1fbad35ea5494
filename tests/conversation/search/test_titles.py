"""Titles are found by a few of their letters."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.search.titles import TitleMatcher

TITLES = ("letter to bank", "서울 여행 계획", "Glassbox", "regex question", "대한민국 서울", "Café")


def found(typed: str, titles: tuple[str, ...] = TITLES) -> list[str]:
    return [titles[match.index] for match in TitleMatcher(titles).match(typed)]


def marked(typed: str, title: str) -> list[str]:
    (match,) = TitleMatcher([title]).match(typed)
    return [title[start:end] for start, end in match.spans]


def test_nothing_typed_fits_everything_in_its_order():
    assert found("") == list(TITLES)
    assert found("  ") == list(TITLES)


def test_letters_in_their_order_fit():
    assert found("gbx") == ["Glassbox"]
    assert found("xbg") == []
    assert marked("gbx", "Glassbox") == ["G", "b", "x"]


def test_initials_stand_for_syllables():
    assert found("ㅅㅇ") == ["서울 여행 계획", "대한민국 서울"]
    assert marked("ㅅㅇ", "서울 여행") == ["서울"]
    assert found("ㄷㅎㅁㄱ") == ["대한민국 서울"]


def test_a_syllable_that_is_still_being_typed_fits():
    assert found("서우") == ["서울 여행 계획", "대한민국 서울"]
    assert found("서울ㅇ") == ["서울 여행 계획"]


def test_first_letters_of_words_fit():
    assert found("rq") == ["regex question"]
    assert marked("ㅅㅇㄱ", "서울 여행 계획") == ["서", "여", "계"]


def test_better_ways_to_fit_come_first():
    titles = ("abstract model", "a better cat", "tabc", "x abc", "abc", "a b c d e f")
    assert found("abc", titles)[:3] == ["abc", "x abc", "a b c d e f"]


def test_width_case_accents_and_blanks_do_not_count():
    assert found("\uff23\uff21\uff26\uff25") == ["Café"]
    assert marked("cafe", "Café") == ["Café"]
    assert found("서울여행") == ["서울 여행 계획"]


def test_no_more_than_the_limit_come_back():
    assert len(TitleMatcher(["same"] * 10).match("s", limit=3)) == 3


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=5))
def test_nothing_typed_is_an_error_and_spans_are_inside(titles: list[str], typed: str):
    for match in TitleMatcher(titles).match(typed):
        end = 0
        for start, stop in match.spans:
            assert end <= start < stop <= len(titles[match.index])
            end = stop


@given(st.text(st.sampled_from("ab가서울 é-"), min_size=1, max_size=20), st.data())
def test_any_letters_of_a_title_find_it(title: str, data: st.DataObject):
    picked = data.draw(st.lists(st.integers(0, len(title) - 1), unique=True, max_size=6))
    typed = "".join(title[index] for index in sorted(picked))
    assert len(TitleMatcher([title]).match(typed)) == 1
