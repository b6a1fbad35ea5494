"""However an export is damaged: nothing but our own errors, and what is stored is a tree."""

import json
import random
from contextlib import closing, suppress
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from imports import NOW, Memory
from some_exports import (
    chatgpt_conversation,
    chatgpt_node,
    claude_conversation,
    claude_message,
    dough,
    palaces,
)
from some_trees import trees

from assistant.conversation import ConversationStore
from assistant.errors import AssistantError
from assistant.transfer import export_conversation, import_file

RICH = chatgpt_conversation(
    chatgpt_node(
        "q",
        None,
        "user",
        content={
            "content_type": "multimodal_text",
            "parts": [
                {
                    "content_type": "image_asset_pointer",
                    "asset_pointer": "sediment://f",
                    "metadata": {"dalle": {"prompt": "p"}},
                },
                "text",
            ],
        },
        metadata={"attachments": [{"id": "f", "name": "n", "mime_type": "image/png"}]},
    ),
    chatgpt_node(
        "t", "q", "assistant", content={"content_type": "thoughts", "thoughts": [{"summary": "s"}]}
    ),
    chatgpt_node(
        "c",
        "t",
        "assistant",
        content={"content_type": "code", "language": "python", "text": "{}"},
        recipient="canmore.create_textdoc",
        metadata={"content_references": [{"matched_text": "\ue200\ue201", "alt": "a"}]},
    ),
)
TOOLS = claude_conversation(
    claude_message(
        "m",
        None,
        "assistant",
        {"type": "thinking", "thinking": "t"},
        {"type": "tool_use", "name": "n", "input": {"content": "c", "language": "py"}},
        {"type": "tool_result", "name": "n", "content": [{"type": "text", "text": "x"}]},
    )
    | {"attachments": [{"file_name": "f", "extracted_content": "e"}], "files": [{"file_name": "g"}]}
)
EXPORTS = [[palaces(), RICH], [dough(), TOOLS]]
ODD_VALUES = (
    None, True, 0, -1, 1e308, 10**400, float("nan"), "", "x", "q", "root", "\ud800", "\x00", [], {},
    [None], {"id": 1}, [[]], "2024-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", 253402300800,
)  # fmt: skip


def places(value: object, path: tuple = ()) -> list[tuple]:
    """The path to every value inside a value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(each for key, one in inner for each in places(one, (*path, key)))]


def mutated(value: object, chance: random.Random) -> object:
    """A value some parts of which were replaced, removed or exchanged."""
    value = deepcopy(value)
    for _ in range(chance.randint(1, 6)):
        path = chance.choice(places(value)[1:] or [()])
        if not path:
            return chance.choice(ODD_VALUES)
        inside = value
        for key in path[:-1]:
            inside = inside[key]
        match chance.randrange(3):
            case 0:
                inside[path[-1]] = deepcopy(chance.choice(ODD_VALUES))
            case 1:
                del inside[path[-1]]
            case _:
                other = value
                for key in chance.choice(places(value)):
                    other = other[key]
                inside[path[-1]] = deepcopy(other)
    return value


def read_anyhow(content: bytes, folder: Path) -> Memory:
    path = folder / "some.json"
    path.write_bytes(content)
    memory = Memory()
    with suppress(AssistantError):
        for progress in import_file(path, memory, NOW):
            assert all("\n" not in str(problem) for problem in progress.problems)
    return memory


def assert_trees(memory: Memory) -> None:
    for conversation, messages in memory.trees:
        seen: set[str | None] = {None}
        for message in messages:
            assert message.conversation_id == conversation.id
            assert message.parent_id in seen
            assert message.id not in seen
            seen.add(message.id)
        assert conversation.head_id in seen - {None}


@given(st.sampled_from(EXPORTS), st.integers(0, 2**32))
@settings(max_examples=400, deadline=None)
def test_values_of_an_export_may_be_anything(export: object, seed: int):
    content = json.dumps(mutated(export, random.Random(seed))).encode()

    with TemporaryDirectory() as folder:
        assert_trees(read_anyhow(content, Path(folder)))


@given(trees(most=3), st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_values_of_our_own_export_may_be_anything(tree, seed: int):
    document = json.loads(export_conversation(*tree, "json"))
    content = json.dumps(mutated([document], random.Random(seed))).encode()

    with TemporaryDirectory() as folder:
        assert_trees(read_anyhow(content, Path(folder)))


@given(st.sampled_from(EXPORTS), st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_bytes_of_an_export_may_be_anything(export: object, seed: int):
    chance = random.Random(seed)
    content = bytearray(json.dumps(export).encode())
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(content))
        end = at + chance.choice((0, 1, 1, 50))
        content[at:end] = chance.choice((b"", b'"', b"}", b"[", b"\\", b"\xff", b",", content[:80]))

    with TemporaryDirectory() as folder:
        assert_trees(read_anyhow(bytes(content), Path(folder)))


@given(st.sampled_from(EXPORTS), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_whatever_was_read_can_be_stored_and_read_again(export: object, seed: int):
    with TemporaryDirectory() as folder:
        content = json.dumps(mutated(export, random.Random(seed))).encode()
        memory = read_anyhow(content, Path(folder))
        with closing(ConversationStore.open(Path(folder) / "x.db")) as store:
            for conversation, messages in memory.trees:
                store.add_tree(conversation, messages)
                for format_ in ("json", "markdown", "html"):
                    stored = store.messages(conversation.id)
                    assert {each.id for each in messages} <= {each.id for each in stored}
                    assert export_conversation(store.conversation(conversation.id), stored, format_)
