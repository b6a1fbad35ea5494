"""The architecture is written down as contracts, and they hold."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(PYPROJECT)
CONTRACT = "[[tool.importlinter.contracts]]"


def test_the_contracts_hold():
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    checked = subprocess.run(
        [sys.executable, "-c", linter, "--no-cache", "--no-logo"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([".", "memory", "plugins"])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout


def test_every_contract_is_a_sentence_with_its_reason_above_it():
    lines = PYPROJECT.splitlines()

    reasons = [lines[at - 1] for at, line in enumerate(lines) if line == CONTRACT]

    assert len(reasons) == len(PROJECT["tool"]["importlinter"]["contracts"])
    assert all(reason.startswith("# ") for reason in reasons)


def test_the_layers_in_the_contracts_are_those_that_architecture_md_explains():
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each.get("exhaustive"))
    explained = (ROOT / "ARCHITECTURE.md").read_text("utf-8")

    for layer in layers:
        for module in layer.split(" | "):
            assert f"`{module}`" in explained


def test_the_wheel_holds_the_three_packages_the_assets_and_the_licence():
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert wheel == {
        "packages": ["assistant", "memory/assistant_memory", "plugins/assistant_plugins"],
        "force-include": {"assets/embedder": "assistant_memory/assets/embedder"},
    }
    assert PROJECT["project"]["license-files"] == ["LICENSE"]
    for package in wheel["packages"]:
        assert (ROOT / package / "py.typed").exists()


def test_every_rule_that_is_switched_off_says_why():
    ruff = PYPROJECT.partition("[tool.ruff.lint]")[2].partition("[tool.ruff.lint.mccabe]")[0]
    switched_off = [line for line in ruff.splitlines() if line.startswith('    "')]

    assert switched_off
    assert all("  # " in line or line.endswith("[") for line in switched_off)
