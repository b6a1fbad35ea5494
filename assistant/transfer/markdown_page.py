"""A conversation as Markdown, to be read."""

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from markdown_it import MarkdownIt

from assistant.conversation import (
    AttachmentPart,
    Conversation,
    Message,
    ReasoningPart,
    SummaryPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from assistant.terminal_text import printable
from assistant.transfer.composing import fenced, quoted
from assistant.transfer.facts import date_of, facts_of, speaker_of, tool_caption, tool_words
from assistant.transfer.strands import Strand, strands

_SPECIAL = re.compile(r"([\\`*_\[\]<>&#~|])")
_MAY_STAY_OPEN = re.compile(r"```|~~~|<")
_NEXT = "\n\n## next\n"
_ENDS_OF_HTML = ("-->", "?>", "]]>", ">", "</pre>", "</script>", "</style>", "</textarea>")
"""What ends the kinds of raw HTML that a blank line does not."""


def markdown_page(
    conversation: Conversation, messages: Sequence[Message], zone: tzinfo | None
) -> str:
    """Show all messages, the shown branch first; times are those of a zone, `None`: the local one.

    Control characters become pictures of themselves.
    """
    found = strands(messages, conversation.head_id)
    numbers = {
        message.id: number
        for number, message in enumerate((each for one in found for each in one.messages), 1)
    }
    shown_numbers = numbers if len(found) > 1 else {}
    blocks = [f"# {_plain(conversation.title)}", f"*{_plain(facts_of(conversation, zone))}*"]
    if conversation.system_prompt:
        blocks += ["**System prompt**", quoted(conversation.system_prompt)]
    for strand in found:
        blocks += _strand(strand, shown_numbers, zone, is_first=strand is found[0])
    return printable("\n\n".join(blocks)) + "\n"


def self_contained(text: str) -> str:
    """Markdown that ends by itself: no open fence or HTML in it takes in what follows."""
    if _MAY_STAY_OPEN.search(text) is None:
        return text
    parser = MarkdownIt("commonmark")
    last = [token for token in parser.parse(text) if token.level == 0][-1:]
    fence = [token.markup for token in last if token.type == "fence"]
    for end in ("", *fence, *_ENDS_OF_HTML):
        closed = f"{text}\n{end}" if end else text
        following = parser.parse(closed + _NEXT)[-3:]
        if [token.tag for token in following] == ["h2", "", "h2"] and following[0].level == 0:
            return closed
    return fenced(text, "markdown")


def _strand(
    strand: Strand, numbers: dict[str, int], zone: tzinfo | None, *, is_first: bool
) -> Iterator[str]:
    if not is_first:
        before = numbers.get(strand.follows_id or "")
        place = "from the beginning" if before is None else f"after message {before}"
        yield f"---\n\n# Another branch, {place}"
    for message in strand.messages:
        yield from _message(message, numbers.get(message.id), zone)


def _message(message: Message, number: int | None, zone: tzinfo | None) -> Iterator[str]:
    counted = "" if number is None else f"{number}. "
    yield f"## {counted}{_plain(speaker_of(message))} · {date_of(message.created_at, zone)}"
    for part in message.parts:
        match part:
            case TextPart(text):
                yield self_contained(printable(text).strip("\n"))
            case ReasoningPart(text):
                yield quoted(f"*Reasoning*\n\n{text.strip()}")
            case AttachmentPart(name, text):
                yield f"**Attached: {_plain(name)}**\n\n{fenced(text)}"
            case SummaryPart(text):
                yield quoted(f"*Summary for the model*\n\n{text.strip()}")
            case ToolCallPart() | ToolResultPart():
                yield f"**{_plain(tool_caption(part))}**\n\n{fenced(tool_words(part))}"
    if message.note:
        yield f"*{_plain(message.note)}*"


def _plain(text: str) -> str:
    """Text on one line in which Markdown finds nothing."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
