"""What a text is found by: its words, in any script, and the times that it names."""

from assistant_memory.text.terms import TERMS_VERSION, terms_of

__all__ = ["TERMS_VERSION", "terms_of"]
