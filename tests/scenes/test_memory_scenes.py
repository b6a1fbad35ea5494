"""What the memory looks like. Change a picture only after looking at it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from chatting import NOW, Chat, Said, says

from assistant.locales import use_language
from assistant.tui import ChatApp
from assistant.tui.widgets.conversation_pane import ConversationPane
from assistant_memory.values import NewMemory, Scope, Source

LooksLike = Callable[[ChatApp, str], None]


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    """A few things are remembered; one took another's place, one was put away."""
    chat = Chat(tmp_path / "data", [says("Noted.")])
    ended = NOW - timedelta(days=3)
    chat.remembers("교토 여행", Said("버스보다 걷는 걸 좋아해요."), Said("네."), ended=ended)
    memory = chat.memory
    source = Source(chat._past[0][1].id, chat._past[0][0].id, "버스보다 걷는 걸 좋아해요.")
    memory.remember(NewMemory("Lives in Busan", said_at=NOW - timedelta(days=90)))
    memory.remember(NewMemory("Lives in Seoul", said_at=NOW - timedelta(days=9)))
    memory.remember(
        NewMemory("The report is due on Friday", "event", Scope("project", "/home/me/report"))
    )
    memory.remember(NewMemory("Answer in short sentences", "instruction", pinned=True))
    memory.remember(
        NewMemory(
            "버스보다 걷는 걸 좋아함", "preference", source=source, said_at=ended, confidence=0.8
        )
    )
    old, new = list(memory.memories.values())[:2]
    memory.memories[old.id] = replace(
        old, state="superseded", superseded_by=new.id, holds_until=new.said_at
    )
    return chat


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["wide", "small"])
async def test_the_memory(chat: Chat, looks_like: LooksLike, size: tuple[int, int]):
    async with chat.run(size) as terminal:
        await terminal.press("alt+m")
        await terminal.sees("4 memories")
        await terminal.press("down", "down")
        await terminal.sees("80%")
        looks_like(terminal.app, f"memory-{size[0]}")


async def test_the_memory_in_korean(chat: Chat, looks_like: LooksLike):
    await asyncio.to_thread(use_language, "ko")
    async with chat.run((80, 24)) as terminal:
        await terminal.press("alt+m")
        await terminal.sees("기억 4개")
        await terminal.press("tab")
        await terminal.sees("기억 1개")
        await terminal.sees("대체됨")
        looks_like(terminal.app, "memory-korean")


async def test_before_something_is_forgotten_for_good(chat: Chat, looks_like: LooksLike):
    async with chat.run() as terminal:
        await terminal.send("/memory 버스")
        await terminal.sees("1 memory")
        await terminal.press("f8")
        await terminal.sees("The words also stand in")
        looks_like(terminal.app, "memory-forget")


async def test_a_proposal_above_the_prompt_of_an_answer(chat: Chat, looks_like: LooksLike):
    async def propose(_branch):
        return [NewMemory("Prefers tea to coffee")]

    async with chat.run((100, 30)) as terminal:
        terminal.session.memory.proposer = propose
        terminal.app.screen.post_message(ConversationPane.TurnOver(went_well=True))
        await terminal.sees("Remember “Prefers tea to coffee”?")
        await terminal.settle()
        looks_like(terminal.app, "memory-proposal")


async def test_an_incognito_conversation(chat: Chat, looks_like: LooksLike):
    async with chat.run((80, 24)) as terminal:
        await terminal.send("/incognito")
        await terminal.sees("◐ incognito")
        terminal.app.clear_notifications()
        await terminal.settle()
        looks_like(terminal.app, "memory-incognito")
