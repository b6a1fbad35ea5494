"""The chat with a model that says one long text, and counts what the program spends on its ends.

Arguments: the data folder, the file with the text, the file for the figures. The first and the last
tokens come as fast as a model says them, those between as fast as possible.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from assistant.data_folder import DataFolder
from assistant.engine import EngineEvent, Finished, GenerateRequest, PromptBuilt, ReplyGrew
from assistant.engine.scripted import ScriptedEngine, ScriptedReply, scripted_tokens
from assistant.settings import Settings
from assistant.tui import ChatApp, ChatOptions
from assistant.turn import ChatSession
from assistant.wiring import memory_home, open_store, source_of

TOKENS_PER_SECOND = 150
MEASURED_TOKENS = 100
REST_SECONDS = 2.0
"""After so long everything that was said is drawn and saved."""


@dataclass
class Wordy(ScriptedEngine):
    """Says the pieces of one text; `spent` are processor seconds of the first and last tokens."""

    pieces: Sequence[str] = ()
    spent: list[float] = field(default_factory=list[float])
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    """Everything was said, drawn and saved."""

    async def generate(self, request: GenerateRequest) -> AsyncGenerator[EngineEvent, None]:
        """Yield the text, resting before the last tokens and before the end."""
        read = scripted_tokens(request.messages[-1].content)
        yield PromptBuilt(
            read_tokens=read, prompt_tokens=len(read), cached_tokens=0, history_kept=True
        )
        ends = (self.pieces[:MEASURED_TOKENS], self.pieces[-MEASURED_TOKENS:])
        await asyncio.sleep(REST_SECONDS)
        async for event in self._measured(ends[0]):
            yield event
        for piece in self.pieces[MEASURED_TOKENS:-MEASURED_TOKENS]:
            yield ReplyGrew(tokens=scripted_tokens(piece), text=piece)
            await asyncio.sleep(0)
        await asyncio.sleep(REST_SECONDS)
        async for event in self._measured(ends[1]):
            yield event
        began = time.process_time()
        yield Finished(
            reason="end",
            prompt_tokens=len(read),
            cached_tokens=0,
            reply_tokens=len(self.pieces),
            prompt_seconds=0.0,
            reply_seconds=1.0,
            seed=0,
        )
        asyncio.get_running_loop().call_later(REST_SECONDS, self._end, began)

    async def _measured(self, pieces: Sequence[str]) -> AsyncGenerator[EngineEvent, None]:
        began = time.process_time()
        for piece in pieces:
            yield ReplyGrew(tokens=scripted_tokens(piece), text=piece)
            await asyncio.sleep(1 / TOKENS_PER_SECOND)
        await asyncio.sleep(0.5)  # the last words are drawn a little later
        self._spend(began)

    def _end(self, began: float) -> None:
        self._spend(began)
        self.is_over.set()

    def _spend(self, since: float) -> None:
        self.spent.append(time.process_time() - since)


async def main(folder: DataFolder, text: str) -> list[float]:
    """Run the chat; return the figures when it ends."""
    settings = Settings.model_validate({"engine": {"kind": "scripted"}})
    engine = Wordy([ScriptedReply("")], pieces=re.findall(r"\s*\S{1,6}|\s+", text))
    session = ChatSession(
        engine=engine,
        open_store=partial(open_store, folder),
        source_of=source_of(settings, folder),
        settings=settings,
        memory=memory_home(settings, folder),
    )
    options = ChatOptions(settings, (), folder.models, folder.settings_file)

    async def forget(_: str) -> None: ...

    app = ChatApp(session, options, on_theme=forget, on_language=forget, on_copy=forget)
    running = asyncio.ensure_future(app.run_async())
    await engine.is_over.wait()
    app.exit()
    await running
    await session.close()
    return engine.spent


if __name__ == "__main__":
    root, text_file, figures_file = map(Path, sys.argv[1:])
    data = DataFolder(root, root / "settings.toml")
    data.create()
    figures = asyncio.run(main(data, text_file.read_text("utf-8")))
    figures_file.write_text(json.dumps(figures), "utf-8")
