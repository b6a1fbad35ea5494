"""Small exports, as ChatGPT and Claude write them."""

from collections.abc import Mapping
from typing import Any

Object = dict[str, Any]

SECONDS = 1_700_000_000.0
"""When everything began: 2023-11-14T22:13:20Z."""


def chatgpt_node(
    key: str, parent: str | None, role: str = "user", text: str = "", **message: Any
) -> Object:
    """A node whose message says a text, unless `content` says otherwise."""
    return {
        "id": key,
        "parent": parent,
        "children": [],
        "message": {
            "id": key,
            "author": {"role": role, "name": None, "metadata": {}},
            "create_time": SECONDS + len(key),
            "content": {"content_type": "text", "parts": [text]},
            "status": "finished_successfully",
            "weight": 1.0,
            "metadata": {"model_slug": "gpt-4o"} if role == "assistant" else {},
            "recipient": "all",
            **message,
        },
    }


def chatgpt_conversation(*nodes: Object, **fields: Any) -> Object:
    """A conversation of these nodes below an empty root; children are listed in their order."""
    root = {"id": "root", "parent": None, "children": [], "message": None}
    mapping = {node["id"]: node for node in (root, *nodes)}
    for node in nodes:
        node["parent"] = node["parent"] or "root"
        if node["parent"] in mapping:
            mapping[node["parent"]]["children"].append(node["id"])
    return {
        "title": "Palaces",
        "create_time": SECONDS,
        "update_time": SECONDS + 1000,
        "mapping": mapping,
        "current_node": nodes[-1]["id"] if nodes else "root",
        "conversation_id": "c1",
        **fields,
    }


def palaces(**fields: Any) -> Object:
    """A question with two answers, the first of which goes on; the second is shown."""
    return chatgpt_conversation(
        chatgpt_node("q", None, "user", "How many palaces?"),
        chatgpt_node("a1", "q", "assistant", "Five."),
        chatgpt_node("q2", "a1", "user", "Which?"),
        chatgpt_node("a2", "q", "assistant", "There are **five**."),
        **fields,
    )


def claude_message(uuid: str, parent: str | None, sender: str, *blocks: Mapping[str, Any] | str):
    """A message; a text stands for a block of text."""
    content = [{"type": "text", "text": each} if isinstance(each, str) else each for each in blocks]
    return {
        "uuid": uuid,
        "sender": sender,
        "text": "".join(each["text"] for each in content if each["type"] == "text"),
        "content": content,
        "created_at": f"2024-05-01T10:00:{len(uuid):02}.5Z",
        "updated_at": "2024-05-01T10:00:00Z",
        "attachments": [],
        "files": [],
        "parent_message_uuid": parent or "00000000-0000-4000-8000-000000000000",
    }


def claude_conversation(*messages: Object, **fields: Any) -> Object:
    return {
        "uuid": "k1",
        "name": "Dough",
        "created_at": "2024-05-01T09:00:00.000000Z",
        "updated_at": "2024-05-02T09:00:00+09:00",
        "account": {"uuid": "me"},
        "chat_messages": list(messages),
        **fields,
    }


def dough(**fields: Any) -> Object:
    """A question with two answers, the second of which is later."""
    return claude_conversation(
        claude_message("q", None, "human", "How long?"),
        claude_message("a", "q", "assistant", "A day."),
        claude_message("a22", "q", "assistant", "Two days."),
        **fields,
    )
