"""The constants of the ranking: chosen once, for conversations and documents alike."""

from dataclasses import dataclass

WINDOW = ((0, 1.0), (-1, 0.8), (-2, 0.6), (1, 0.6), (2, 0.3))
"""What the words of those beside a record count for it: a question stands before its answer."""

VECTOR_WINDOW = ((0, 1.0), (-1, 0.7), (1, 0.5))
"""What the vectors of those beside it count."""

RELATED, RELATED_FROM, RELATED_SHARE = 10, 0.4, 0.7
"""So many words close to one of the question stand for it, from this cosine on; one that meant the
same would count so much."""

OTHER_RECORDS = 20
"""A term is as rare as if there were so many records more: among three, none is rare."""

STOP_WEIGHT = 0.1
"""Of words that stand in any text."""

RECENCY_HALF_LIFE_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts, beside the share of the question's words that is found."""

    words: float = 1.0
    """Share of the question's weight, 0 to about 1.5, in the record and around it."""
    phrases: float = 0.25
    """Share of the question's pairs of words that follow each other."""
    heading: float = 0.15
    """Share of the heading that the question names: who said it, or a title."""
    support: float = 2.0
    """What resembles it fits the question, too; where there is no conversation around it."""
    session: float = 0.3
    """How well the whole conversation fits."""
    session_best: float = 0.25
    """How well the best of its conversation fits."""
    meaning: float = 0.05
    """Standard deviations of the cosine above the corpus' background."""
    meaning_around: float = 0.05
    """The same, of the vector with those beside it."""
    asks: float = -0.25
    """It only asks, and tells little."""
    recency: float = 0.03
    """1 for now, half for each month."""
    time: float = 0.3
    """How well its date fits the time that the question names, damped by how sure that is."""
