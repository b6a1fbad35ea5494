"""Which language the program speaks."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.locales import LANGUAGES, N_, _, language, ngettext, use_language
from assistant.locales.choice import chosen_language, system_language


@pytest.fixture
def _in_korean() -> Iterator[None]:
    use_language("ko")
    yield
    use_language("en")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko"}, "ko"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": ""}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:ko:en"}, "ko"),
        ({"LANG": "C", "LANGUAGE": "ko"}, "en"),
    ],
)
def test_the_locale_decides_as_it_does_for_gettext(environ: dict[str, str], expected: str) -> None:
    assert system_language(environ) == expected


def test_a_language_that_was_chosen_wins_over_the_locale() -> None:
    assert chosen_language("en", {"LANG": "ko_KR.UTF-8"}) == "en"
    assert chosen_language("system", {"LANG": "ko_KR.UTF-8"}) == "ko"


@given(wanted=st.text(), lang=st.text(), languages=st.text())
def test_whatever_is_set_a_language_that_we_speak_is_chosen(
    wanted: str, lang: str, languages: str
) -> None:
    assert chosen_language(wanted, {"LANG": lang, "LANGUAGE": languages}) in LANGUAGES


@pytest.mark.usefixtures("_in_korean")
def test_a_sentence_is_said_in_the_language_in_use() -> None:
    assert language() == "ko"
    assert _("Send") == "보내기"
    assert N_("Send") == "Send"
    assert ngettext("{count:,} word", "{count:,} words", 2).format(count=2) == "2단어"


@pytest.mark.usefixtures("_in_korean")
def test_what_is_not_translated_is_said_as_it_is() -> None:
    assert _("no such sentence") == "no such sentence"
    assert _("") == ""


def test_the_system_is_asked_anew_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "LC_ALL", "ko_KR.UTF-8")
    use_language("system")

    assert language() == "ko"
