"""Whether a text says no more than the words that it was made of. Pure."""

import re

from assistant.turn.extraction.spans import normalised

_LEAST_SHARE = 0.6
_LEAST_HANGUL_SHARE = 0.5
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_HANGUL = re.compile(r"[가-힣]+")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-zA-Z'-]+")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|cannot|without|hates?|hated|dislikes?|disliked|avoids?|quit|stopped"
    r"|neither|nor)\b|n't\b|(?<![가-힣])(?:안|못)\s|않|없|싫|못\s?[가-힣]|아니[라야에]|아닙니다|끊었",
    re.IGNORECASE,
)
_EMPTY_WORDS = (
    "a an and are as at be been being but by can could did do does for from had has have he her his"
    " i i'd i'll i'm i've if in into is it it's its me mine my of on or our she so some that the"
    " their them there they this to too up us user user's users was we were which who will with"
    " would you your also just very really currently prefer prefers preferred like likes enjoys"
    " name named called states stated says said mentioned wants person people someone speaker"
    " not no never don't doesn't didn't isn't aren't can't won't"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
_EMPTY_HANGUL = re.compile(
    r"사용자(?:는|가|의|를|님)?|유저(?:는|가|의)?|본인|합니다|입니다|있습니다|이다|한다|있다"
)
_ENDINGS = ("ing", "ies", "ed", "es", "ly", "s", "e", "y")


def is_supported(text: str, said: str) -> bool:
    """Whether the content words, names and numbers of a text are in what was said, and its no."""
    if bool(_NEGATION.search(text)) != bool(_NEGATION.search(said)):
        return False
    if not (_names(text) | _numbers(text)) <= _words(said):
        return False
    words = {_stem(word) for word in _words(text) - _EMPTY if not _HANGUL.search(word)}
    stems = {_stem(word) for word in _words(said)}
    if words and len(words & stems) < _LEAST_SHARE * len(words):
        return False
    pairs, said_pairs = _pairs(_EMPTY_HANGUL.sub(" ", text)), _pairs(said)
    if pairs and len(pairs & said_pairs) < _LEAST_HANGUL_SHARE * len(pairs):
        return False
    return bool(words or pairs)


def content_words(text: str) -> set[str]:
    """Return what a text is about: stems of its words, pairs of Hangul syllables."""
    words = {_stem(word) for word in _words(text) - _EMPTY if not _HANGUL.search(word)}
    return words | _pairs(_EMPTY_HANGUL.sub(" ", text))


def _words(text: str) -> set[str]:
    return {word.removesuffix("'s") for word in _WORD.findall(normalised(text))}


def _names(text: str) -> set[str]:
    return {word for name in _NAME.findall(text) for word in _words(name)} - _EMPTY


def _numbers(text: str) -> set[str]:
    return {word for word in _words(text) if any(map(str.isdigit, word)) and word.isascii()}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _pairs(text: str) -> set[str]:
    return {
        run[at : at + 2] for run in _HANGUL.findall(normalised(text)) for at in range(len(run) - 1)
    }
