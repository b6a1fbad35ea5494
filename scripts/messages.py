"""Collects every sentence that is shown, brings the catalogues up to date, and compiles them.

`python scripts/messages.py` does all three; the same code gives the same files, without dates.
What is to be collected: the arguments of `_`, `N_` and `ngettext`, the docstrings that are help
texts of commands, and those that are the manual of the settings.
"""

import ast
import inspect
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PACKAGES = (ROOT / "assistant", ROOT / "memory", ROOT / "plugins")
LOCALES = ROOT / "assistant" / "locales"
HEADER = "# The sentences of Glassbox; `make locales` brings them up to date.\n"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
CHANGING_HEADERS = (
    "Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date",
    "Last-Translator", "Language-Team", "Generated-By",
)  # fmt: skip

Sentence = str | tuple[str, ...]
"""A message id; with its plural when it has one."""


def catalogue_files() -> list[Path]:
    """Return the catalogue of each language that is translated into."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/glassbox.po"))


def sentences() -> Catalog:
    """Return every sentence in the code, and the files it stands in, as an empty catalogue."""
    template = Catalog(charset="utf-8")
    for package in PACKAGES:
        for file in sorted(package.rglob("*.py")):
            for sentence in _in_file(file):
                template.add(sentence, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    return template


def read(file: Path) -> Catalog:
    """Return a catalogue as it is on the disk."""
    with file.open("rb") as stream:
        return read_po(stream, file.parts[-3])


def updated(file: Path, template: Catalog) -> str:
    """Return a catalogue with the sentences of the code: new ones without a translation.

    A sentence that changed keeps the translation of before, marked as fuzzy.
    """
    catalogue = read(file)
    catalogue.update(template, update_creation_date=False)
    catalogue.header_comment = HEADER.rstrip()
    stream = io.BytesIO()
    write_po(stream, catalogue, width=100, include_lineno=False, ignore_obsolete=True)
    lines = stream.getvalue().decode("utf-8").splitlines()
    # Babel marks what looks like a `%d` to it; here every placeholder is in braces.
    kept = (line for line in lines if line not in ("#, python-format", "#, python-brace-format"))
    return "\n".join(_without_what_changes(kept)).rstrip() + "\n"


def compiled(file: Path) -> bytes:
    """Return what the program reads."""
    header, *messages = read(file)
    lines = str(header.string).splitlines(keepends=True)
    header.string = "".join(line for line in lines if not line.startswith(CHANGING_HEADERS))
    stream = io.BytesIO()
    # All that Babel asks of a catalogue here are its messages and its encoding.
    write_mo(stream, cast("Catalog", _Messages([header, *messages])))
    return stream.getvalue()


class _Messages(list[Message]):
    charset = "utf-8"


def _without_what_changes(lines: Iterator[str]) -> Iterator[str]:
    headers = tuple(f'"{name}:' for name in CHANGING_HEADERS)
    yield from (line for line in lines if not line.startswith(headers))


def _in_file(file: Path) -> Iterator[Sentence]:
    text = file.read_bytes()
    for _, found, _, _ in extract("python", io.BytesIO(text), KEYWORDS, options={}):
        # Babel also finds the blanks in `_(" ".join(…))`, which are none.
        if "".join(found).strip():
            yield found
    tree = ast.parse(text)
    if file == ROOT / "assistant" / "settings.py":
        yield from _manual(tree)
    if ROOT / "assistant" / "cli" in file.parents:
        yield from _help_texts(tree)


def _manual(tree: ast.Module) -> Iterator[str]:
    """Yield what stands below each field, as one line."""
    for section in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for field, below in zip(section.body, section.body[1:], strict=False):
            match field, below:
                case ast.AnnAssign(), ast.Expr(ast.Constant(str(description))):
                    yield " ".join(description.split())
                case _:
                    pass


def _help_texts(tree: ast.Module) -> Iterator[str]:
    """Yield the docstring of each function that is decorated as a command."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(map(_is_command, node.decorator_list)):
            yield inspect.cleandoc(ast.get_docstring(node) or "")


def _is_command(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(ast.Attribute(attr="command" | "group")):
            return True
        case _:
            return False


def main() -> int:
    """Write the catalogues."""
    template = sentences()
    for file in catalogue_files():
        file.write_text(updated(file, template), "utf-8")
        file.with_suffix(".mo").write_bytes(compiled(file))
        catalogue = read(file)
        open_ones = [message for message in catalogue if message.id and not _is_done(message)]
        done = len(catalogue) - len(open_ones)
        print(f"{file.relative_to(ROOT)}: {done} of {len(catalogue)} sentences")
    return 0


def _is_done(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms) and not message.fuzzy


if __name__ == "__main__":
    sys.exit(main())
