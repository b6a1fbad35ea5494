"""The exact prompt of a dozen conversations, token by token, with the built-in model.

`GLASSBOX_UPDATE_GOLDENS=1` writes the files anew; look at every difference before keeping it.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from engine_talk import worker
from transcripts import TRANSCRIPTS, Transcript

from assistant.context import build_prompt
from assistant.engine import GenerateRequest, PromptMeasured
from assistant.engine.client import WorkerEngine
from assistant.models import locate_model
from assistant.settings import Sampling

GOLDENS = Path(__file__).parent / "goldens"
pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WorkerEngine]:
    model = locate_model("default", Path("no such folder"))
    folder = tmp_path_factory.mktemp("goldens")
    async with worker(folder, model, context_tokens=2048) as built_in:
        yield built_in


def request_of(transcript: Transcript) -> GenerateRequest:
    prompt = build_prompt(
        transcript.branch,
        system_prompt=transcript.system_prompt,
        key="key",
        continues=transcript.continues,
        left_out={each.message_id for each in transcript.left_out},
    )
    return GenerateRequest(
        history=prompt.history,
        messages=prompt.messages,
        fresh=prompt.fresh,
        sampling=Sampling(),
        continues=transcript.continues,
        max_reply_tokens=1,
    )


async def readable(engine: WorkerEngine, request: GenerateRequest) -> tuple[str, PromptMeasured]:
    """Sections under headings; a line for each line of the prompt; `·` between tokens."""
    measured = await engine.measure(request)
    ids: tuple[int, ...] = ()
    async for event in engine.generate(request):
        ids = ids or getattr(event, "read_tokens", ())
    pieces = [piece.decode("utf-8", "backslashreplace") for piece in await engine.pieces(ids)]
    parts: list[str] = []
    for span in measured.spans:
        key = f" {span.id}" if span.id else ""
        text = "·".join(pieces[span.start : span.end]).replace("\n·", "\n").removesuffix("\n")
        lines = "\n".join(f"  {line}" for line in text.split("\n"))
        parts.append(f"== {span.name}{key}: {span.end - span.start} tokens\n{lines}\n")
    return "".join(parts), measured


@pytest.mark.parametrize("name", TRANSCRIPTS)
async def test_the_prompt_is_to_the_token_what_it_was(engine: WorkerEngine, name: str):
    text, measured = await readable(engine, request_of(TRANSCRIPTS[name]))
    file = GOLDENS / f"{name}.txt"
    if os.environ.get("GLASSBOX_UPDATE_GOLDENS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")

    assert measured.spans[-1].end == measured.tokens
    assert text == file.read_text("utf-8")
