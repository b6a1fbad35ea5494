"""Long-term memory as the assistant uses it: beside the conversations, never in their way."""

from assistant.recollection.errors import memory_errors
from assistant.recollection.gone import Gone
from assistant.recollection.ingested import Ingested
from assistant.recollection.keeper import MemoryKeeper, Proof, Trace
from assistant.recollection.memories import Memories

__all__ = ["Gone", "Ingested", "Memories", "MemoryKeeper", "Proof", "Trace", "memory_errors"]
