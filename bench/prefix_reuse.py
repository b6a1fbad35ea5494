"""How much of a chat's prompts comes from the cache when memories stand in every turn."""

import asyncio
from contextlib import aclosing
from pathlib import Path
from tempfile import TemporaryDirectory

from figure import Figure
from finding import Finding
from memory_home import memory_home
from small_memory import SmallMemory
from watched_engine import WatchedEngine

from assistant.context import Candidate
from assistant.conversation import ConversationStore
from assistant.engine import ModelSource
from assistant.models import locate_model
from assistant.settings import ModelSettings, Sampling, Settings
from assistant.turn import ChatSession

TURNS = 20
REPLY_TOKENS = 120
"""What an ordinary answer has; the small model would stop after forty, or go on for ever."""
END = 2
"""The token by which the default model ends a reply."""
QUESTIONS = (
    "Write a short guide for a walk through the old town tomorrow morning.",
    "Explain what I should pack for a rainy week, and why.",
    "Write a letter to my landlord about the broken heating.",
    "Describe step by step how to bake a simple bread.",
    "Tell me the story of a gardener who finds an old map.",
)
FACTS = (
    "I prefer walking to taking the bus.",
    "My sister lives near the river and has two dogs.",
    "I am allergic to walnuts.",
    "I started a new job as a gardener in March.",
)


def found(question: str) -> list[Candidate]:
    """Two memories for every question, others each time."""
    first = sum(map(ord, question)) % len(FACTS)
    chosen = (FACTS[first], FACTS[(first + 1) % len(FACTS)])
    return [Candidate("memory", text, text, text, score=0.8) for text in chosen]


async def measure() -> list[Figure]:
    """Chat for twenty turns, and add up what was read and what was not."""
    with TemporaryDirectory() as folder:
        engine = WatchedEngine(Path(folder) / "engine.log")
        session = ChatSession(
            engine=engine,
            open_store=lambda: ConversationStore.open(Path(folder) / "history.db"),
            source_of=lambda _: ModelSource(path=locate_model("default", Path())),
            settings=Settings(
                model=ModelSettings(max_reply_tokens=REPLY_TOKENS),
                sampling=Sampling(seed=1, logit_bias={END: float("-inf")}),
            ),
            memory=memory_home(SmallMemory(), Path(folder)),
            providers=(Finding(found),),
        )
        for turn in range(TURNS):
            question = f"{QUESTIONS[turn % len(QUESTIONS)]} ({turn + 1})"
            async with aclosing(session.take_turn(question)) as events:
                async for _ in events:
                    pass
        stats = [each.stats for each in session.messages if each.stats is not None]
        wrong = engine.wrong_predictions
        await session.close()
    read = sum(each.prompt_tokens for each in stats)
    cached = sum(each.cached_tokens for each in stats)
    said = sum(before.prompt_tokens + before.reply_tokens for before in stats[:-1])
    return [
        Figure(
            what=f"prompt tokens from the cache over {TURNS} turns with memories in each, and "
            f"answers of {REPLY_TOKENS} tokens",
            measured=f"{cached / read:.1%} of {read:,}",
            target="≥ 95 %",
            met=cached / read >= 0.95,
            compared_with="all prompt tokens, the new ones included",
        ),
        Figure(
            what="the same, of what the model had read or said before",
            measured=f"{cached / said:.1%} of {said:,}",
            target="≥ 99 %",
            met=cached / said >= 0.99,
            compared_with="all prompts and replies before the last",
        ),
        Figure(
            what="prompts whose tokens were not as many as predicted",
            measured=f"{wrong} of {len(stats)}",
            target="0",
            met=wrong == 0 and len(stats) == TURNS,
            compared_with="what the engine read",
        ),
    ]


if __name__ == "__main__":
    print(*asyncio.run(measure()), sep="\n")
