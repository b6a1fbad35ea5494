"""Asks an engine for a reply that is held to a schema."""

import json

from engine_talk import Heard, hear, request

from assistant.engine import ChatEngine, GenerateRequest
from assistant.settings import Sampling

WILD = Sampling(temperature=1.5, min_p=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)
"""Any token is about as likely as any other."""


async def write(
    engine: ChatEngine, schema: object, *, limit: int | None = 400, sampling: Sampling = WILD
) -> Heard:
    return await hear(engine, held_to(schema, limit=limit, sampling=sampling))


def held_to(
    schema: object, *, limit: int | None = 400, sampling: Sampling = WILD
) -> GenerateRequest:
    asked = request("Answer.", sampling=sampling, limit=limit)
    return asked.model_copy(update={"json_schema": json.dumps(schema)})
