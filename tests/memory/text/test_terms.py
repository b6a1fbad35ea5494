import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant_memory.text import terms_of


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("I was camping by the lakes", "camp lake"),
        ("Café Zürich", "cafe zurich"),
        ("\uff27\uff30\uff35", "gpu"),
        ("서울에서 살아요", "서울"),
        ("김치찌개를 좋아해요", "김치찌개"),
        ("東京に住んでいます", "東京"),
        ("parseHTTPHeader(raw_bytes)", "parse http header raw bytes"),
        ("call parseHTTPHeader", "parsehttpheader"),
        ("on 2023-05-07", "2023"),
    ],
)
def test_a_text_has_the_terms_of_what_it_is_asked_for(said: str, asked: str):
    assert set(terms_of(asked)) <= set(terms_of(said))


def test_a_korean_word_is_the_same_with_any_particle():
    words = {
        next(t for t in terms_of(w) if t[0] == "=") for w in ("부산에서", "부산은", "부산까지")
    }

    assert words == {"=부산"}


def test_terms_keep_the_order_of_the_words_and_lose_none_that_say_little():
    assert terms_of("who are the best players") == ["who", "are", "the", "best", "player"]


@given(st.text())
def test_any_text_has_terms_and_always_the_same(text: str):
    assert terms_of(text) == terms_of(text)


@given(st.text(alphabet="가나다라마 ab", min_size=1), st.text(alphabet="가나다라마 ab", min_size=1))
def test_texts_side_by_side_have_the_terms_of_both(first: str, second: str):
    assert terms_of(f"{first} {second}") == terms_of(first) + terms_of(second)
