import pytest
from raw_gguf import LLAMA_KEYS, ONE_TENSOR, ONE_TENSOR_DATA, gguf_file, whole_file

from assistant.errors import NotFoundError
from assistant.models import installed_models, locate_model

MODEL = gguf_file(LLAMA_KEYS, [ONE_TENSOR], ONE_TENSOR_DATA)


@pytest.fixture
def models_folder(tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    for name in ("Qwen3-4B-Q4_K_M.gguf", "Qwen3-8B-Q4_K_M.gguf", "Llama-3.2-1B.gguf"):
        (folder / name).write_bytes(MODEL)
    return folder


def test_default_is_the_built_in_model(models_folder):
    assert locate_model("default", models_folder).name == "SmolLM2-135M-Instruct.Q4_1.gguf"


@pytest.mark.parametrize(
    "name", ["Llama-3.2-1B.gguf", "Llama-3.2-1B", "llama-3.2-1b", "llama", "LLAMA-3"]
)
def test_a_file_is_found_by_name_stem_or_beginning_in_any_case(models_folder, name):
    assert locate_model(name, models_folder) == models_folder / "Llama-3.2-1B.gguf"


def test_a_beginning_that_fits_two_files_asks_for_more(models_folder):
    with pytest.raises(NotFoundError, match=r"fits Qwen3-4B-Q4_K_M, Qwen3-8B-Q4_K_M\. Give more"):
        locate_model("qwen3", models_folder)


def test_a_whole_name_wins_over_a_longer_one_that_begins_like_it(models_folder):
    (models_folder / "Qwen3-4B-Q4_K_M-new.gguf").write_bytes(MODEL)

    assert locate_model("qwen3-4b-q4_k_m", models_folder).name == "Qwen3-4B-Q4_K_M.gguf"


def test_a_path_is_taken_as_it_is(models_folder, tmp_path):
    elsewhere = tmp_path / "elsewhere.gguf"
    elsewhere.write_bytes(MODEL)

    assert locate_model(str(elsewhere), models_folder) == elsewhere


def test_a_path_may_start_at_the_home_folder(models_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine.gguf").write_bytes(MODEL)

    assert locate_model("~/mine.gguf", models_folder) == tmp_path / "mine.gguf"


def test_a_file_beside_the_user_is_found_and_its_path_is_absolute(
    models_folder, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.gguf").write_bytes(MODEL)

    assert locate_model("here.gguf", models_folder) == tmp_path / "here.gguf"


def test_a_folder_beside_the_user_does_not_hide_a_model(models_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "llama").mkdir()

    assert locate_model("llama", models_folder).name == "Llama-3.2-1B.gguf"


@pytest.mark.parametrize(
    "name",
    ["mistral", "", "  ", "~nobody/x.gguf", "a\0b", "x" * 5000, "/nowhere/x.gguf", "\x1b[2J"],
)
def test_an_unknown_name_is_answered_with_what_there_is(models_folder, name):
    with pytest.raises(NotFoundError) as caught:
        locate_model(name, models_folder)

    sentence = str(caught.value)
    assert "default, Llama-3.2-1B, Qwen3-4B-Q4_K_M, Qwen3-8B-Q4_K_M" in sentence
    assert str(models_folder) in sentence
    assert "\n" not in sentence
    assert "\x1b" not in sentence


def test_a_models_folder_that_does_not_exist_is_just_empty(tmp_path):
    assert [model.name for model in installed_models(tmp_path / "none")] == ["default"]
    with pytest.raises(NotFoundError, match="Name one of: default; or put"):
        locate_model("mistral", tmp_path / "none")


def test_the_built_in_model_is_listed_first(models_folder):
    models = installed_models(models_folder)

    assert [model.name for model in models] == [
        "default",
        "Llama-3.2-1B",
        "Qwen3-4B-Q4_K_M",
        "Qwen3-8B-Q4_K_M",
    ]
    assert models[0].file_bytes == 98_362_432
    assert not any(model.problem for model in models)


def test_a_model_that_cannot_be_used_is_listed_with_the_reason(models_folder):
    (models_folder / "broken.gguf").write_bytes(MODEL[:-10])
    (models_folder / "page.gguf").write_bytes(b"<!DOCTYPE html>")
    (models_folder / "notes.txt").write_bytes(b"not a model")
    problems = {model.name: model.problem for model in installed_models(models_folder)}

    assert "is cut short" in problems["broken"]
    assert "is a web page" in problems["page"]
    assert "notes" not in problems


def test_a_link_that_leads_nowhere_is_listed_with_the_reason(models_folder):
    (models_folder / "linked.gguf").symlink_to(models_folder / "gone")
    problems = {model.name: model.problem for model in installed_models(models_folder)}

    assert "no model file" in problems["linked"]


def test_a_model_in_parts_is_one_entry_of_all_its_bytes(models_folder):
    for number in (1, 2):
        (models_folder / f"big-0000{number}-of-00002.gguf").write_bytes(whole_file())
    found = {model.name: model for model in installed_models(models_folder)}

    assert found["big"].file_bytes == 2 * len(whole_file())
    assert locate_model("big", models_folder).name == "big-00001-of-00002.gguf"
