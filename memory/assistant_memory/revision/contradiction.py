"""Whether a statement makes another one untrue; pure, and rather silent than wrong."""

from assistant_memory.revision.slots import slot
from assistant_memory.revision.words import carrying_words, is_korean, normalised

_NEGATIONS = frozenset({"not", "never", "no", "안", "못"})
_BESIDE_NEGATION = frozenset({"longer", "any", "more", "anymore", "ever"})
_STOPPING = frozenset({"stopped", "quit"})
_KOREAN_NEGATION = ("않", "못하", "못해", "말")


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing that carries meaning."""
    if normalised(one).strip(" .!。") == normalised(other).strip(" .!。"):
        return True
    left, right = carrying_words(one), carrying_words(other)
    return bool(left) and left == right


def contradicts(new: str, old: str) -> bool:
    """Whether the old statement cannot hold any more if the new one does."""
    if is_korean(new) != is_korean(old) or says_the_same(new, old):
        return False
    return _fills_the_same_otherwise(new, old) or _says_the_opposite(new, old)


def _fills_the_same_otherwise(new: str, old: str) -> bool:
    now, then = slot(new), slot(old)
    if now is None or then is None or then.is_event or now.name != then.name:
        return False
    # "Seoul" and "Gangnam, Seoul" are one place, told with more or less detail.
    return not (now.value <= then.value or then.value <= now.value)


def _says_the_opposite(new: str, old: str) -> bool:
    now, then = _assertion(new), _assertion(old)
    return bool(now[0]) and now[0] == then[0] and now[1] != then[1]


def _assertion(text: str) -> tuple[list[str], bool]:
    """What is asserted, and whether it is denied."""
    found: list[str] = []
    is_denied = False
    told = list(carrying_words(text))
    for place, word in enumerate(told):
        if word in _NEGATIONS:
            is_denied = not is_denied
        elif word in _STOPPING and place + 1 < len(told):
            is_denied = not is_denied
            told[place + 1] = _bare(told[place + 1])
        elif place and word.startswith(_KOREAN_NEGATION) and told[place - 1].endswith("지"):
            is_denied = not is_denied
            found[-1] = found[-1].removesuffix("지")
        elif not (is_denied and word in _BESIDE_NEGATION):
            found.append(word)
    return found, is_denied


def _bare(word: str) -> str:
    """The verb in "stopped …ing"."""
    return word.removesuffix("ing")
