"""Finding texts by the terms that they share with a question."""

from assistant_memory.lexical.index import LexicalIndex
from assistant_memory.lexical.record import encode_record, question_terms

__all__ = ["LexicalIndex", "encode_record", "question_terms"]
