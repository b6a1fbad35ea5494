"""Values that a model writes: held to a schema meanwhile, and checked before they are used."""

from assistant.structured.generation import structured
from assistant.structured.schema import Schema

__all__ = ["Schema", "structured"]
