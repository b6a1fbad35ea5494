"""Data that is measured with and never shipped: its folder is in `GLASSBOX_BENCH_DATA`."""

import json
import os
from pathlib import Path
from typing import Any

from figure import Figure

VARIABLE = "GLASSBOX_BENCH_DATA"


def data_file(*parts: str) -> Path | None:
    """Return a file of the data, `None` if it is not there."""
    folder = os.environ.get(VARIABLE)
    path = Path(folder, *parts) if folder else None
    return path if path is not None and path.is_file() else None


def read_json(path: Path) -> Any:  # noqa: ANN401 - what is in somebody else's file
    """Return what a file holds."""
    return json.loads(path.read_text("utf-8"))


def not_measured(what: str, target: str) -> Figure:
    """Return a figure that tells why there is none."""
    return Figure(
        what=what,
        measured="not measured",
        target=target,
        met=True,
        compared_with=f"set {VARIABLE} to the folder of the data",
    )
