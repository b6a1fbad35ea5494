"""Models that come in several files: `name-00001-of-00003.gguf` and its fellows."""

import re
from pathlib import Path

from assistant.errors import ModelFileError, NotFoundError
from assistant.locales import _
from assistant.models.wording import one_line

_PART = re.compile(
    r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})(?P<suffix>\.gguf)", re.IGNORECASE
)


def part_paths(path: Path) -> tuple[Path, ...]:
    """All files of the model that starts with this one; a model in one file has one.

    Raises `NotFoundError` when a file is missing and `ModelFileError` for a part but the first.
    """
    match = _PART.fullmatch(path.name)
    if match is None:
        return (path,)
    stem, suffix, count = match["stem"], match["suffix"], int(match["count"])
    if int(match["number"]) != 1:
        first = f"{stem}-00001-of-{match['count']}{suffix}"
        raise ModelFileError(
            _("{file} is a later part of a model. Name its first part, {first}.").format(
                file=one_line(path.name), first=one_line(first)
            )
        )
    others: list[Path] = []
    for number in range(2, count + 1):
        part = path.with_name(f"{stem}-{number:05}-of-{match['count']}{suffix}")
        if not part.is_file():
            raise NotFoundError(
                _(
                    "{file} is the first of {count} parts, and {part} is missing. "
                    "Download it into the same folder."
                ).format(file=one_line(path.name), count=count, part=one_line(part.name))
            )
        others.append(part)
    return (path, *others)


def is_later_part(path: Path) -> bool:
    """Whether the file continues a model that starts in another."""
    match = _PART.fullmatch(path.name)
    return match is not None and int(match["number"]) > 1


def model_stem(path: Path) -> str:
    """The file's name without its ending and without its part number."""
    match = _PART.fullmatch(path.name)
    return match["stem"] if match is not None else path.stem
