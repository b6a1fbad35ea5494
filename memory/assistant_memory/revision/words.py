"""A sentence as the words that carry it, for comparing two statements; pure.

Less than a search would drop: whatever could make a difference stays, and so does the order.
"""

import re
import unicodedata
from functools import lru_cache

_KEPT = 2_000
"""A new memory is compared with a hundred others, and most of them again with the next."""
_WORD = re.compile(r"[^\W_]+(?:[.:@/+#&-][^\W_]+|[+#]+)*")
_CONTRACTIONS = (
    (re.compile("[\u2019\u02bc`]"), "'"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"\b(it|he|she|that)'s\b"), r"\1 is"),
    (re.compile(r"'s\b"), " of"),
)
_FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "i",
        "me",
        "my",
        "we",
        "our",
        "user",
        "users",
        "am",
        "is",
        "are",
        "be",
        "really",
        "very",
        "also",
        "still",
        "just",
        "now",
        "currently",
        "presently",
        "quite",
        "actually",
        "please",
        "always",
        "that",
        "to",
        "do",
        "does",
    ]
) | frozenset(
    [
        "저",
        "저는",
        "전",
        "제",
        "제가",
        "나",
        "나는",
        "난",
        "내",
        "내가",
        "우리",
        "사용자",
        "사용자는",
        "지금",
        "지금은",
        "현재",
        "요즘",
        "요즘은",
        "이제",
        "이제는",
        "정말",
        "아주",
        "매우",
        "진짜",
        "항상",
    ]
)
_HANGUL = re.compile("[가-힣]")
_POLITE = re.compile(
    "(?:이에요|예요|에요|입니다|이야|이다|습니다|어요|아요|여요|네요|지요|죠|요|는다|다)$"
)
_SYLLABLE_BASE, _FINALS = 0xAC00, 28
_FINAL_N, _FINAL_B = 4, 17


@lru_cache(maxsize=_KEPT)
def normalised(text: str) -> str:
    """One form for what is written alike: case, width, apostrophes, space."""
    text = unicodedata.normalize("NFKC", text).casefold()
    for pattern, replacement in _CONTRACTIONS:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """Every word of a text, in one form."""
    return _WORD.findall(normalised(text))


@lru_cache(maxsize=_KEPT)
def carrying_words(text: str) -> tuple[str, ...]:
    """The words that make the difference, without endings of grammar and politeness."""
    return tuple(_stem(word) for word in words(text) if word not in _FILLERS)


def is_korean(text: str) -> bool:
    """Whether there is Hangul in it."""
    return _HANGUL.search(text) is not None


def _stem(word: str) -> str:
    return _korean_stem(word) if is_korean(word) else _english_stem(word)


def _english_stem(word: str) -> str:
    """Without the mark of the plural and of the third person."""
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _korean_stem(word: str) -> str:
    """Without the ending that tells only how politely it is said."""
    stem = _POLITE.sub("", word) or word
    last, final = _without_final(stem[-1])
    if stem != word and word.endswith("다") and final == _FINAL_N:
        return stem[:-1] + last  # 간다 → 가
    if word.endswith("니다") and len(word) > 2:
        last, final = _without_final(word[-3])
        if final == _FINAL_B:
            return word[:-3] + last  # 갑니다 → 가
    return {"해": "하"}.get(stem, stem[:-1] + "하" if stem.endswith("해") else stem)


def _without_final(syllable: str) -> tuple[str, int]:
    code = ord(syllable) - _SYLLABLE_BASE
    if not 0 <= code < 11_172:
        return syllable, 0
    return chr(_SYLLABLE_BASE + code - code % _FINALS), code % _FINALS
