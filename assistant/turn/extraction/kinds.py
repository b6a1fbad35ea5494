"""Which kind of memory a sentence makes. Pure."""

import re

from assistant_memory.values import Kind

_PREFERENCE = re.compile(
    r"\b(?:like|love|enjoy|prefer|hate|dislike|can't stand|cannot stand|favou?rite|rather|adore"
    r"|fond of|fan of|don't eat|don't drink|into)\b"
    r"|좋아|싫어|선호|즐겨|즐깁|최애|사랑|못\s?먹|안\s?먹|취향",
    re.IGNORECASE,
)


def kind_of(words: str, *, is_order: bool, has_day: bool) -> Kind:
    """Return the kind of what somebody tells; a date makes an event of what is no preference."""
    if is_order:
        return "instruction"
    if _PREFERENCE.search(words):
        return "preference"
    return "event" if has_day else "fact"
