"""How long a text is for a model, without one."""

import re

# A CJK character, up to six letters or digits, a run of signs: long words are made of several.
_PIECE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_]{1,6}|(?:[^\w\s]|_)+")


def estimated_tokens(text: str) -> int:
    """Return about as many tokens as the tokenizers of today's models make of a text.

    Never more than it has characters.
    """
    return len(_PIECE.findall(text))
