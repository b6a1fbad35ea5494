"""What kind of memory a sentence of the user is, by its words; pure."""

import re

from assistant_memory.values import Kind

_INSTRUCTION = re.compile(
    r"^(?:please\s+)?(?:always|never|don't|do not|from now on|in (?:the )?future)\b"
    r"|^(?:항상|언제나|절대|앞으로)\s|(?:해|말아)\s?(?:줘|주세요)[.!]?$",
    re.IGNORECASE,
)
_PREFERENCE = re.compile(
    r"\b(?:i|we)\s+(?:really\s+|also\s+)?(?:prefer|like|love|hate|dislike|enjoy|can't stand)\b"
    r"|\bmy favou?rite\b|\bprefers?\b|좋아(?:하|해|합)|싫어(?:하|해|합)|선호|취향",
    re.IGNORECASE,
)


def kind_of(text: str) -> Kind:
    """Return `instruction` or `preference` when the words say so, else `fact`."""
    if _INSTRUCTION.search(text.strip()):
        return "instruction"
    return "preference" if _PREFERENCE.search(text) else "fact"
