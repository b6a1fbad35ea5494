"""Any conversation that this program can have stored, for property tests."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from assistant.conversation import (
    AttachmentPart,
    Conversation,
    Given,
    LeftOut,
    Message,
    PromptRecord,
    ReasoningPart,
    ReplyStats,
    SectionSpan,
    SummaryPart,
    TextPart,
)

MARKDOWN = (
    "```", "~~~", "````py\n", "<!--", "<script>", "<pre>", "<?", "<![CDATA[", "<b>", "- ", "> ",
    "    ", "# ", "| a | b |\n|---|:-:|\n", "[x](javascript:alert(1))", "![i](https://a.b/c.png)",
    "\n", "\n\n", "&lt;", "</style>", "한글", "\x1b[1m", "\u202e", "\r", "'\"", "\\", "`", "\x00",
)  # fmt: skip
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
texts = st.lists(words | st.sampled_from(MARKDOWN), max_size=8).map("".join)
times = st.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
counts = st.integers(0, 2**40)
seconds = st.floats(0, 1e6)
stats = st.builds(ReplyStats, counts, counts, counts, seconds, seconds, counts, words)
parts = st.lists(
    st.builds(TextPart, texts)
    | st.builds(ReasoningPart, texts)
    | st.builds(AttachmentPart, words, texts)
    | st.builds(SummaryPart, texts, words, words, st.integers(0, 99), st.booleans()),
    max_size=3,
).map(tuple)
scores = st.none() | st.floats(0, 1)
givens = st.builds(
    Given,
    kind=st.sampled_from(["memory", "round", "passage", "document", "date", "note"]),
    id=words,
    label=words,
    text=texts,
    score=scores,
    is_used=st.booleans(),
    reason=words,
    number=st.none() | st.integers(1, 99),
)
spans = st.builds(SectionSpan, st.sampled_from(["system", "memories"]), counts, counts, words)
records = st.builds(
    PromptRecord,
    key=words,
    spans=st.lists(spans, max_size=2).map(tuple),
    cached_tokens=counts,
    context_tokens=counts,
    reserve_tokens=counts,
    left_out=st.lists(st.builds(LeftOut, words, words), max_size=2).map(tuple),
    summary_id=words,
    starts_anew=st.booleans(),
)


@st.composite
def trees(
    draw, most: int = 6, *, tells_more: bool = True
) -> tuple[Conversation, tuple[Message, ...]]:
    """A conversation with messages, parents first; none is being written.

    What their prompts were made of is left out unless it `tells_more`.
    """
    messages: list[Message] = []
    for number in range(draw(st.integers(1, most))):
        parent = draw(st.sampled_from([None, *messages]))
        messages.append(
            Message(
                id=f"m{number}",
                conversation_id="c",
                parent_id=parent and parent.id,
                role=draw(st.sampled_from(["user", "assistant", "system", "tool"])),
                parts=draw(parts),
                created_at=draw(times),
                state=draw(st.sampled_from(["complete", "stopped", "interrupted", "failed"])),
                note=draw(words),
                model=draw(words),
                stats=draw(st.none() | stats),
                given=draw(st.lists(givens, max_size=2).map(tuple)) if tells_more else (),
                record=draw(st.none() | records) if tells_more else None,
            )
        )
    conversation = Conversation(
        id="c",
        title=draw(words),
        created_at=draw(times),
        updated_at=draw(times),
        head_id=draw(st.sampled_from(messages)).id,
        system_prompt=draw(st.none() | texts),
        sampling=draw(st.dictionaries(words, st.none() | st.floats(0, 9) | words, max_size=2)),
        pinned=draw(st.booleans()),
        archived=draw(st.booleans()),
        tags=draw(st.lists(words, max_size=2).map(tuple)),
        is_renamed=draw(st.booleans()),
        is_incognito=draw(st.booleans()),
    )
    return conversation, tuple(messages)
