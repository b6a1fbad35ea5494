"""Claude's export: branches, attachments, thinking, tools and artifacts arrive as they were."""

from datetime import UTC, datetime

import pytest
from imports import shape
from some_exports import claude_conversation, claude_message, dough

from assistant.conversation import AttachmentPart, ReasoningPart, TextPart


@pytest.fixture
def read_blocks(read_one):
    """One message of some blocks."""

    def run(*blocks, **fields):
        message = claude_message("m", None, "assistant", *blocks)
        return read_one(claude_conversation({**message, **fields}))[1][0]

    return run


def test_every_branch_is_there_and_the_latest_is_shown(read_one):
    conversation, messages = read_one(dough())

    assert shape(messages) == [
        ("How long?", None),
        ("A day.", "How long?"),
        ("Two days.", "How long?"),
    ]
    assert [each.role for each in messages] == ["user", "assistant", "assistant"]
    assert conversation.head_id == messages[2].id


def test_the_branch_that_an_export_names_is_shown(read_one):
    conversation, messages = read_one(dough(current_leaf_message_uuid="a"))

    assert conversation.head_id == messages[1].id


def test_title_and_dates_arrive(read_one):
    conversation, messages = read_one(dough())

    assert (conversation.title, conversation.tags) == ("Dough", ("claude",))
    assert conversation.created_at == datetime(2024, 5, 1, 9, tzinfo=UTC)
    assert conversation.updated_at == datetime(2024, 5, 2, 0, tzinfo=UTC)
    assert messages[0].created_at == datetime(2024, 5, 1, 10, 0, 1, 500_000, tzinfo=UTC)


def test_in_older_exports_each_message_follows_the_one_above(read_one):
    found = dough()
    for message in found["chat_messages"]:
        del message["parent_message_uuid"]
        del message["content"]

    assert shape(read_one(found)[1]) == [
        ("How long?", None),
        ("A day.", "How long?"),
        ("Two days.", "A day."),
    ]


def test_thinking_is_reasoning_and_stays_where_it_was(read_blocks):
    message = read_blocks(
        {"type": "thinking", "thinking": "Hm."},
        "Yes.",
        {"type": "thinking", "thinking": "Oh."},
        "No.",
    )

    assert message.parts == (
        ReasoningPart("Hm."),
        TextPart("Yes."),
        ReasoningPart("Oh."),
        TextPart("\n\nNo."),
    )


def test_tools_become_code_with_their_names(read_blocks):
    message = read_blocks(
        {"type": "tool_use", "name": "search", "input": {"query": "빵"}},
        {
            "type": "tool_result",
            "name": "search",
            "content": [{"type": "text", "text": "found"}, {"type": "image", "source": {}}],
        },
    )

    assert message.text.split("\n\n") == [
        "[tool: search]",
        '```json\n{\n  "query": "빵"\n}\n```',
        "[result: search]",
        "```\nfound\n```",
        "[result: search]",
        "```\n[image]\n```",
    ]


def test_artifacts_of_both_kinds_become_code(read_blocks):
    start = '<antArtifact identifier="x" type="text/html" title="Page">'
    old = f"See:{start}\n<b>1</b>\n</antArtifact>Done."
    new = {
        "type": "tool_use",
        "name": "artifacts",
        "input": {
            "type": "application/vnd.ant.code",
            "language": "c",
            "title": "T",
            "content": "x;",
        },
    }

    assert read_blocks(old).text == ("See:\n\n[document: Page]\n\n```html\n<b>1</b>\n```\n\nDone.")
    assert read_blocks(new).text == "[tool: T]\n\n```c\nx;\n```"


def test_attached_texts_are_attachments_and_other_files_are_named(read_blocks):
    message = read_blocks(
        "Read this.",
        attachments=[
            {"file_name": "notes.txt", "extracted_content": "one\ntwo"},
            {"file_name": "", "extracted_content": "pasted"},
            {"file_name": "empty.txt", "extracted_content": ""},
        ],
        files=[{"file_name": "cat.png", "file_kind": "image"}, {"file_uuid": "u"}, "x"],
    )

    assert message.attachments == (
        AttachmentPart("notes.txt", "one\ntwo"),
        AttachmentPart("pasted.txt", "pasted"),
    )
    assert message.text == "[file: empty.txt]\n\n[image: cat.png]\n\n[file]\n\nRead this."


def test_the_plain_text_is_taken_when_there_are_no_blocks(read_blocks):
    text = "Hi. ```\nThis block is not supported on your current device yet.\n``` Bye."

    assert read_blocks(content=[], text=text).text == "Hi. Bye."


@pytest.mark.parametrize(
    "text",
    [
        "<antArtifact >" * 20_000,
        "<antArtifact " * 20_000 + "</antArtifact>",
        "<antThinking>" * 20_000,
        "</antArtifact>" + "<antArtifact>" * 20_000,
        "```" + " " * 50_000,
    ],
    ids=lambda text: text[:14],
)
def test_text_made_to_be_slow_is_not(read_blocks, text: str):
    read_blocks(text)
    read_blocks(content=[], text=text)
