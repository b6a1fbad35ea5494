"""ChatGPT's export: branches, roles, dates, code and reasoning arrive as they were."""

from datetime import UTC, datetime, timedelta

import pytest
from imports import NOW, shape
from some_exports import SECONDS, chatgpt_conversation, chatgpt_node, palaces

from assistant.conversation import ReasoningPart

BEGAN = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.fixture
def read_content(read_one):
    """The text of one message with some content."""

    def run(content: object, role: str = "assistant", **message: object):
        node = chatgpt_node("m", None, role, content=content, **message)
        return read_one(chatgpt_conversation(node))[1][0]

    return run


def test_every_branch_is_there_and_the_shown_one_is_shown(read_one):
    conversation, messages = read_one(palaces())

    assert shape(messages) == [
        ("How many palaces?", None),
        ("Five.", "How many palaces?"),
        ("Which?", "Five."),
        ("There are **five**.", "How many palaces?"),
    ]
    assert [each.role for each in messages] == ["user", "assistant", "user", "assistant"]
    assert conversation.head_id == messages[3].id


def test_title_dates_model_and_marks_arrive(read_one):
    conversation, messages = read_one(palaces(is_archived=True, is_starred=True))

    assert (conversation.title, conversation.tags) == ("Palaces", ("chatgpt",))
    assert conversation.created_at == BEGAN
    assert conversation.updated_at == BEGAN + timedelta(seconds=1000)
    assert (conversation.archived, conversation.pinned, conversation.is_renamed) == (True,) * 3
    assert [each.model for each in messages] == ["", "gpt-4o", "", "gpt-4o"]
    assert messages[1].created_at == BEGAN + timedelta(seconds=2)


def test_siblings_come_in_their_parents_order_whatever_the_order_of_the_file(read_one):
    found = palaces()
    found["mapping"] = dict(reversed(found["mapping"].items()))

    assert [each.text for each in read_one(found)[1]][1:] == [
        "Five.",
        "Which?",
        "There are **five**.",
    ]


def test_empty_and_hidden_system_messages_leave_no_gap(read_one):
    hidden = {"is_visually_hidden_from_conversation": True}
    conversation, messages = read_one(
        chatgpt_conversation(
            chatgpt_node("s", None, "system", "", weight=0, metadata=hidden),
            chatgpt_node("q", "s", "user", "Hello"),
            chatgpt_node("s2", "q", "system", "", weight=0, metadata=hidden),
        )
    )

    assert shape(messages) == [("Hello", None)]
    assert conversation.head_id == messages[0].id


def test_custom_instructions_are_a_system_message(read_content):
    content = {"content_type": "user_editable_context", "user_instructions": "Be brief."}

    message = read_content(content, "user", metadata={"is_user_system_message": True})

    assert (message.role, message.text) == ("system", "Be brief.")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"content_type": "text", "parts": ["one", "", "two"]}, "one\n\ntwo"),
        (
            {"content_type": "code", "language": "python", "text": "print(1)\n"},
            "```python\nprint(1)\n```",
        ),
        ({"content_type": "code", "language": "unknown", "text": "ls"}, "```\nls\n```"),
        (
            {"content_type": "code", "language": "unknown", "text": '{"a": 1}'},
            '```json\n{"a": 1}\n```',
        ),
        (
            {"content_type": "code", "language": "md", "text": "```\nx\n```"},
            "````md\n```\nx\n```\n````",
        ),
        ({"content_type": "execution_output", "text": "1"}, "```\n1\n```"),
        (
            {"content_type": "tether_quote", "title": "T", "url": "https://a.b", "text": "x\ny"},
            "T <https://a.b>\n\n> x\n> y",
        ),
        (
            {"content_type": "tether_browsing_display", "result": "found", "summary": None},
            "found",
        ),
        ({"content_type": "system_error", "name": "Timeout", "text": "late"}, "Timeout: late"),
        ({"content_type": "hologram"}, "[hologram]"),
        ({"content_type": "hologram", "text": "words"}, "words"),
        ({"parts": ["no type"]}, "no type"),
    ],
)
def test_each_kind_of_content_becomes_markdown(read_content, content, text: str):
    assert read_content(content).text == text


