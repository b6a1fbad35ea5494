"""Reads a hostile file forwards: never past its end, never more memory than is asked for."""

from struct import Struct
from typing import BinaryIO

from assistant.errors import ModelFileError
from assistant.locales import _
from assistant.models.wording import one_line, readable_size

MAX_HEADER_BYTES = 64 << 20
"""The largest headers there are, with 500,000 merges, take a third of this."""
MAX_TEXT_BYTES = 1 << 20
"""Of one text; chat templates, the longest there are, take a twentieth."""
MAX_ALL_TEXTS_BYTES = 8 << 20
MAX_SKIPPED_TEXTS = 2_000_000
"""Of all arrays together: twice the largest vocabulary and its merges, skipped in half a second."""

_WINDOW_BYTES = 1 << 18
_LENGTH = Struct("<Q")


class Cursor:
    """A place in the header of a file, and what can be read from there.

    Every method raises `ModelFileError` when the file does not hold what is read.
    """

    def __init__(self, file: BinaryIO, name: str, file_bytes: int) -> None:
        self.position = 0
        """Bytes from the start of the file."""
        self._file = file
        self._name = name
        self._file_bytes = file_bytes
        self._window = b""
        self._window_start = 0
        self._text_bytes_left = MAX_ALL_TEXTS_BYTES
        self._skipped_texts_left = MAX_SKIPPED_TEXTS

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        start = self.position - self._window_start
        if start < 0 or start + count > len(self._window):
            self._load(self.position, count)
            start = 0
        self.position += count
        return self._window[start : start + count]

    def number(self, layout: Struct) -> int:
        """The next integer of a layout."""
        return int(layout.unpack(self.take(layout.size))[0])

    def text(self) -> str:
        """The next text: its length in 8 bytes, then UTF-8; what is not UTF-8 becomes U+FFFD."""
        length = self.number(_LENGTH)
        if length > MAX_TEXT_BYTES or length > self._text_bytes_left:
            raise self.damaged(_("claims a text of {size}").format(size=readable_size(length)))
        self._text_bytes_left -= length
        return self.take(length).decode(errors="replace")

    def skip(self, count: int) -> None:
        """Go on by `count` bytes without reading them."""
        self._check_room(self.position, count)
        self.position += count

    def skip_texts(self, count: int) -> None:
        """Go on by `count` texts, reading only their lengths."""
        self._check_room(self.position, count * _LENGTH.size)
        if count > self._skipped_texts_left:
            raise self.damaged(_("claims an array of {count:,} texts").format(count=count))
        self._skipped_texts_left -= count
        read_length = _LENGTH.unpack_from
        window, start, offset, last = b"", self.position, 0, -1
        # A vocabulary has hundreds of thousands of texts: only locals, one comparison for each.
        for _index in range(count):
            if offset > last:
                start += offset
                self._load(start, _LENGTH.size)
                window, offset, last = self._window, 0, len(self._window) - _LENGTH.size
            (length,) = read_length(window, offset)
            offset += 8 + length
        self._check_room(start, offset)
        self.position = start + offset

    def damaged(self, what: str) -> ModelFileError:
        """The error of a file whose content makes no sense, from what it says."""
        return ModelFileError(
            _("{file} is damaged: it {what}. Download it again.").format(
                file=one_line(self._name), what=what
            )
        )

    def _load(self, position: int, count: int) -> None:
        self._check_room(position, count)
        self._file.seek(position)
        self._window = self._file.read(max(count, _WINDOW_BYTES))
        self._window_start = position
        if len(self._window) < count:
            raise self._ended()

    def _check_room(self, position: int, count: int) -> None:
        end = position + count
        if end > self._file_bytes:
            raise self._ended()
        if end > MAX_HEADER_BYTES:
            what = _("has a header of more than {size}")
            raise self.damaged(what.format(size=readable_size(MAX_HEADER_BYTES)))

    def _ended(self) -> ModelFileError:
        return ModelFileError(
            _(
                "{file} ends inside its header, after {size}: it is cut short or damaged. "
                "Download it again."
            ).format(file=one_line(self._name), size=readable_size(self._file_bytes))
        )
