# ruff: noqa: RUF001 - the punctuation of many scripts
"""Conversations are named after what was said first."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import AttachmentPart, Message, TextPart
from assistant.turn.title_words import TITLE_CELLS, cells, shortened
from assistant.turn.titles import title_of


def title(text: str, *files: str) -> str:
    parts = (*(AttachmentPart(name, "…") for name in files), TextPart(text))
    return title_of(Message("m", "c", None, "user", parts, datetime.now(UTC)))


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("How do I sort a list?", "How do I sort a list?"),
        ("Explain the halting problem. Be brief.", "Explain the halting problem"),
        ("# Plan\n\nWrite a plan.", "Plan"),
        ("- **first** _thing_\n- `second()`", "first _thing_"),
        ("Fix [the file](https://x.test/a) with `foo()`", "Fix the file with foo()"),
        ("Explain e.g. rule 3.5 of chess", "Explain e.g. rule 3.5 of chess"),
        ("“To be or not to be”", "To be or not to be"),
        ("> a quoted line\n> another", "a quoted line"),
        (
            "東京で一番おいしい店を教えてください。予算は千円です。",
            "東京で一番おいしい店を教えてください",
        ),
    ],
)
def test_the_first_sentence_is_the_title_without_its_markdown(said: str, named: str) -> None:
    assert title(said) == named


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("hi, how do I sort a list?", "How do I sort a list?"),
        ("Good morning! Translate this.", "Translate this"),
        (
            "안녕하세요! 서울에서 볼 만한 곳은 어디인가요? 추천해 주세요.",
            "서울에서 볼 만한 곳은 어디인가요?",
        ),
        ("안녕하세요, 질문이 있습니다. 리스트를 어떻게 정렬하나요?", "리스트를 어떻게 정렬하나요?"),
        ("你好，介绍一下北京。", "介绍一下北京"),
        ("highlight the text", "highlight the text"),
        ("안녕하세요", "안녕하세요"),
        ("hello", "hello"),
    ],
)
def test_a_greeting_is_no_title_unless_it_is_all_there_is(said: str, named: str) -> None:
    assert title(said) == named


def test_a_short_opening_leads_to_what_follows() -> None:
    assert title("Please help. My car does not start.") == "Please help. My car does not start"


def test_an_address_is_named_by_its_host() -> None:
    assert title("Summarise https://www.example.com/a/b?c=d") == "Summarise example.com"


def test_code_alone_is_named_by_its_language_and_first_line() -> None:
    assert title("```python\n\ndef main() -> None:\n    pass\n```") == "python: def main() -> None:"
    assert title("```\nls -la\n```") == "ls -la"
    assert title("Fix this:\n```python\nx = 1\n```") == "Fix this"


def test_files_alone_are_named_by_their_names() -> None:
    assert title("", "report.md", "data.csv") == "report.md, data.csv"


def test_a_message_without_anything_has_no_title() -> None:
    assert title(" \n ") == ""


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (
            "The quick brown fox jumps over the lazy dog and sleeps until it is Monday again",
            "The quick brown fox jumps over the lazy dog and sleeps…",
        ),
        (
            "한국어 문장이 아주 길어서 육십 칸을 넘는 경우에는 띄어쓰기 경계에서 자릅니다",
            "한국어 문장이 아주 길어서 육십 칸을 넘는 경우에는…",
        ),
        (
            "오늘은날씨가아주좋아서공원에서산책을하고싶은데어디로가면좋을지추천해주세요",
            "오늘은날씨가아주좋아서공원에서산책을하고싶은데어디로가…",
        ),
    ],
)
def test_a_long_sentence_is_cut_where_a_word_or_a_particle_ends(said: str, named: str) -> None:
    assert shortened(said) == named


@given(st.text())
def test_every_title_is_one_line_that_fits(text: str) -> None:
    named = title(text)

    assert cells(named) <= TITLE_CELLS
    assert "\n" not in named
    assert named == named.strip()


@given(st.text(st.characters(categories=["Ll", "Lo"]), min_size=1))
def test_words_always_give_a_title(text: str) -> None:
    assert title(text)


@given(st.text(alphabet="*-_`>#[]()~:/. \nab", max_size=4_000))
def test_no_markdown_is_too_strange(text: str) -> None:
    assert cells(title(text)) <= TITLE_CELLS