def test_thoughts_and_their_recap_become_reasoning(read_content):
    thoughts = [{"summary": "Counting", "content": "One, two."}, {"content": "Three."}]

    thinking = read_content({"content_type": "thoughts", "thoughts": thoughts})
    recap = read_content({"content_type": "reasoning_recap", "content": "8초 동안 생각함"})

    assert thinking.parts == (ReasoningPart("Counting\n\nOne, two.\n\nThree."),)
    assert recap.parts == (ReasoningPart("8초 동안 생각함"),)


def test_images_and_files_become_notes_with_their_names(read_content):
    metadata = {
        "attachments": [
            {"id": "file-1", "name": "cat.png", "mime_type": "image/png"},
            {"id": "file-2", "name": "notes.pdf", "mime_type": "application/pdf"},
        ]
    }
    parts = [
        {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1"},
        {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_9"},
        {"content_type": "audio_transcription", "text": "spoken"},
        "What is this?",
    ]

    message = read_content(
        {"content_type": "multimodal_text", "parts": parts}, "user", metadata=metadata
    )

    assert message.text.split("\n\n") == [
        "[image: cat.png]",
        "[image]",
        "spoken",
        "What is this?",
        "[file: notes.pdf]",
    ]


def test_what_is_written_to_a_tool_is_code(read_content):
    call = {"content_type": "text", "parts": ['{"prompt": "a cat"}']}
    document = '{"name": "sum", "type": "code/python", "content": "def f():\\n    return 1"}'

    drawn = read_content(call, recipient="dalle.text2im")
    written = read_content(
        {"content_type": "code", "language": "json", "text": document},
        recipient="canmore.create_textdoc",
    )

    assert drawn.text == '```json\n{"prompt": "a cat"}\n```'
    assert written.text == "[document: sum]\n\n```python\ndef f():\n    return 1\n```"


def test_marks_of_sources_become_the_sources(read_content):
    mark = "\ue200cite\ue202turn0search1\ue201"
    metadata = {"content_references": [{"matched_text": mark, "alt": "([A](https://a.b))"}]}
    content = {"content_type": "text", "parts": [f"True {mark} and \ue200x\ue201more"]}

    assert read_content(content, metadata=metadata).text == "True ([A](https://a.b)) and more"


def test_a_reply_that_was_cut_is_interrupted(read_content):
    content = {"content_type": "text", "parts": ["half"]}

    assert read_content(content, status="in_progress").state == "interrupted"


@pytest.mark.parametrize("time", [None, "soon", float("nan"), 1e400, -5, True, [], 9e10, 4e9])
def test_a_time_that_cannot_be_is_that_of_the_message_before(read_one, time):
    nodes = (chatgpt_node("q", None, text="Q"), chatgpt_node("a", "q", create_time=time, text="A"))
    conversation, messages = read_one(
        chatgpt_conversation(*nodes, create_time=time, update_time=time)
    )

    assert messages[1].created_at == messages[0].created_at <= NOW
    assert conversation.created_at <= conversation.updated_at <= NOW


def test_milliseconds_and_iso_times_are_times_too(read_one):
    nodes = (
        chatgpt_node("q", None, create_time=SECONDS * 1000, text="Q"),
        chatgpt_node("a", "q", create_time="2023-11-14T22:13:20Z", text="A"),
    )

    assert [each.created_at for each in read_one(chatgpt_conversation(*nodes))[1]] == [BEGAN, BEGAN]


def test_parents_that_only_list_their_children_are_parents(read_one):
    found = palaces()
    for node in found["mapping"].values():
        del node["parent"]

    assert shape(read_one(found)[1]) == shape(read_one(palaces())[1])


def test_circles_and_missing_parents_cost_no_message(read_one):
    found = palaces()
    found["mapping"]["q"]["parent"] = "q2"
    found["mapping"]["a2"]["parent"] = "nowhere"
    found["current_node"] = "nowhere"

    conversation, messages = read_one(found)

    assert {each.text for each in messages} == {each.text for each in read_one(palaces())[1]}
    assert conversation.head_id in {each.id for each in messages}


def test_without_a_title_the_first_words_are_the_title(read_one):
    conversation, _ = read_one(palaces(title=None))

    assert (conversation.title, conversation.is_renamed) == ("How many palaces?", False)


def test_a_title_is_one_line_of_sane_length(read_one):
    conversation, _ = read_one(palaces(title="a\n\x1b[1m" + "가" * 5000))

    assert conversation.title.startswith("a ␛[1m가")
    assert len(conversation.title) == 200
