"""Markdown and HTML exports: readable, complete, and harmless whatever was said."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from some_trees import MARKDOWN, texts, trees

from assistant.conversation import (
    AttachmentPart,
    Conversation,
    Message,
    ReasoningPart,
    TextPart,
)
from assistant.transfer import export_conversation
from assistant.transfer.composing import fenced
from assistant.transfer.markdown_page import self_contained
from assistant.transfer.strands import strands

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
HEADING = re.compile(r"(?:\d+\. )?(?:You|Assistant|System|Tool)\b.* · \d{4}-\d\d-\d\d \d\d:\d\d")
VOID = {"meta", "br", "hr"}


def message(name: str, parent: str | None, *parts: object, **fields: object) -> Message:
    role = "user" if name.startswith("u") else "assistant"
    shown = tuple(TextPart(part) if isinstance(part, str) else part for part in parts)
    return Message(name, "c", parent, role, shown, NOW, **fields)


def conversation(head: str, **fields: object) -> Conversation:
    return Conversation("c", "Palaces", NOW, NOW + timedelta(days=1), head, **fields)


FORKED = (
    message("u1", None, "How many?"),
    message("a1", "u1", "Five.", model="gpt-4o"),
    message("u2", "a1", "Which?"),
    message("a2", "u1", ReasoningPart("Hm.\n\nYes."), "There are **five**.", state="stopped"),
    message("u3", "a2", "Why?", AttachmentPart("x.py", "print(1)\n```\n")),
)


class Page(HTMLParser):
    """The elements of a page, checked to be closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_markdown_shows_the_branch_with_speakers_dates_reasoning_and_attachments():
    page = export_conversation(
        conversation("u3", tags=("a_b",), system_prompt="Be\nbrief."),
        FORKED,
        "markdown",
        "shown",
        UTC,
    )

    assert page == (
        "# Palaces\n\n*2026-03-01 09:00 to 2026-03-02 09:00 · \\#a\\_b*\n\n"
        "**System prompt**\n\n> Be\n> brief.\n\n"
        "## You · 2026-03-01 09:00\n\nHow many?\n\n"
        "## Assistant · stopped · 2026-03-01 09:00\n\n"
        "> *Reasoning*\n>\n> Hm.\n>\n> Yes.\n\nThere are **five**.\n\n"
        "## You · 2026-03-01 09:00\n\nWhy?\n\n"
        "**Attached: x.py**\n\n````\nprint(1)\n```\n````\n"
    )


def test_markdown_of_all_branches_says_where_each_begins():
    page = export_conversation(conversation("u3"), FORKED, "markdown", "all", UTC)

    assert "# Another branch, after message 1\n\n## 4. Assistant (gpt-4o)" in page
    assert page.index("Why?") < page.index("Five.") < page.index("Which?")


@given(trees())
@settings(deadline=None)
def test_every_message_has_its_heading_in_markdown_whatever_the_others_say(tree):
    page = export_conversation(*tree, "markdown")

    tokens = MarkdownIt("commonmark").parse(page)

    headings = [
        tokens[at + 1].content
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0
    ]
    assert sum(HEADING.fullmatch(each) is not None for each in headings) >= len(tree[1])


@given(st.lists(st.sampled_from(MARKDOWN) | texts, max_size=6).map("".join))
@settings(deadline=None)
def test_markdown_never_takes_in_what_follows(text: str):
    tokens = MarkdownIt("commonmark").parse(self_contained(text) + "\n\n## end\n")

    assert (tokens[-3].type, tokens[-3].level, tokens[-2].content) == ("heading_open", 0, "end")


@given(texts, texts)
def test_code_cannot_leave_its_fence(code: str, language: str):
    code = code.replace("\x00", "").replace("\r", "")

    tokens = MarkdownIt("commonmark").parse(fenced(code, language) + "\n\nend")

    assert [token.type for token in tokens[:2]] == ["fence", "paragraph_open"]
    assert tokens[0].content.removesuffix("\n") == code.removesuffix("\n")


