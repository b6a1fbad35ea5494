"""Memories in every turn leave what was read before in the cache, with any kind of model."""

from pathlib import Path

import pytest
from finding import MEMORY, Finding
from memory_home import memory_home
from small_memory import SmallMemory
from tiny_gguf import write_tiny_model
from tiny_mamba import write_tiny_mamba

from assistant.conversation import ConversationStore
from assistant.engine import ModelSource
from assistant.engine.client import WorkerEngine
from assistant.settings import ModelSettings, Sampling, Settings
from assistant.turn import ChatSession

TURNS = 20
LONG = Settings(
    model=ModelSettings(max_reply_tokens=150, context_tokens=8192),
    sampling=Sampling(temperature=0, logit_bias={316: -1e9, 318: -1e9}),
)
MODELS = {"full attention": write_tiny_model, "recurrent": write_tiny_mamba}


@pytest.mark.parametrize("kind", MODELS)
async def test_nearly_all_prompt_tokens_come_from_the_cache_and_none_is_miscounted(
    kind: str, tmp_path: Path, take_turn
):
    model = MODELS[kind](tmp_path / "model.gguf")
    session = ChatSession(
        engine=WorkerEngine(tmp_path / "engine.log"),
        open_store=lambda: ConversationStore.open(tmp_path / "history.db"),
        source_of=lambda _: ModelSource(path=model, threads=1, context_tokens=8192),
        settings=LONG,
        memory=memory_home(SmallMemory(), tmp_path),
        providers=(Finding(lambda _: (MEMORY,)),),
    )
    try:
        for turn in range(TURNS):
            await take_turn(session, f"{turn}?")
        replies = [each for each in session.messages if each.stats is not None]
    finally:
        await session.close()

    assert len(replies) == TURNS
    for reply in replies:
        assert reply.record.prompt_tokens == reply.stats.prompt_tokens
        assert reply.record.cached_tokens == reply.stats.cached_tokens
        assert {"memories", "question"} <= {span.name for span in reply.record.spans}
    read = sum(reply.stats.prompt_tokens for reply in replies)
    new = read - sum(reply.stats.cached_tokens for reply in replies)
    added = sum(len(reply.record.ids) for reply in replies)
    assert new <= added + 2 * TURNS
