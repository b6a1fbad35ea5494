"""Asking a model for a value, and asking again when what it wrote is none."""

from contextlib import aclosing
from typing import TypeVar

from assistant.engine import ChatEngine, ChatMessage, Finished, GenerateRequest, ReplyGrew
from assistant.errors import StructuredError
from assistant.locales import _
from assistant.structured.schema import Schema

T = TypeVar("T")

_MOST_QUOTED = 2_000


async def structured(
    engine: ChatEngine, request: GenerateRequest, schema: Schema[T], *, attempts: int = 2
) -> T:
    """Return a value that the schema allows, written by the model as the answer to a request.

    Every attempt but the first tells the model what was wrong with the one before. Raises
    `StructuredError` with the validator's words when all attempts fail or the model is stopped,
    `InputError` when the schema cannot be followed, and `EngineError`.
    """
    # A stop string would cut the value where it stands in one of its texts.
    sampling = request.sampling.model_copy(update={"stop": ()})
    asked = request.model_copy(update={"json_schema": schema.json, "sampling": sampling})
    problem = ""
    for _attempt in range(attempts):
        text, finished = await _written(engine, asked)
        if finished.reason == "stopped":
            raise StructuredError(_("The model was stopped before it had written the value."))
        try:
            return schema.read(text)
        except StructuredError as error:
            problem = str(error)
        asked = _repair(request, asked, text, problem)
    raise StructuredError(
        _("The model did not write what was asked for: {problem}").format(problem=problem)
    )


async def _written(engine: ChatEngine, request: GenerateRequest) -> tuple[str, Finished]:
    text, finished = "", None
    async with aclosing(engine.generate(request)) as events:
        async for event in events:
            if isinstance(event, ReplyGrew):
                text += event.text
            elif isinstance(event, Finished):
                finished = event
    if finished is None:
        raise StructuredError(_("The model was stopped before it had written the value."))
    return text, finished


def _repair(
    request: GenerateRequest, asked: GenerateRequest, text: str, problem: str
) -> GenerateRequest:
    """Ask the same again in the words of the validator, at another place of the seeds."""
    last = request.messages[-1]
    told = _REPAIR.format(content=last.content, text=text[:_MOST_QUOTED], problem=problem)
    messages = (*request.messages[:-1], ChatMessage(role=last.role, content=told))
    seed = asked.sampling.seed
    again = asked.sampling.model_copy(update={"seed": None if seed is None else seed + 1})
    return asked.model_copy(update={"messages": messages, "sampling": again})


_REPAIR = """{content}

An earlier answer was:
{text}
It is not valid: {problem}
Answer again, correctly."""
"""What the model reads is English, as its training is."""
