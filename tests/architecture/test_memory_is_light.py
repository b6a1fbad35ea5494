"""What memory's plain values load, and what the program that uses it never does."""

import subprocess
import sys

import pytest

HEAVY = {"numpy", "chromadb", "tokenizers", "sqlite3"}


def loaded_by(module: str) -> set[str]:
    code = f"import {module}, sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


@pytest.mark.parametrize("module", ["values", "errors", "outcomes", "erasure.proof"])
def test_values_load_nothing_heavy(module: str):
    assert loaded_by(f"assistant_memory.{module}") & HEAVY == set()


def test_the_program_that_remembers_never_loads_chroma():
    assert loaded_by("assistant_memory.long_term") & {"chromadb", "assistant"} == set()
