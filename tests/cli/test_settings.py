"""`glassbox settings`: read and change the settings without an editor."""

import stat

from assistant.configuration import setting_keys


def test_the_list_has_every_setting_and_tells_who_changed_it(glassbox):
    glassbox("settings", "set", "model.threads", "2")

    listed = glassbox("settings", GLASSBOX_SAMPLING_SEED="5").out

    assert [line.split(" = ")[0] for line in listed.splitlines()] == list(setting_keys())
    assert "sampling.seed = 5   # GLASSBOX_SAMPLING_SEED\n" in listed
    assert f"model.threads = 2   # {glassbox.data_folder / 'settings.toml'}:2\n" in listed


def test_the_json_list_has_ids_values_and_descriptions(glassbox):
    listed = {each["id"]: each for each in glassbox("settings", "list", "--json").document}

    assert listed["model.name"]["value"] == "default"
    assert listed["model.name"]["origin"] == "default"
    assert listed["sampling.top_k"]["description"]


def test_what_is_set_is_got(glassbox):
    for key, typed, printed in [
        ("model.system_prompt", "한 문장으로 답하세요.", "한 문장으로 답하세요."),
        ("sampling.temperature", "0.2", "0.2"),
        ("sampling.stop", '["\\n"]', '["\\n"]'),
        ("interface.show_reasoning", "yes", "true"),
        ("model.threads", "none", "none"),
    ]:
        assert glassbox("settings", "set", key, typed).code == 0
        assert glassbox("settings", "get", key).out == f"{printed}\n"


def test_a_wrong_name_or_value_is_told_and_changes_nothing(glassbox):
    unknown = glassbox("settings", "set", "sampling.topk", "3")
    wrong = glassbox("settings", "set", "sampling.top_k", "many")

    assert unknown.code == wrong.code == 2
    assert "Did you mean sampling.top_k?" in unknown.err
    assert 'must be a whole number, not "many"' in wrong.err
    assert not (glassbox.data_folder / "settings.toml").exists()


def test_setting_what_a_variable_overrides_is_told(glassbox):
    run = glassbox("settings", "set", "sampling.seed", "1", GLASSBOX_SAMPLING_SEED="2")

    assert run.code == 0
    assert "GLASSBOX_SAMPLING_SEED is set and wins" in run.err


def test_a_broken_file_can_be_repaired_by_setting_the_value_again(glassbox):
    glassbox.data_folder.mkdir()
    (glassbox.data_folder / "settings.toml").write_text("[model]\nthreads = 0\n")

    assert glassbox("settings", "get", "model.threads").code == 2
    assert glassbox("settings", "set", "model.threads", "4").code == 0
    assert glassbox("settings", "get", "model.threads").out == "4\n"


def test_the_path_is_printed_and_nothing_is_made(glassbox):
    path = glassbox("settings", "path").out.strip()

    assert path == str(glassbox.data_folder / "settings.toml")
    assert not glassbox.data_folder.exists()


def test_the_file_is_edited_and_then_checked(glassbox, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "[model]\\nthreads = 0\\n" >> "$1"\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)

    run = glassbox("settings", "edit", EDITOR=str(editor), VISUAL="")

    assert run.code == 2
    assert "settings.toml:3: model.threads must be at least 1" in run.err


def test_an_editor_that_does_not_exist_is_told(glassbox):
    run = glassbox("settings", "edit", EDITOR="/no/such/editor", VISUAL="")

    assert run.code == 2
    assert "Set the variable EDITOR" in run.err
    assert run.err.count("\n") == 1
