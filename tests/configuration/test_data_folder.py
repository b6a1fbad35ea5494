"""The user chooses where data lives, and a folder that cannot be used is told at once."""

from pathlib import Path

import pytest

from assistant.data_folder import choose_data_folder
from assistant.errors import StorageError


def test_the_option_wins_over_the_variable(tmp_path: Path):
    folder = choose_data_folder(tmp_path / "a", {"GLASSBOX_DATA_DIR": str(tmp_path / "b")})

    assert folder.root == tmp_path / "a"


def test_a_chosen_folder_carries_its_own_settings(tmp_path: Path):
    folder = choose_data_folder(None, {"GLASSBOX_DATA_DIR": str(tmp_path)})

    assert folder.root == tmp_path
    assert folder.settings_file == tmp_path / "settings.toml"


def test_without_a_choice_data_and_settings_live_where_the_system_says(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/config")

    folder = choose_data_folder(None, {"GLASSBOX_DATA_DIR": ""})

    assert folder.root == Path("/data/glassbox")
    assert folder.settings_file == Path("/config/glassbox/settings.toml")


def test_a_path_may_begin_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("HOME", str(tmp_path))

    assert choose_data_folder(Path("~/glass"), {}).root == tmp_path / "glass"


def test_the_home_of_nobody_is_a_folder_like_any_other():
    assert choose_data_folder(Path("~nobody-at-all/x"), {}).root == Path.cwd() / "~nobody-at-all/x"


def test_choosing_creates_nothing(tmp_path: Path):
    choose_data_folder(tmp_path / "new", {})

    assert not (tmp_path / "new").exists()


def test_what_is_created_is_for_its_owner_only(tmp_path: Path):
    folder = choose_data_folder(tmp_path / "deep" / "new", {})

    folder.create()
    folder.create()

    assert folder.models.is_dir()
    assert folder.root.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_told_in_one_line_with_a_remedy(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(
        StorageError, match=r"cannot be written \(.*\)\. Choose another with --data"
    ):
        choose_data_folder(tmp_path / "file" / "data", {}).create()


def test_a_folder_that_cannot_be_written_is_told():
    with pytest.raises(StorageError, match="cannot be written"):
        choose_data_folder(Path("/proc/self"), {}).create()
