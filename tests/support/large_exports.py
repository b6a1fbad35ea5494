"""Large exports to measure with, as ChatGPT and Claude would write them."""

import json
import random
from pathlib import Path

_BEGAN = 1_700_000_000.0


def write_chatgpt_export(path: Path, conversations: int, messages: int) -> None:
    """Write so many conversations of so many messages; every seventh message has a sibling."""
    chance = random.Random(1)
    written = [_conversation(number, messages, chance) for number in range(conversations)]
    path.write_text(json.dumps(written), "utf-8")


def _conversation(number: int, messages: int, chance: random.Random) -> dict[str, object]:
    began = _BEGAN + number * 10_000
    mapping: dict[str, dict[str, object]] = {
        "root": {"id": "root", "message": None, "parent": None, "children": []}
    }
    last = "root"
    for at in range(messages):
        key = f"{number:08x}-{at:04x}-4000-8000-000000000000"
        parent = mapping[last]["parent"] if at % 7 == 6 else last
        role = "user" if at % 2 == 0 else "assistant"
        mapping[key] = {
            "id": key,
            "message": _message(key, role, began + at * 60, chance),
            "parent": parent,
            "children": [],
        }
        mapping[str(parent)]["children"] += [key]  # type: ignore[operator]
        last = key
    return {
        "title": f"Conversation {number}",
        "create_time": began,
        "update_time": began + messages * 60,
        "mapping": mapping,
        "moderation_results": [],
        "current_node": last,
        "conversation_id": f"{number:08x}-0000-4000-8000-000000000000",
        "is_archived": False,
        "safe_urls": [],
        "default_model_slug": "gpt-4o",
    }


def _message(key: str, role: str, time: float, chance: random.Random) -> dict[str, object]:
    words = chance.choices(
        ("서울에서", "the", "prompt", "간다", "tokens", "`code`", "branch"), k=90
    )
    return {
        "id": key,
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": time,
        "update_time": None,
        "content": {"content_type": "text", "parts": [" ".join(words)]},
        "status": "finished_successfully",
        "end_turn": True,
        "weight": 1.0,
        "metadata": {
            "model_slug": "gpt-4o",
            "finish_details": {"type": "stop", "stop_tokens": [200002]},
            "is_complete": True,
            "citations": [],
            "content_references": [],
            "message_type": "next",
            "timestamp_": "absolute",
        },
        "recipient": "all",
        "channel": None,
    }
