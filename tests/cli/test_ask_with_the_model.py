"""`glassbox ask` with the built-in model, as somebody runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared, so that threads are measured once."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def ask(data_folder: Path):
    def run(*arguments: str, piped: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "assistant", "ask", *arguments],
            env={**os.environ, "GLASSBOX_DATA_DIR": str(data_folder), "PYTHONPATH": str(ROOT)},
            input=piped,
            capture_output=True,
            encoding="utf-8",
            timeout=50,
            check=False,
        )

    return run


def test_a_question_gets_an_answer_and_nothing_else(ask):
    asked = ask("--max-tokens", "8", "--stop", "\n", "Say hello.")

    assert asked.returncode == 0
    assert asked.stdout.strip()
    assert asked.stdout.endswith("\n")


def test_the_same_seed_gives_the_same_text_and_another_seed_another(ask):
    def text(seed: str) -> str:
        hot = ("--bare", "--json", "--temperature", "1.5", "--max-tokens", "24", "--seed", seed)
        return json.loads(ask(*hot, "Write a line of poetry.").stdout)["text"]

    assert text("7") == text("7") != text("8")


def test_the_figures_are_those_of_the_model(ask):
    document = json.loads(ask("--json", "--max-tokens", "4", "--seed", "1", "Count.").stdout)

    assert document["model"] == "SmolLM2-135M-Instruct"
    assert document["finish_reason"] == "length"
    assert document["reply_tokens"] == 4
    assert document["prompt_tokens"] > 10
    assert document["prompt_seconds"] > 0
    assert document["tokens_per_second"] > 0
    assert document["seed"] == 1


def test_a_continued_conversation_reads_on_from_where_it_was(ask):
    first = json.loads(ask("--json", "--max-tokens", "8", "My name is Ada.").stdout)
    second = json.loads(ask("-c", "--json", "--max-tokens", "8", "What is my name?").stdout)

    assert second["conversation_id"] == first["conversation_id"]
    assert second["prompt_tokens"] > first["prompt_tokens"] + first["reply_tokens"]


def test_text_longer_than_the_context_is_told_in_one_line(ask):
    asked = ask("--context", "256", "Summarise:", piped="many words " * 2000)

    assert (asked.returncode, asked.stdout) == (1, "")
    assert "256" in asked.stderr
    assert asked.stderr.count("\n") == 1


def test_a_context_that_no_memory_holds_is_told_in_one_line(ask):
    asked = ask("--context", "16000000", "Hello")

    assert (asked.returncode, asked.stdout) == (1, "")
    assert "memory" in asked.stderr
    assert asked.stderr.count("\n") == 1


def test_a_file_that_is_no_model_is_told_in_one_line(ask, tmp_path: Path):
    page = tmp_path / "page.gguf"
    page.write_text("<!DOCTYPE html>")

    asked = ask("-m", str(page), "Hello")

    assert (asked.returncode, asked.stdout) == (1, "")
    assert "page.gguf" in asked.stderr
    assert asked.stderr.count("\n") == 1
