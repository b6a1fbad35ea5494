"""Names of files from titles, for every system that they may be carried to."""

import re
import unicodedata
from collections.abc import Callable

_MOST_BYTES = 120
_FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+'
)
"""Controls, what cannot be seen, and what some system does not allow."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def safe_stem(title: str) -> str:
    """A title as a file's name without its suffix; `conversation` when nothing is left of it."""
    plain = unicodedata.normalize("NFC", title.encode("utf-8", "replace").decode("utf-8"))
    words = " ".join(_FORBIDDEN.sub(" ", plain).split()).strip(". ")
    cut = words.encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore").rstrip(". ")
    if _RESERVED.fullmatch(cut):
        cut = f"_{cut}"
    return cut or "conversation"


def unique_name(
    title: str, conversation_id: str, suffix: str, is_taken: Callable[[str], bool]
) -> str:
    """A file's name that is not taken yet, by whatever `is_taken` tells of its folded form.

    The id tells apart what has one title, so that names stay the same from export to export.
    """
    stem = safe_stem(title)
    for name in (f"{stem}{suffix}", f"{stem} {safe_stem(conversation_id)[:8]}{suffix}"):
        if not is_taken(name.casefold()):
            return name
    return f"{stem} {safe_stem(conversation_id)}{suffix}"
