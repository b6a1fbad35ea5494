"""Deciding what a question is about: an order, and whether anything fits at all."""

from assistant_memory.ranking.corpus import Corpus, Entry
from assistant_memory.ranking.ranked import Ranked
from assistant_memory.ranking.ranker import Ranker
from assistant_memory.ranking.related import RelatedTerms, Thesaurus
from assistant_memory.ranking.semantic_signals import Background, usual_background

__all__ = [
    "Background",
    "Corpus",
    "Entry",
    "Ranked",
    "Ranker",
    "RelatedTerms",
    "Thesaurus",
    "usual_background",
]
