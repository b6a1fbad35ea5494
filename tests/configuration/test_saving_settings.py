"""Changing one setting leaves the rest of the user's file as it was written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.configuration import load_settings
from assistant.configuration.save import save_setting
from assistant.errors import SettingsError, StorageError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def test_a_file_is_made_when_there_is_none(file: Path):
    save_setting(file, "interface.theme", "glassbox-light")

    assert load_settings(file, {}).interface.theme == "glassbox-light"
    assert file.stat().st_mode & 0o077 == 0


def test_comments_and_order_stay(file: Path):
    file.parent.mkdir()
    file.write_text("# mine\n[model] # here\nthreads = 3  # cores\n\n[keys]\nquit = 'q'\n")

    save_setting(file, "model.threads", 4)
    save_setting(file, "model.name", "other")

    assert file.read_text() == (
        "# mine\n[model] # here\nthreads = 4  # cores\nname = \"other\"\n\n[keys]\nquit = 'q'\n"
    )


def test_nothing_removes_a_setting_and_removing_what_is_not_there_changes_nothing(file: Path):
    save_setting(file, "model.threads", 3)
    save_setting(file, "model.threads", None)
    save_setting(file, "sampling.seed", None)

    assert load_settings(file, {}).model.threads is None
    assert "sampling" not in file.read_text()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sampling.stop", ("\n", "끝")),
        ("sampling.logit_bias", {3: float("-inf"), 4: 1.5}),
        ("keys", {"quit": "ctrl+q,f10"}),
        ("sampling.temperature", 0.0),
        ("interface.show_reasoning", True),
    ],
)
def test_what_was_saved_is_what_is_read(file: Path, name: str, value: object):
    save_setting(file, name, value)

    settings: object = load_settings(file, {})
    for part in name.split("."):
        settings = getattr(settings, part)
    assert settings == value


@given(st.text())
def test_any_text_survives_the_file(tmp_path_factory: pytest.TempPathFactory, text: str):
    file = tmp_path_factory.mktemp("any") / "settings.toml"
    try:
        text.encode()
    except UnicodeEncodeError:
        return

    save_setting(file, "model.system_prompt", text)

    assert load_settings(file, {}).model.system_prompt == text


def test_a_wrong_value_changes_nothing(file: Path):
    save_setting(file, "model.threads", 3)
    before = file.read_bytes()

    with pytest.raises(SettingsError, match=r"model\.threads must be at least 1, not 0"):
        save_setting(file, "model.threads", 0)

    assert file.read_bytes() == before


def test_a_file_that_is_not_toml_is_left_alone(file: Path):
    file.parent.mkdir()
    file.write_text("what = = is this\n")

    with pytest.raises(SettingsError, match=r"settings\.toml:1:8: this is not TOML"):
        save_setting(file, "model.threads", 3)

    assert file.read_text() == "what = = is this\n"


def test_a_file_that_somebody_linked_elsewhere_stays_a_link(file: Path, tmp_path: Path):
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    file.parent.mkdir()
    file.symlink_to(real)

    save_setting(file, "model.threads", 3)

    assert file.is_symlink()
    assert load_settings(real, {}).model.threads == 3


def test_a_file_that_cannot_be_written_is_told_in_one_line(tmp_path: Path):
    (tmp_path / "occupied").write_text("")

    with pytest.raises(StorageError, match=r"cannot be written .*--data-dir") as caught:
        save_setting(tmp_path / "occupied" / "settings.toml", "model.threads", 3)

    assert "\n" not in str(caught.value)
