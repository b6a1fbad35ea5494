"""Where sentences end, in English, Korean, Japanese and Chinese."""

import re
from collections.abc import Iterator

_END = re.compile(
    r"""
    [.!?…]+ ["'”\u2019»)\]]* \s+  # with a space after it
    | [。\uff01\uff1f]+ ["”\u2019」』\uff09)]* \s*  # the wide ones need none
    | \n [^\S\n]* \n \s*        # a paragraph
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|etc|cf|No|Fig|Vol|pp|approx|e\.g|i\.e)|\b[A-Z])\.$"
)
_LONGEST_ABBREVIATION = 8


def sentences(text: str) -> Iterator[str]:
    """Cut a text after its sentences; joined, they are the text."""
    begun = 0
    for match in _END.finditer(text):
        if match.end() < len(text) and not _goes_on(text, match):
            yield text[begun : match.end()]
            begun = match.end()
    if begun < len(text):
        yield text[begun:]


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence goes on after what looks like its end."""
    if "\n\n" not in match[0] and text[match.end()].islower():
        return True
    if not match[0].startswith("."):
        return False
    at = match.start() + 1
    return _ABBREVIATION.search(text[max(0, at - _LONGEST_ABBREVIATION) : at]) is not None
