"""What `/export` writes, and where."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from assistant.conversation import Conversation, Message
from assistant.errors import InputError, StorageError
from assistant.locales import _
from assistant.transfer import SUFFIXES, ExportFormat, export_conversation, unique_name
from assistant.tui.files import typed_path

_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


@dataclass(frozen=True, slots=True)
class ExportWish:
    """How a conversation is to be written, and into which file or folder."""

    format: ExportFormat
    place: Path


def parse_export(argument: str) -> ExportWish:
    """Read `[markdown|json|html] [PATH]`; without a format, the end of the path's name says it."""
    word, _, rest = argument.strip().partition(" ")
    named: list[ExportFormat] = [each for each in _FORMATS if each == word.lower()]
    if named:
        return ExportWish(named[0], typed_path(rest))
    path = typed_path(argument)
    by_suffix: list[ExportFormat] = [
        each for each in _FORMATS if SUFFIXES[each] == path.suffix.lower()
    ]
    return ExportWish(by_suffix[0] if by_suffix else "markdown", path)


def write_export(wish: ExportWish, conversation: Conversation, messages: Sequence[Message]) -> Path:
    """Write a conversation into a new file, for the user's eyes only, and return its path.

    Raises `InputError` for a file that exists, `StorageError` when the disk refuses.
    """
    branch: Literal["shown", "all"] = "shown" if wish.format == "markdown" else "all"
    text = export_conversation(conversation, messages, wish.format, branch)
    try:
        path = _free_path(wish, conversation) if wish.place.is_dir() else wish.place
        path = path.absolute()
        with suppress(FileExistsError):
            path.parent.mkdir(parents=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with open(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as file:  # noqa: PTH123 - it is open already
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:  # also when interrupted, half a file is of no use
            path.unlink(missing_ok=True)
            raise
    except FileExistsError:
        problem = _("{path} exists already. Name another file.").format(path=wish.place)
        raise InputError(problem) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        problem = _("{path} cannot be written ({why}). Name another place.")
        raise StorageError(problem.format(path=wish.place, why=why)) from error
    return path


def _free_path(wish: ExportWish, conversation: Conversation) -> Path:
    """Return a path in a folder that is named after the title and not taken."""
    taken = {each.name.casefold() for each in wish.place.iterdir()}
    name = unique_name(
        conversation.title, conversation.id, SUFFIXES[wish.format], taken.__contains__
    )
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} {number}{suffix}"
    return wish.place / name
