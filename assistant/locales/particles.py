"""Korean particles that follow what is put into a sentence. Pure.

A catalogue writes both forms, `“{text}”을(를)`; which one is right depends on the sound that the
word before ends in. Where its last character does not tell, as after Latin letters, both stay.
"""

import re

_FORMS = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
"""How a catalogue writes a particle: after a consonant, after a vowel."""
_SPLIT = re.compile("(" + "|".join(map(re.escape, _FORMS)) + ")")
_CLOSING = "\"'”\u2019»›)]}`"
_FIRST, _LAST = "가", "힣"
_FINALS = 28
_RIEUL = 8
_DIGIT_FINALS = {
    "0": 21, "1": _RIEUL, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": _RIEUL, "8": _RIEUL, "9": 0,
}  # fmt: skip
"""The final sounds of 영, 일, 이, 삼, 사, 오, 육, 칠, 팔 and 구, numbered as in Unicode."""


class ParticledSentence(str):
    """A sentence that chooses its particles when it is filled in; what is put in stays as it is."""

    __slots__ = ()

    def format(self, *args: object, **fields: object) -> str:
        """Fill in the fields, then choose each particle by what stands before it."""
        filled = ""
        for piece in _SPLIT.split(self):
            forms = _FORMS.get(piece)
            filled += str.format(piece, *args, **fields) if forms is None else _form(filled, piece)
        return filled


def particled(sentence: str) -> str:
    """Return a sentence of a catalogue, such that `format` chooses its particles."""
    return ParticledSentence(sentence) if _SPLIT.search(sentence) else sentence


def _form(before: str, both: str) -> str:
    """Return the form of a particle that suits what stands before it."""
    final = _final_sound(before.rstrip(_CLOSING)[-1:])
    if final is None:
        return both
    after_consonant, after_vowel = _FORMS[both]
    is_vowel = final == 0 or (both == "(으)로" and final == _RIEUL)
    return after_vowel if is_vowel else after_consonant


def _final_sound(character: str) -> int | None:
    """Return the number of the consonant that a character ends in, 0 for none, if it is known."""
    if _FIRST <= character <= _LAST:
        return (ord(character) - ord(_FIRST)) % _FINALS
    return _DIGIT_FINALS.get(character)
