"""A branch cut where the user speaks: what belongs together stays together. Pure."""

from collections.abc import Sequence

from assistant.conversation import Message


def rounds_of(branch: Sequence[Message]) -> list[tuple[Message, ...]]:
    """Return each message of the user with all that follows it before the next one.

    Neither a question and its answer nor a tool's call and its result are ever parted. What comes
    before the first message of the user is a round of its own.
    """
    rounds: list[list[Message]] = []
    for message in branch:
        if message.role == "user" or not rounds:
            rounds.append([])
        rounds[-1].append(message)
    return [tuple(each) for each in rounds]
