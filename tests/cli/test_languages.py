"""The command line in Korean: chosen before anything is said, and only where people read."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import click
import pytest

from assistant.cli import language as clicks
from assistant.cli.group import COMMANDS
from assistant.locales import use_language

KOREAN = {"GLASSBOX_INTERFACE_LANGUAGE": "ko"}


def cells(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def test_the_variable_of_the_setting_decides_before_help_is_shown(glassbox):
    helped = glassbox("--help", **KOREAN)

    assert "사용법: glassbox" in helped.out
    assert "대화를 엽니다" in helped.out
    assert "--help        이 도움말을 보여 줍니다." in helped.out
    assert "종료 코드: 0 완료" in helped.out


def test_the_locale_decides_when_nothing_else_does(glassbox):
    assert "사용법:" in glassbox("--help", LC_ALL="ko_KR.UTF-8").out
    assert (
        "Usage:" in glassbox("--help", LC_ALL="ko_KR.UTF-8", GLASSBOX_INTERFACE_LANGUAGE="en").out
    )


def test_the_settings_file_decides_too(glassbox, tmp_path: Path):
    glassbox("settings", "set", "interface.language", "ko")
    assert "사용법:" in glassbox("--help").out

    elsewhere = str(tmp_path / "elsewhere")
    assert "아직 대화가 없습니다" in glassbox("sessions").err
    assert "no conversations yet" in glassbox("--data-dir", elsewhere, "sessions").err


def test_a_settings_file_that_is_wrong_is_told_in_the_language_of_the_locale(glassbox):
    glassbox.data_folder.mkdir()
    (glassbox.data_folder / "settings.toml").write_text("[interface\n")

    told = glassbox("ask", "hi", LC_ALL="ko_KR.UTF-8")

    assert told.code == 2
    assert "TOML 형식이 아닙니다" in told.err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("columns", ["60", "80"])
def test_help_in_korean_fits_the_terminal(glassbox, command: str, columns: str):
    helped = glassbox(command, "--help", COLUMNS=columns, **KOREAN)

    assert "이 도움말을 보여 줍니다." in helped.out
    assert [line for line in helped.out.splitlines() if cells(line) > int(columns)] == []


def test_wrong_usage_is_told_in_one_language(glassbox):
    told = glassbox("ask", "--bogus", **KOREAN)

    assert told.code == 2
    assert told.err.startswith("glassbox: '--bogus' 옵션은 없습니다.")


def test_documents_for_programs_are_the_same_in_every_language(glassbox):
    def documents(**environment: str):
        doctor = glassbox("doctor", "--json", **environment).document
        return [(each["id"], each["group"]) for each in doctor]

    assert documents(**KOREAN) == documents(GLASSBOX_INTERFACE_LANGUAGE="en")
    assert "설정" not in glassbox("settings", "list", "--json", **KOREAN).out


def test_a_finding_is_told_in_korean_to_a_person(glassbox):
    assert "아직" not in glassbox("doctor", **KOREAN).err
    assert "정해진 답을 합니다" in glassbox("doctor", **KOREAN).out


def test_a_conversation_is_shown_with_korean_names(glassbox):
    asked = glassbox("ask", "--json", "안녕하세요")

    shown = glassbox("sessions", "show", asked.document["conversation_id"], **KOREAN)

    assert shown.out.startswith("나:\n안녕하세요")


def test_what_we_translate_for_click_is_what_click_says():
    folder = Path(click.__file__).parent
    source = "\n".join(file.read_text("utf-8") for file in folder.glob("*.py"))

    for sentence in (*clicks.CLICKS_SENTENCES, *clicks.clicks_plural_sentences(1)):
        assert f'"{sentence}"' in source


def test_click_is_taught_once_and_for_all():
    clicks.teach_click()
    use_language("ko")

    assert click.core._("Options") == "옵션"


def test_help_loads_neither_pydantic_nor_the_interface_in_any_language(environment):
    code = (
        "import sys; sys.argv = ['glassbox', '--help']; from assistant.cli import main; main();"
        "print({'pydantic', 'textual', 'rich', 'sqlite3'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, **KOREAN},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "사용법" in ran.stdout
    assert ran.stdout.endswith("set()\n")
