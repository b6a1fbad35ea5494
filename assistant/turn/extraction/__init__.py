"""What is worth remembering of a message: proposed by patterns and the model, decided by rules."""

from assistant.turn.extraction.asking import extract
from assistant.turn.extraction.rules import accepted
from assistant.turn.extraction.values import Proposal, Said

__all__ = ["Proposal", "Said", "accepted", "extract"]
