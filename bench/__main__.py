"""Measure every figure that the README quotes: `make bench`, or some: `python bench startup`."""

import asyncio
import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from figure import table

FIGURES = (
    "generation_speed",
    "constrained_speed",
    "second_turn",
    "prefix_reuse",
    "compaction",
    "reopening",
    "startup",
    "model_files",
    "key_echo",
    "idle_cpu",
    "long_conversation",
    "long_reply",
    "import_speed",
    "chat_list",
    "search",
    "indexing",
    "memory_kills",
    "two_writers",
    "embedder",
    "locomo",
    "cranfield",
    "recall_latency",
    "unrelated",
    "planted_facts",
)


def main() -> None:
    """Print a table; the exit status tells whether every target was met."""
    figures = []
    for name in sys.argv[1:] or FIGURES:
        found = asyncio.run(importlib.import_module(name).measure())
        for figure in found:
            print(f"{figure.what}: {figure.measured}, target {figure.target}", file=sys.stderr)
        figures += found
    print(table(figures))
    sys.exit(0 if all(figure.met for figure in figures) else 1)


main()
