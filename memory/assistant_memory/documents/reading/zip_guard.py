"""Looks at an archive's table of contents before anything of it is unpacked."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from assistant_memory.documents.faults import UnreadableError

_MOST_MEMBERS = 10_000
_MOST_BYTES = 512 * 1024 * 1024
"""Of all members, unpacked."""
_MOST_XML_BYTES = 96 * 1024 * 1024
"""Of one member that is parsed: a tree takes about ten times its text."""
_HIGHEST_RATIO = 200
"""Unpacked to packed; a document's XML reaches 30, deflate can do 1,032."""
_SMALL = 1024 * 1024
"""Below it any ratio is harmless."""
_ENCRYPTED = 0x1


def refuse_bomb(data: bytes) -> None:
    """Raise `UnreadableError` for what unpacks to more than a document holds.

    The sizes may be trusted: `zipfile` reads no more of a member than they say.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise UnreadableError("damaged") from error
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise UnreadableError("encrypted")
    total = sum(member.file_size for member in members)
    is_bomb = (
        len(members) > _MOST_MEMBERS
        or total > _MOST_BYTES
        or any(
            _expands(member.filename, member.file_size, member.compress_size) for member in members
        )
    )
    # Members that overlap count each; what they unpack to is more than the archive can hold.
    if is_bomb or sum(member.compress_size for member in members) > len(data):
        raise UnreadableError("expands")


def _expands(name: str, size: int, packed: int) -> bool:
    if name.endswith((".xml", ".rels")) and size > _MOST_XML_BYTES:
        return True
    return size > _SMALL and size > _HIGHEST_RATIO * max(1, packed)
