"""What the chat looks like. Change a picture only after looking at it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from chatting import NOW, Chat, Said, says

from assistant.engine import ENGINE_STOPPED, ModelSource
from assistant.errors import ModelFileError
from assistant.settings import InterfaceSettings, Settings
from assistant.tui import ChatApp
from assistant.tui.widgets.header import HeaderLine
from assistant.tui.wording import reading_text

LooksLike = Callable[[ChatApp, str], None]

CODE = """\
Keep the hash of each file you have seen; a second file with the same hash is a duplicate.

```python
def duplicates(folder: Path) -> dict[str, list[Path]]:
    \"\"\"Group files by what is in them.\"\"\"
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in folder.rglob("*"):
        if path.is_file():
            digest = sha256(path.read_bytes()).hexdigest()
            groups[digest].append(path)
    return {key: paths for key, paths in groups.items() if len(paths) > 1}
```

Three things to know:

1. It reads **whole files**, so *very* large ones cost memory.
2. Links are followed; use `path.is_symlink()` to leave them out.
3. Equal hashes mean equal files for every practical purpose.

> The fastest file to read is the one you never open: compare sizes first.
"""

SEOUL = """\
**광장시장**에서 아침을 먹고 창덕궁까지 걷는 길을 추천합니다.

| 시간 | 장소 | 하는 일 |
|---|---|---|
| 09:00 | 광장시장 | 빈대떡과 마약김밥으로 아침 |
| 10:30 | 창덕궁 | 후원 해설 관람, 두 시간 |
| 13:00 | 익선동 | 한옥 골목에서 점심 |
| 15:00 | 북촌 | 언덕길 산책과 차 한 잔 |

- 월요일에는 창덕궁이 쉽니다.
- 후원은 예약이 필요합니다: 하루 전까지 하시면 됩니다.
"""

THOUGHTS = """\
The user wants a duplicate finder. Reading every file is slow, but hashing is the simplest \
correct way; I should mention sizes as a first filter.

