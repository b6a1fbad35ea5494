"""Single values as SQLite keeps them, and back, trusting nothing.

Reading raises one of `MALFORMED` for what this program cannot have written.
"""

import json
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import TypeVar, cast

S = TypeVar("S", bound=str)
T = TypeVar("T")

MALFORMED = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError, struct.error)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TOKEN_BYTES = 4
_DECODER = json.JSONDecoder()


def storable(text: str) -> str:
    """Replace lone surrogates, which are no characters and no encoding can carry, by U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def as_json(value: object) -> str:
    """Compact JSON with its characters as they are, so that it can be searched."""
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def microseconds(time: datetime) -> int:
    """Microseconds since 1970, UTC; `time` must know its zone."""
    return (time - EPOCH) // _MICROSECOND


def packed(ids: Sequence[int]) -> bytes:
    """Token ids as int32, little-endian."""
    return struct.pack(f"<{len(ids)}i", *ids)


def read_text(value: object) -> str:
    """Text, as it is."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def read_optional(read: Callable[[object], T], value: object) -> T | None:
    """`None` for NULL."""
    return None if value is None else read(value)


def read_one_of(names: Sequence[S], value: object) -> S:
    """The one of `names` that `value` is."""
    return names[names.index(value)]


def read_time(value: object) -> datetime:
    """The reverse of `microseconds`, in UTC; a time that every zone can tell."""
    time = EPOCH + read_number(value) * _MICROSECOND
    if not MINYEAR < time.year < MAXYEAR:
        raise ValueError(value)
    return time


def read_number(value: object) -> int:
    """An integer, as it is."""
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def read_seconds(value: object) -> float:
    """A number, as it is."""
    if not isinstance(value, float | int):
        raise TypeError(value)
    return value


def read_packed(value: object) -> tuple[int, ...]:
    """The reverse of `packed`."""
    if not isinstance(value, bytes):
        raise TypeError(value)
    return struct.unpack(f"<{len(value) // _TOKEN_BYTES}i", value)


def read_object(value: object) -> dict[str, object]:
    """A JSON object; its members are not looked into."""
    found = _parsed(read_text(value))
    if not isinstance(found, dict):
        raise TypeError(value)
    return cast("dict[str, object]", found)


def read_array(value: object) -> list[object]:
    """A JSON array; its elements are not looked into."""
    found = _parsed(read_text(value))
    if not isinstance(found, list):
        raise TypeError(value)
    return cast("list[object]", found)


def read_objects(value: object) -> list[Mapping[str, object]]:
    """A JSON array of objects; its elements are not looked into, and fail when they are."""
    return cast("list[Mapping[str, object]]", read_array(value))


def _parsed(text: str) -> object:
    # Half the time of `json.loads`, which forgives blanks: a long branch is mostly this.
    found, end = _DECODER.raw_decode(text)
    if end != len(text):
        raise ValueError(text)
    return found