def test_html_shows_every_branch_and_links_lead_to_them():
    page = Page(export_conversation(conversation("u3"), FORKED, "html"))

    articles = [each["id"] for each in page.all("article")]
    links = [each["href"] for each in page.all("a")]
    assert articles == ["m1", "m2", "m3", "m4", "m5"]
    assert links == ["#m4", "#m2", "#m1", "#m4", "#m2"]
    assert {"How many?", "Five.", "Which?", "Why?", "Reasoning", "x.py"} <= set(page.texts)


def test_html_needs_nothing_and_allows_nothing():
    html = export_conversation(conversation("u3"), FORKED, "html")
    page = Page(html)

    policy = next(each["content"] for each in page.all("meta") if "http-equiv" in each)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert page.all("html") == [{"lang": "en"}]
    assert "prefers-color-scheme: dark" in html
    assert "Noto Sans KR" in html
    assert not re.search(r"url\(|@import|src=", html)


def test_korean_text_says_that_it_is_korean():
    page = Page(
        export_conversation(
            conversation("u1"), [message("u1", None, "`make` 서울에서 간다")], "html"
        )
    )

    assert {"class": "text", "lang": "ko"} in page.all("div")


def test_code_is_coloured_by_classes():
    text = "```python\nimport os\n```\n\n```nonsense\n<b>\n```\n\n| a |\n|--:|\n| 1 |\n"
    page = Page(export_conversation(conversation("u1"), [message("u1", None, text)], "html"))

    assert any((each["class"] or "").startswith("h-") for each in page.all("span"))
    assert page.all("td") == [{"class": "right"}]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,hi)",
        "[x](file:///etc/passwd)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml;base64,AAAA)",
        "![x](//evil.example/i.png)",
        '[x](https://a.b "\\"onmouseover=alert(1)")',
        '```"><script>alert(1)</script>\ncode\n```',
        "</style></article></main><script>",
    ],
)
def test_nothing_that_was_said_can_run_or_load(text: str):
    said = message("u1", None, text, AttachmentPart(text, text), ReasoningPart(text), note=text)
    fields = {"system_prompt": text, "tags": (text,)}
    html = export_conversation(Conversation("c", text, NOW, NOW, "u1", **fields), [said], "html")
    page = Page(html)

    assert not {"script", "img", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("style", "src") for name in attributes)
    for link in page.all("a"):
        assert link["href"].startswith(("https://", "#"))
        assert link["href"].startswith("#") or link["rel"] == "noopener noreferrer nofollow"


def test_images_become_links():
    page = Page(
        export_conversation(
            conversation("u1"), [message("u1", None, "![a cat](https://a.b/c.png)")], "html"
        )
    )

    assert page.all("a")[0]["href"] == "https://a.b/c.png"
    assert "[image: a cat]" in page.texts


@given(trees())
@settings(deadline=None, max_examples=60)
def test_html_is_well_formed_and_shows_every_message_once(tree):
    page = Page(export_conversation(*tree, "html"))

    assert len(page.all("article")) == len(tree[1])
    targets = {f"#{each['id']}" for each in page.all("article")}
    assert {each["href"] for each in page.all("a") if each["href"].startswith("#")} <= targets
    assert not {"script", "img"} & {tag for tag, _ in page.elements}


@given(trees(most=12, tells_more=False))
def test_strands_have_every_message_once_and_start_at_a_message_before(tree):
    stored, messages = tree
    found = strands(messages, stored.head_id)

    assert sorted(each.id for one in found for each in one.messages) == sorted(
        each.id for each in messages
    )
    assert found[0].messages[-1].id == stored.head_id
    seen: set[str | None] = {None}
    for strand in found:
        assert strand.follows_id in seen
        assert [each.parent_id for each in strand.messages] == [
            strand.follows_id,
            *(each.id for each in strand.messages[:-1]),
        ]
        seen.update(each.id for each in strand.messages)


def test_a_long_conversation_of_forks_is_no_recursion():
    messages = [message("u0", None, "x")]
    for number in range(1, 4000):
        messages.append(message(f"u{number}", messages[-1].id, "x"))
        messages.append(message(f"v{number}", messages[-2].id, "y"))

    assert len(strands(messages, "u0")) > 3000
