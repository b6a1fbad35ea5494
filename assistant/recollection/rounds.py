"""What a conversation said, as rounds: pure functions."""

from collections.abc import Sequence

from assistant.conversation import Conversation, Message
from assistant.conversation.redaction import REMOVED
from assistant.locales import _
from assistant_memory.values import Round

MOST_CHARACTERS = 8_000
"""Of a question or an answer no more is kept: what is found by a memory is its beginning."""


def rounds_of(conversation: Conversation, messages: Sequence[Message]) -> list[Round]:
    """Return each question of all branches with its answer: the one that is shown, else the last.

    Questions without an answer are left out, and so are answers that are still being written.
    """
    shown = _shown(conversation.head_id, messages)
    answers: dict[str, Message] = {}
    for message in messages:
        if message.role != "assistant" or message.state == "streaming" or not message.parent_id:
            continue
        before = answers.get(message.parent_id)
        if before is None or before.id not in shown:
            answers[message.parent_id] = message
    return [
        round_of(conversation, message, answers[message.id])
        for message in messages
        if message.role == "user" and message.id in answers and _says_something(message)
    ]


def _shown(head_id: str | None, messages: Sequence[Message]) -> set[str]:
    """The ids of the shown branch; parents come before their children."""
    shown: set[str] = set()
    wanted = head_id
    for message in reversed(messages):
        if message.id == wanted:
            shown.add(message.id)
            wanted = message.parent_id
    return shown


def _says_something(message: Message) -> bool:
    return message.text.strip() not in ("", REMOVED, _(REMOVED))


def round_of(conversation: Conversation, question: Message, answer: Message) -> Round:
    """Return one question with its answer."""
    return Round(
        id=question.id,
        conversation_id=conversation.id,
        question=question.text[:MOST_CHARACTERS],
        answer=answer.text[:MOST_CHARACTERS],
        said_at=question.created_at,
        title=conversation.title,
    )
