"""English words: their stems, and those that say little."""

from functools import lru_cache

import snowballstemmer

from assistant_memory.text.word_lists import words

STOP_WORDS = frozenset(
    words(
        """
        a about after all also am an and any are as at be been being before but by can could did do
        does doing done for from had has have having he her here hers him his how i if in into is it
        its just me might mine more most my no nor not of off on once only or other our ours out
        over own really s same shall she should so some such t than that the their theirs them then
        there these they this those through to too under until up us very was we were what when
        where which while who whom whose why will with would you your yours don doesn didn isn aren
        wasn weren hasn haven hadn won wouldn couldn shouldn ll re ve d m today
        yesterday tomorrow tonight ago last tell told know remember said say mention mentioned
        please anything something thing things
        """
    )
)

_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the stem of a word in small letters (Snowball's English algorithm)."""
    return _stemmer.stemWord(word)
