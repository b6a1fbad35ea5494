"""Conversations of the past as people have them: Markdown, code, Korean; some short, some long."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from assistant.conversation import (
    Conversation,
    ConversationStore,
    Message,
    ReplyStats,
    TextPart,
    TokenSpan,
)
from assistant.data_folder import DataFolder

_QUESTIONS = (
    "Could you explain how {} works, with an example?",
    "{}을(를) 어떻게 설명하면 좋을까요? 예를 들어 주세요.",
    "That helps. And what would change if I used {} instead?\n\nI am on a small machine.",
    "왜 {}에서 오류가 나는지 모르겠어요.\n```\nTypeError: unsupported operand\n```",
)
_TOPICS = ("a hash map", "광장시장", "an event loop", "형태소 분석", "a binary search", "WAL mode")
_PARTS = (
    """\
A **{0}** is easier to understand from its *edges*: what goes in, what comes out, and what it \
promises in between. Most of the trouble people have with it comes from `None`.

""",
    """\
서울에서 하루 동안 볼 만한 곳을 **{0}** 기준으로 골랐습니다. 걷는 길은 약 `4 km`이고, 쉬는 시간을 \
넣어도 세 시간이면 충분합니다. 비가 오는 날에는 순서를 바꾸는 편이 좋습니다.

""",
    """\
## {0}

1. Read the input.
2. Check it, and say what is wrong with it.
3. Do the work:
   - once for each item
   - never twice
4. Tell what was done.

""",
    """\
```python
def find(items: list[int], wanted: int) -> int | None:
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < wanted:
            low = middle + 1  # "{0}"
        else:
            high = middle
    return low if low < len(items) and items[low] == wanted else None
```

""",
    """\
| name | cost | 설명 |
|---|--:|---|
| {0} | 12 ms | 빠르지만 메모리를 더 씁니다 |
| plain list | 340 ms | slow, and simple |

""",
    """\
> Somebody wrote that {0} is never the bottleneck.
> They had not measured it.

""",
)
_TOKEN_CHARACTERS = 4
_LONGEST = 14
"""Parts of the longest replies; most have two or three."""


def remember(store: ConversationStore, title: str, count: int, *, ended: datetime) -> None:
    """Store a conversation of so many messages; the last begins with `The end of` its title."""
    begun = ended - timedelta(minutes=count)
    conversation = Conversation(title, title, created_at=begun, updated_at=begun)
    for message in _messages(title, count, begun):
        if message.parent_id is None:
            store.add_first_message(conversation, message)
        else:
            store.add_message(message)


def build(folder: Path, sizes: dict[str, int]) -> None:
    """Make a data folder with a conversation for each title; the last was used last."""
    folder.mkdir(parents=True, exist_ok=True)
    store = ConversationStore.open(DataFolder(folder, folder / "settings.toml").database)
    now = datetime.now(UTC)
    for age, (title, count) in enumerate(sizes.items()):
        remember(store, title, count, ended=now - timedelta(minutes=age))
    store.close()


def _messages(title: str, count: int, begun: datetime) -> Iterator[Message]:
    chance = Random(title)
    for index in range(count):
        is_reply = index % 2 == 1
        text = a_reply(chance) if is_reply else _question(chance)
        if index == count - 1:
            text = f"The end of {title}.\n\n{text}"
        tokens = len(text) // _TOKEN_CHARACTERS
        yield Message(
            id=f"{title}-{index}",
            conversation_id=title,
            parent_id=f"{title}-{index - 1}" if index else None,
            role="assistant" if is_reply else "user",
            parts=(TextPart(text),),
            created_at=begun + timedelta(minutes=index),
            model="SmolLM2-135M-Instruct" if is_reply else "",
            stats=ReplyStats(900, 800, tokens, 0.5, tokens / 120, 42, "end") if is_reply else None,
            tokens=TokenSpan("past", tuple(chance.choices(range(49_000), k=tokens)), index == 0),
        )


def _question(chance: Random) -> str:
    return chance.choice(_QUESTIONS).format(chance.choice(_TOPICS))


def a_reply(chance: Random) -> str:
    """Return Markdown as models write it."""
    length = _LONGEST if chance.random() < 0.05 else chance.randint(1, 4)
    parts = (part.format(chance.choice(_TOPICS)) for part in chance.choices(_PARTS, k=length))
    return "".join(parts).rstrip()
