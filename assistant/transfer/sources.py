"""What an export is read from: a JSON file, or those in a zip archive, as streams of bytes."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from assistant.errors import InputError, NotFoundError
from assistant.locales import _

MOST_GROWTH = 100
"""A zip archive may unpack to so many times its size; conversations grow about tenfold."""
FREE_GROWTH_BYTES = 64 * 1024 * 1024
"""However small an archive is, it may unpack to so much."""

_ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,  # a method of compression that Python does not know
    RuntimeError,  # it is encrypted
    ValueError,  # its directory points outside the file
)


@dataclass(slots=True)
class Budget:
    """Bytes that may still be unpacked."""

    left: int


@dataclass(slots=True)
class Source:
    """One JSON text."""

    name: str
    bytes_total: int
    archive: zipfile.ZipFile | None = None
    member: zipfile.ZipInfo | None = None
    budget: Budget = field(default_factory=lambda: Budget(0))
    bytes_done: int = 0
    trouble: str = ""
    """Why it ended early; empty when it did not."""
    stream: IO[bytes] | None = None

    def read(self, count: int) -> bytes:
        """Return up to `count` bytes; none at the end, or where the archive is broken."""
        try:
            data = self._opened().read(count)
        except _BROKEN_ARCHIVE as error:
            self.trouble = _("{name} cannot be read further: {error}").format(
                name=self.name, error=error
            )
            return b""
        self.bytes_done += len(data)
        if self.archive is not None:
            self.budget.left -= len(data)
            if self.budget.left < 0:
                self.trouble = _(
                    "{name} unpacks to more than {times} times the archive's size, "
                    "which no export does"
                ).format(name=self.name, times=MOST_GROWTH)
                return b""
        return data

    def _opened(self) -> IO[bytes]:
        if self.stream is None:
            assert self.archive is not None
            assert self.member is not None
            self.stream = self.archive.open(self.member)
        return self.stream


@contextmanager
def open_sources(path: Path) -> Generator[Sequence[Source], None, None]:
    """Open an export; which of them is one, its content says.

    Raises `NotFoundError`, or `InputError` for a file that cannot be read at all.
    """
    file, size = _opened(path)
    with file:
        beginning = file.peek(4)[:4]
        if beginning not in _ZIP_BEGINNINGS:
            yield [Source(path.name, size, stream=file)]
            return
        with _archive(file, path) as archive:
            yield _members(archive, path, Budget(max(FREE_GROWTH_BYTES, MOST_GROWTH * size)))


def _opened(path: Path) -> tuple[io.BufferedReader, int]:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise InputError(
                _("{path} is no file. Name the file or the archive of the export.").format(
                    path=path
                )
            )
        return path.open("rb"), size
    except FileNotFoundError as error:
        raise NotFoundError(_("There is no file {path}.").format(path=path)) from error
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise InputError(
            _("{path} cannot be read ({reason}).").format(path=path, reason=reason)
        ) from error


def _archive(file: IO[bytes], path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except _BROKEN_ARCHIVE as error:
        raise InputError(
            _("{name} is a damaged zip archive ({error}). Download the export again.").format(
                name=path.name, error=error
            )
        ) from error


def _members(archive: zipfile.ZipFile, path: Path, budget: Budget) -> list[Source]:
    found = [each for each in archive.infolist() if each.filename.endswith(".json")]
    # Beside the conversations lie files about the user, feedback and projects.
    named = [each for each in found if PurePosixPath(each.filename).name.startswith("conversation")]
    if not found:
        raise InputError(
            _("{name} holds no JSON file. Choose the archive as it was downloaded.").format(
                name=path.name
            )
        )
    return [
        Source(each.filename, each.file_size, archive, each, budget)
        for each in sorted(named or found, key=lambda each: each.filename)
    ]