Use pathlib and hashlib from the standard library. Keep it short.
"""


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    """A week of conversations."""
    chat = Chat(tmp_path / "data")
    week = (
        ("regex question", timedelta(hours=3)),
        ("letter to the bank", timedelta(days=1)),
        ("dough formula for a 10-inch pan", timedelta(days=5)),
        ("아이 숙제 도와주기", timedelta(days=6)),
    )
    for title, ago in reversed(week):
        chat.remembers(title, Said(title), Said("Done."), ended=NOW - ago)
    return chat


def about_code(chat: Chat) -> None:
    chat.remembers(
        "find duplicate files",
        Said("Write a Python function that finds duplicate files in a folder."),
        Said(CODE, reasoning=THOUGHTS),
    )


def about_seoul(chat: Chat) -> None:
    chat.remembers("서울 여행 계획", Said("서울에서 하루 동안 볼 만한 곳은?"), Said(SEOUL))


async def test_the_first_start(tmp_path: Path, looks_like: LooksLike) -> None:
    async with Chat(tmp_path / "data").run() as terminal:
        looks_like(terminal.app, "first-start")


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_a_conversation_with_code(chat: Chat, looks_like: LooksLike, theme: str) -> None:
    about_code(chat)
    chat.settings = Settings(interface=InterfaceSettings(theme=f"glassbox-{theme}"))
    async with chat.run() as terminal:
        looks_like(terminal.app, f"code-{theme}")


async def test_a_conversation_in_korean(chat: Chat, looks_like: LooksLike) -> None:
    about_seoul(chat)
    async with chat.run() as terminal:
        await terminal.type("북촌에서 차 마실 곳도 알려 주세요")
        looks_like(terminal.app, "korean")


@pytest.mark.parametrize("size", [(80, 24), (200, 60)], ids=["80x24", "200x60"])
async def test_small_and_large_terminals(
    chat: Chat, looks_like: LooksLike, size: tuple[int, int]
) -> None:
    about_seoul(chat)
    about_code(chat)
    async with chat.run(size) as terminal:
        looks_like(terminal.app, f"size-{size[0]}x{size[1]}")


async def test_without_colour(
    chat: Chat, looks_like: LooksLike, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    about_code(chat)
    async with chat.run() as terminal:
        looks_like(terminal.app, "no-colour")


async def test_a_long_prompt_is_being_read(chat: Chat, looks_like: LooksLike) -> None:
    about_code(chat)
    chat.replies = [says("Yes.", read_tokens_per_second=1.0)]
    chat.engine.replies = chat.replies
    async with chat.run() as terminal:
        await terminal.send("And the same for pictures that only look alike?")
        await terminal.sees("reading")
        header = terminal.app.query_one(HeaderLine)
        await terminal.settle()
        header.status = replace(header.latest, activity=reading_text(1240, 3980, 6.2))
        await terminal.pilot.pause()
        looks_like(terminal.app, "reading")


async def test_reasoning_opened(chat: Chat, looks_like: LooksLike) -> None:
    about_code(chat)
    async with chat.run() as terminal:
        await terminal.press("ctrl+t", "alt+up")
        await terminal.press("ctrl+home")
        looks_like(terminal.app, "reasoning")


async def test_commands_are_completed(chat: Chat, looks_like: LooksLike) -> None:
    about_seoul(chat)
    async with chat.run() as terminal:
        await terminal.type("/")
        await terminal.settle()
        looks_like(terminal.app, "completion")


async def test_parameters(chat: Chat, looks_like: LooksLike) -> None:
    about_seoul(chat)
    async with chat.run() as terminal:
        await terminal.send("/params temperature=0.2 seed=7")
        await terminal.is_told("Changed")
        terminal.app.clear_notifications()
        await terminal.until(lambda: "Changed" not in terminal.screen)
        await terminal.send("/params")
        await terminal.sees("Parameters of this conversation")
        looks_like(terminal.app, "parameters")


async def test_models(chat: Chat, looks_like: LooksLike) -> None:
    about_seoul(chat)
    async with chat.run() as terminal:
        await terminal.send("/model")
        await terminal.settle()
        looks_like(terminal.app, "models")


async def test_help(chat: Chat, looks_like: LooksLike) -> None:
    about_seoul(chat)
    async with chat.run() as terminal:
        await terminal.press("f1")
        looks_like(terminal.app, "help")


async def test_the_palette(chat: Chat, looks_like: LooksLike) -> None:
    about_seoul(chat)
    async with chat.run() as terminal:
        await terminal.press("ctrl+p")
        await terminal.sees("Answer the last message again")
        await terminal.settle()
        looks_like(terminal.app, "palette")


async def test_a_reply_that_failed(chat: Chat, looks_like: LooksLike) -> None:
    chat.remembers(
        "explain the halting problem",
        Said("Explain the halting problem."),
        Said(
            "The halting problem asks whether a program, given its text and its input,",
            state="failed",
            note=ENGINE_STOPPED.format(reason="it ran out of memory"),
            finish_reason="stopped",
        ),
    )
    async with chat.run() as terminal:
        looks_like(terminal.app, "failed-reply")


async def test_a_model_that_cannot_be_loaded(chat: Chat, looks_like: LooksLike) -> None:
    def nothing_there(name: str) -> ModelSource:
        raise ModelFileError(
            f"{name} is not a model: it ends after 1,024 of 98,412,032 bytes. Download it again."
        )

    about_seoul(chat)
    async with chat.run() as terminal:
        terminal.session._source_of = nothing_there
        await terminal.send("/model broken.gguf")
        await terminal.sees("could not be loaded")
        await terminal.settle()
        looks_like(terminal.app, "no-model")


def about_seoul_in_branches(chat: Chat) -> None:
    chat.remembers(
        "서울 여행 계획",
        Said("서울에서 하루 동안 볼 만한 곳은?"),
        Said(SEOUL),
        Said("북촌에서 차 마실 곳도 알려 주세요"),
        Said("가회동의 작은 한옥 찻집을 추천합니다. 오후 네 시 이후가 한가합니다."),
        Said("비가 오면 어디가 좋을까요?", follows=1),
        Said("국립중앙박물관을 권합니다. 상설 전시는 무료입니다."),
        Said("아이와 함께라면요?"),
        Said("한강을 따라 걷는 하루도 좋습니다.", follows=0),
        Said("And with a bicycle?"),
        Said("Rent one at Yeouido and ride along the river to Jamsil: 12 km, all of it flat."),
    )


async def test_a_message_is_edited_below_a_reply_that_has_versions(
    chat: Chat, looks_like: LooksLike
) -> None:
    about_seoul_in_branches(chat)
    async with chat.run() as terminal:
        await terminal.type("half a thought")
        await terminal.press("alt+up", "alt+up", "e")
        await terminal.type(" Or on foot?")
        await terminal.settle()
        looks_like(terminal.app, "editing")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
async def test_all_branches(chat: Chat, looks_like: LooksLike, size: tuple[int, int]) -> None:
    about_seoul_in_branches(chat)
    async with chat.run(size) as terminal:
        await terminal.press("f7")
        await terminal.sees("10 messages · 3 branches")
        await terminal.press("up")
        looks_like(terminal.app, f"branches-{size[0]}x{size[1]}")


async def test_a_terminal_that_is_too_small(chat: Chat, looks_like: LooksLike) -> None:
    async with chat.run((38, 8)) as terminal:
        looks_like(terminal.app, "too-small")


async def test_a_reply_while_it_is_written(chat: Chat, looks_like: LooksLike) -> None:
    about_code(chat)
    async with chat.run() as terminal:
        await terminal.press("alt+up")
        looks_like(terminal.app, "focus")
