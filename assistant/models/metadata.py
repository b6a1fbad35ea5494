"""The metadata of a GGUF file: keys with numbers, texts, and arrays of them."""

from struct import Struct

from assistant.locales import _
from assistant.models.cursor import Cursor

Scalar = int | float | bool | str
MetadataValue = Scalar | tuple[Scalar, ...]

MAX_KEYS = 16_384
MAX_KEPT_ELEMENTS = 1_024
"""Arrays with more elements, such as vocabularies, are only counted."""

_SCALARS = {
    0: Struct("<B"),
    1: Struct("<b"),
    2: Struct("<H"),
    3: Struct("<h"),
    4: Struct("<I"),
    5: Struct("<i"),
    6: Struct("<f"),
    7: Struct("<?"),
    10: Struct("<Q"),
    11: Struct("<q"),
    12: Struct("<d"),
}
"""By `enum gguf_type`; 8 is a text and 9 an array."""
_TEXT = 8
_ARRAY = 9
_TYPE = Struct("<I")
_COUNT = Struct("<Q")


def read_metadata(cursor: Cursor, count: int) -> tuple[dict[str, MetadataValue], dict[str, int]]:
    """Read `count` keys: their values, and the lengths of the arrays that are too long to keep.

    Raises `ModelFileError` when that is not what the file holds.
    """
    if count > MAX_KEYS:
        raise cursor.damaged(_("claims {count:,} metadata keys").format(count=count))
    values: dict[str, MetadataValue] = {}
    array_lengths: dict[str, int] = {}
    for _index in range(count):
        key = cursor.text()
        if not key or key in values or key in array_lengths:
            what = _("has the metadata key {key!r} twice or without a name")
            raise cursor.damaged(what.format(key=key[:64]))
        kind = cursor.number(_TYPE)
        if kind != _ARRAY:
            values[key] = _read_scalar(cursor, key, kind)
            continue
        kind, length = cursor.number(_TYPE), cursor.number(_COUNT)
        if length > MAX_KEPT_ELEMENTS:
            _skip_array(cursor, key, kind, length)
            array_lengths[key] = length
        else:
            values[key] = tuple(_read_scalar(cursor, key, kind) for _index in range(length))
    return values, array_lengths


def _read_scalar(cursor: Cursor, key: str, kind: int) -> Scalar:
    if kind == _TEXT:
        return cursor.text()
    layout = _layout(cursor, key, kind)
    value: Scalar = layout.unpack(cursor.take(layout.size))[0]
    return value


def _skip_array(cursor: Cursor, key: str, kind: int, length: int) -> None:
    if kind == _TEXT:
        cursor.skip_texts(length)
    else:
        cursor.skip(length * _layout(cursor, key, kind).size)


def _layout(cursor: Cursor, key: str, kind: int) -> Struct:
    # An array of arrays also ends here: llama.cpp refuses it, so nothing is ever nested.
    if kind not in _SCALARS:
        what = _("has metadata of an unknown type, {kind}, under {key!r}")
        raise cursor.damaged(what.format(kind=kind, key=key[:64]))
    return _SCALARS[kind]
