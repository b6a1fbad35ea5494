"""The documentation says what the program does."""

import re
import runpy
from pathlib import Path

import pytest

from assistant.cli.group import COMMANDS
from assistant.configuration import setting_keys
from assistant.tui.keys import GROUPS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_reference_pages_are_what_the_code_says_now():
    pages = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()

    outdated = [file.name for file, text in pages.items() if file.read_text("utf-8") != text]

    assert outdated == [], "`make docs` writes them"


def test_every_setting_is_described():
    page = text_of("docs/settings.md")

    for name, key in setting_keys().items():
        assert f"`{name}`\n\n{key.description}" in page
        assert key.description
        assert key.variable in page


def test_every_key_is_listed():
    page = text_of("docs/keys.md")

    for group in GROUPS:
        assert all(f"| `{binding.id}` |" in page for binding in group.bindings)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help(command: str):
    assert f"## glassbox {command}\n" in text_of("docs/commands.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path):
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
def test_the_tree_has_a_line_for_each_part_and_for_nothing_else(readme: str):
    tree = re.search(r"```text\n(assistant/.*?)```", text_of(readme), re.DOTALL)[1]
    shown = {line.split()[0].rstrip("/") for line in tree.splitlines() if line.startswith("  ")}
    unmentioned = {"__init__.py", "__main__.py", "__pycache__", "py.typed"}

    there = {entry.name for entry in (ROOT / "assistant").iterdir()} - unmentioned

    assert shown - {"worker"} == there
    for line in tree.splitlines():
        if not line.startswith(" "):
            assert (ROOT / line.split()[0]).exists()


def test_both_readmes_have_the_same_parts_and_commands():
    english, korean = text_of("README.md"), text_of("README.ko.md")

    def shape(text: str) -> tuple[int, list[str]]:
        commands = re.findall(r"^(?:make|pipx|glassbox|CMAKE_ARGS)\b[^#\"\n]*", text, re.MULTILINE)
        return len(re.findall(r"^##+ ", text, re.MULTILINE)), [each.strip() for each in commands]

    assert shape(english) == shape(korean)


def test_make_has_every_verb_that_contributing_names_and_short_recipes():
    makefile = text_of("Makefile")
    verbs = set(re.findall(r"`make ([a-z]+)`", text_of("CONTRIBUTING.md")))

    assert verbs
    assert all(re.search(rf"^{verb}:", makefile, re.MULTILINE) for verb in verbs)
    assert re.search(r"(?:^\t.*\n){4}", makefile, re.MULTILINE) is None


def test_contributing_stays_short():
    assert len(text_of("CONTRIBUTING.md").splitlines()) <= 80


def test_the_changelog_has_a_place_for_what_comes_next():
    assert "\n## [Unreleased]\n" in text_of("CHANGELOG.md")
