"""Asking the model what of a message is worth remembering, when nothing else is to be done."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, cast

from pydantic import Field

from assistant.context import build_prompt
from assistant.conversation import Message
from assistant.engine import ChatEngine, ChatMessage, GenerateRequest
from assistant.errors import EngineError, InputError, StructuredError
from assistant.settings import Sampling
from assistant.structured import Schema, structured
from assistant.turn.extraction.rules import accepted
from assistant.turn.extraction.sentences import tellings
from assistant.turn.extraction.values import MOST_PROPOSALS, Proposal, Said
from assistant_memory.values import NewMemory

_MOST_REPLY_TOKENS = 600
_MOST_CHARACTERS = 1_500
_SAMPLING = Sampling(temperature=0.0, repeat_penalty=1.0)
_SCHEMA = Schema.from_model(
    cast("type[list[Proposal]]", Annotated[list[Proposal], Field(max_length=MOST_PROPOSALS)])
)

_TASK = """This is a note to yourself, not a question. Look at these words of the user again:

{words}

List what they say about the user or people and things of the user that is worth knowing in later \
conversations: facts, preferences, events, standing instructions. Write a JSON list of at most \
{most}, each with quote (words of the user, copied exactly), text (the same as one short sentence \
in the user's language), kind, subject (whom or what it is about) and confidence. Nothing that the \
user asks, supposes or quotes. If there is nothing, write []."""
"""What the model reads is English, as its training is."""


async def extract(
    engine: ChatEngine, branch: Sequence[Message], *, system_prompt: str, key: str
) -> list[NewMemory]:
    """Return the memories that the last message of the user makes; `branch` ends with its answer.

    The model is only asked when the message tells something of its writer at all, behind the
    conversation as it read it, and nothing of that stays. Stop the engine to have it for a turn:
    what is said plainly is found without it. Never raises for what the engine could not do.
    """
    asked = next((each for each in reversed(branch) if each.role == "user"), None)
    if asked is None:
        return []
    said = Said(
        text=asked.text,
        said_at=asked.created_at.astimezone(),
        conversation_id=asked.conversation_id,
        message_id=asked.id,
    )
    told = [each.text for each in tellings(said.text)]
    if not told:
        return []
    request = _request(branch, said, system_prompt=system_prompt, key=key)
    try:
        proposals = await structured(engine, request, _schema(told), attempts=1)
    except (StructuredError, EngineError, InputError):
        proposals = []
    return accepted(said, proposals)


def _schema(told: Sequence[str]) -> Schema[list[Proposal]]:
    """Let the model only quote sentences that tell something: it cannot miscopy them."""
    document = json.loads(_SCHEMA.json)
    document["$defs"]["Proposal"]["properties"]["quote"] = {"enum": list(told)}
    return replace(_SCHEMA, json=json.dumps(document))


def _request(
    branch: Sequence[Message], said: Said, *, system_prompt: str, key: str
) -> GenerateRequest:
    """Put the task behind the conversation: only the task is read, all else is in the cache."""
    prompt = build_prompt(branch, system_prompt=system_prompt, key=key)
    words = "\n".join(f"> {line}" for line in said.text[:_MOST_CHARACTERS].splitlines())
    task = _TASK.format(words=words, most=MOST_PROPOSALS)
    return GenerateRequest(
        history=prompt.history,
        messages=(*prompt.messages, ChatMessage(role="user", content=task)),
        fresh=prompt.fresh + 1,
        sampling=_SAMPLING,
        max_reply_tokens=_MOST_REPLY_TOKENS,
        conversation_id=said.conversation_id,
        is_aside=True,
    )
