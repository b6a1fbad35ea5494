"""The times that a text names, in English and Korean."""

from assistant_memory.times.named import named_time
from assistant_memory.times.spans import NamedTime

__all__ = ["NamedTime", "named_time"]
