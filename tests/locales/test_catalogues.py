"""Every sentence of the code is in every catalogue, translated, and compiled as it is written."""

import re
import runpy
import unicodedata
from pathlib import Path
from string import Formatter

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "messages.py"))
FILES = SCRIPT["catalogue_files"]()

by_language = pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[-3])


def messages(file: Path):
    return [message for message in SCRIPT["read"](file) if message.id]


def placeholders(sentence: str) -> set[str]:
    fields = (field for _, field, _, _ in Formatter().parse(sentence) if field is not None)
    return {re.split(r"[.\[]", field)[0] for field in fields}


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def test_there_is_a_catalogue_for_korean() -> None:
    assert [file.parts[-3] for file in FILES] == ["ko"]


@by_language
def test_the_catalogue_holds_the_sentences_of_the_code_and_no_others(file: Path) -> None:
    up_to_date = SCRIPT["updated"](file, SCRIPT["sentences"]())

    assert file.read_text("utf-8") == up_to_date, "`make locales` writes it"


@by_language
def test_what_the_program_reads_is_what_is_written(file: Path) -> None:
    compiled = SCRIPT["compiled"](file)

    assert file.with_suffix(".mo").read_bytes() == compiled, "`make locales` compiles it"


@by_language
def test_every_sentence_is_translated(file: Path) -> None:
    undone = [each.id for each in messages(file) if each.fuzzy or not all(forms(each.string))]

    assert undone == []


@by_language
def test_a_translation_has_the_placeholders_of_its_sentence(file: Path) -> None:
    def fits(message) -> bool:
        wanted = [placeholders(each) for each in forms(message.id)]
        return all(
            set.intersection(*wanted) <= placeholders(each) <= set.union(*wanted)
            for each in forms(message.string)
        )

    assert [message.id for message in messages(file) if not fits(message)] == []


@by_language
def test_a_translation_begins_and_ends_as_its_sentence_does(file: Path) -> None:
    def edges(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    joining = {" or ", " and "}  # their blanks are the language's own
    wrong = [
        message.id
        for message in messages(file)
        if isinstance(message.id, str) and message.id not in joining
        if edges(message.id) != edges(message.string)
    ]

    assert wrong == []


@by_language
def test_hangul_is_written_in_whole_syllables(file: Path) -> None:
    text = file.read_text("utf-8")

    assert unicodedata.normalize("NFC", text) == text


@by_language
def test_the_catalogue_does_not_change_by_itself(file: Path) -> None:
    text = file.read_text("utf-8")

    assert not re.search(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", text)
    assert not re.search(r"^#:.*:\d", text, re.MULTILINE)
