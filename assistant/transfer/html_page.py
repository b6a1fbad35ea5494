"""A conversation as one HTML file that needs nothing else: no scripts, no fonts, no network."""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from hashlib import sha256
from html import escape

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
from assistant.transfer.facts import date_of, facts_of, speaker_of, tool_caption, tool_words
from assistant.transfer.html_markdown import html_of
from assistant.transfer.html_style import style_sheet
from assistant.transfer.strands import Strand, children_of, strands

_HANGUL = re.compile("[\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u30ff]")
_LETTERS = re.compile(r"[^\W\d_]")
_ENOUGH = 0.2
"""Share of a text's letters that tells its language; code and names are mostly Latin."""
_SAMPLE = 4000
_CURRENT = ' aria-current="true"'
_SURROGATES = re.compile("[\ud800-\udfff]")


def html_page(
    conversation: Conversation,
    messages: Sequence[Message],
    zone: tzinfo | None,
    language: str = "en",
) -> str:
    """Show all messages, the shown branch first; at a fork, links lead to the other branches.

    Times are those of a zone, `None`: the local one. `language` is that of the page's own words.
    """
    page = _Page(strands(messages, conversation.head_id), messages, zone)
    style = style_sheet()
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = _text(conversation.title)
    lines = [
        "<!doctype html>",
        f'<html lang="{escape(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        f"<header><h1{_lang(conversation.title)}>{title}</h1>",
        f'<p class="facts">{_text(facts_of(conversation, zone))}</p></header>',
        *_system_prompt(conversation),
        *page.lines(),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def language_of(text: str) -> str:
    """`ko` or `ja` for a text with enough of their letters, else nothing."""
    sample = text[:_SAMPLE]
    letters = len(_LETTERS.findall(sample)) or 1
    if len(_HANGUL.findall(sample)) / letters >= _ENOUGH:
        return "ko"
    return "ja" if len(_KANA.findall(sample)) / letters >= _ENOUGH else ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a message stands among those that follow the same one."""

    number: int
    beside: tuple[int, ...]
    """The numbers of all of them, itself included."""


class _Page:
    """The messages of a page, each with a number for links to lead to."""

    def __init__(
        self, found: Sequence[Strand], messages: Sequence[Message], zone: tzinfo | None
    ) -> None:
        self._strands = found
        self._zone = zone
        in_order = [message for strand in found for message in strand.messages]
        numbers = {message.id: number for number, message in enumerate(in_order, 1)}
        self._numbers: Mapping[str, int] = numbers
        self._places: Mapping[str, _Place] = {
            each.id: _Place(numbers[each.id], tuple(numbers[other.id] for other in beside))
            for beside in children_of(messages).values()
            for each in beside
        }

    def lines(self) -> Iterator[str]:
        """Yield the shown branch, then each other."""
        for strand in self._strands:
            if strand is self._strands[0]:
                yield "<main>"
                yield from self._messages(strand)
                yield "</main>"
            else:
                yield '<section class="branch">'
                yield f"<h2>Another branch, {self._origin(strand)}</h2>"
                yield from self._messages(strand)
                yield "</section>"

    def _origin(self, strand: Strand) -> str:
        number = self._numbers.get(strand.follows_id or "")
        if number is None:
            return "from the beginning"
        return f'after <a href="#m{number}">message {number}</a>'

    def _messages(self, strand: Strand) -> Iterator[str]:
        for message in strand.messages:
            place = self._places[message.id]
            time = message.created_at
            yield f'<article class="{message.role}" id="m{place.number}">'
            yield '<div class="said">'
            yield f"<h2>{_text(speaker_of(message))}</h2>"
            yield f'<time datetime="{time.isoformat()}">{date_of(time, self._zone)}</time>'
            yield from _versions(place)
            yield "</div>"
            yield from _parts(message)
            yield "</article>"


def _versions(place: _Place) -> Iterator[str]:
    if len(place.beside) == 1:
        return
    links = (
        f'<a href="#m{number}"{_CURRENT if number == place.number else ""}>{at}</a>'
        for at, number in enumerate(place.beside, 1)
    )
    yield f'<nav aria-label="Versions">version {" ".join(links)} of {len(place.beside)}</nav>'


def _parts(message: Message) -> Iterator[str]:
    for part in message.parts:
        match part:
            case TextPart(text):
                yield f'<div class="text"{_lang(text)}>{html_of(_clean(text))}</div>'
            case ReasoningPart(text):
                yield "<details><summary>Reasoning</summary>"
                yield f"{html_of(_clean(text))}</details>"
            case AttachmentPart(name, text):
                yield from _figure(name, text)
            case SummaryPart(text):
                yield "<details><summary>Summary for the model</summary>"
                yield f"{html_of(_clean(text))}</details>"
            case ToolCallPart() | ToolResultPart():
                yield from _figure(tool_caption(part), tool_words(part))
    if message.note:
        yield f'<p class="note">{_text(message.note)}</p>'


def _figure(caption: str, text: str) -> Iterator[str]:
    yield f"<figure><figcaption>{_text(caption)}</figcaption>"
    yield f"<pre><code>{_text(text)}</code></pre></figure>"


def _system_prompt(conversation: Conversation) -> Iterator[str]:
    if conversation.system_prompt:
        yield "<details><summary>System prompt</summary>"
        yield f"{html_of(_clean(conversation.system_prompt))}</details>"


def _lang(text: str) -> str:
    language = language_of(text)
    return f' lang="{language}"' if language else ""


def _text(text: str) -> str:
    return escape(printable(_clean(text)))


def _clean(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)
