"""Finds what a test says for each question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.context import Candidate
from assistant.conversation import Conversation, Message


@dataclass(frozen=True)
class Finding:
    """A provider of candidates."""

    find: Callable[[str], Sequence[Candidate]]
    """What is found for the words of a question."""

    async def candidates(
        self, conversation: Conversation, branch: Sequence[Message]
    ) -> Sequence[Candidate]:
        return self.find(branch[-1].text)


MEMORY = Candidate(
    "memory",
    "m1",
    "“prefers walking to buses” (12 March, “Kyoto”)",
    "I prefer walking to taking the bus.",
    score=0.81,
)
IRRELEVANT = Candidate(
    "memory", "m2", "“lives in Busan”", "I live in Busan.", score=0.34, is_relevant=False
)
PASSAGE = Candidate(
    "passage",
    "p1",
    "palaces.md › Changdeokgung, lines 40-52",
    "The palace is closed on Mondays.\nThe garden needs a reservation.",
    place="palaces.md › Changdeokgung, lines 40-52",
    score=0.77,
)
