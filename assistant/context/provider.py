"""What the assembly asks of those who find something for a question."""

from collections.abc import Sequence
from typing import Protocol

from assistant.context.given import Candidate
from assistant.conversation import Conversation, Message


class ContextProvider(Protocol):
    """Finds what may be given with a question, such as memories or passages."""

    async def candidates(
        self, conversation: Conversation, branch: Sequence[Message]
    ) -> Sequence[Candidate]:
        """Return what was found for the last message of the branch, best first.

        Keeps its own deadline, and finds nothing rather than raise: the answer goes on.
        """
        ...
