"""Programs over one data folder, whose memory asks a real engine."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tiny_bert import RANK, TinyBert, write_tiny_bert
from tiny_gguf import write_tiny_model

from assistant.data_folder import DataFolder
from assistant.settings import Settings
from assistant.turn import ChatSession
from assistant.wiring import build_session


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder whose models are small: two embedders, a reranker and a chat model."""
    data = DataFolder(tmp_path / "data", tmp_path / "data" / "settings.toml")
    data.create()
    write_tiny_bert(data.models / "small.gguf")
    write_tiny_bert(data.models / "other.gguf", TinyBert(seed=1, width=48))
    write_tiny_bert(data.models / "rank.gguf", TinyBert(pooling=RANK))
    write_tiny_model(data.models / "chat.gguf")
    return data


def settings_of(embedder: str = "built-in", reranker: str = "off", wait: int = 60_000) -> Settings:
    return Settings.model_validate(
        {
            "model": {"name": "chat", "threads": 1, "max_reply_tokens": 4},
            "memory": {"embedder": embedder, "reranker": reranker, "wait_milliseconds": wait},
        }
    )


class Programs:
    """Starts programs; those that are still open after the test are closed."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._open: list[ChatSession] = []

    async def __call__(self, *names: str, **more: int) -> ChatSession:
        loop = asyncio.get_running_loop()
        settings = settings_of(*names, **more)
        session = await asyncio.to_thread(build_session, settings, self._folder, loop)
        self._open.append(session)
        return session

    async def stop(self, session: ChatSession) -> None:
        self._open.remove(session)
        await session.close()

    async def stop_all(self) -> None:
        for session in list(self._open):
            await self.stop(session)


@pytest_asyncio.fixture
async def start(folder: DataFolder) -> AsyncIterator[Programs]:
    programs = Programs(folder)
    yield programs
    await programs.stop_all()
