"""What the program imports is what it installs."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWN = {"assistant", "assistant_memory", "assistant_plugins"}
BROUGHT = {"pydantic_core", "rich"}
"""Parts of pydantic and Textual, in whose interfaces they stand."""


def imported(folder: Path) -> Iterator[str]:
    """The top-level modules that the files of a folder import, anywhere."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def test_every_library_that_is_imported_is_a_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split(r"[<>=!~ \[]", each)[0].lower() for each in project["dependencies"]}
    foreign = {name for part in ("assistant", "memory") for name in imported(ROOT / part)}
    foreign -= OWN | BROUGHT | sys.stdlib_module_names
    owners = packages_distributions()

    missing = {
        name
        for name in foreign
        if not declared & {each.lower().replace("_", "-") for each in owners.get(name, [name])}
    }
    assert missing == set()
