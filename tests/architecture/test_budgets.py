"""Files stay small enough to be read at once."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES = 300
LONGER: dict[str, int] = {}
"""Files that are longer for a while, and how long; they may only shrink."""


def lines_by_file() -> dict[str, int]:
    folders = ("assistant", "memory", "plugins", "bench", "docs", "tests", "stubs")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py*")]
    return {
        str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines())
        for file in files
        if file.suffix in (".py", ".pyi")
    }


def test_no_file_has_more_than_300_lines():
    too_long = {
        name: lines
        for name, lines in lines_by_file().items()
        if lines > LONGER.get(name, MOST_LINES)
    }

    assert too_long == {}


def test_a_file_that_became_short_is_no_exception_any_more():
    lines = lines_by_file()

    assert {name for name in LONGER if lines.get(name, 0) <= MOST_LINES} == set()
