"""What a message of Claude says, in the kinds of content that its exports have had."""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from assistant.conversation import AttachmentPart, Part, ReasoningPart, TextPart
from assistant.transfer.composing import bracketed, fenced, joined
from assistant.transfer.values import array_of, line_of, object_of, text_of

_UNSUPPORTED = re.compile(
    r"```\s*This block is not supported on your current device yet\.\s*```\s*"
)
"""What exports have in `text` where `content` has the use of a tool."""
_ARTIFACT = re.compile(r"<antArtifact\b([^<>]{0,2000})>(.*?)</antArtifact>", re.DOTALL)
_THINKING = re.compile(r"<antThinking>.*?</antThinking>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_LANGUAGES = {
    "application/vnd.ant.react": "jsx",
    "application/vnd.ant.mermaid": "mermaid",
    "image/svg+xml": "svg",
    "text/html": "html",
    "text/markdown": "markdown",
}

_Object = Mapping[str, object]


def message_parts(message: _Object) -> tuple[Part, ...]:
    """Return what a message says: its files first, as they were sent with the words."""
    pieces: list[Part] = [*_attachments(message)]
    blocks = [object_of(block) for block in array_of(message.get("content"))]
    said = [piece for block in blocks for piece in _block(block)]
    if not any(piece.text.strip() for piece in said):
        said.append(TextPart(_with_artifacts(_UNSUPPORTED.sub("", text_of(message.get("text"))))))
    return joined([*pieces, *said])


def _attachments(message: _Object) -> Iterator[Part]:
    seen: set[str] = set()
    for attachment in map(object_of, array_of(message.get("attachments"))):
        name = line_of(attachment.get("file_name"))
        seen.add(name)
        text = text_of(attachment.get("extracted_content"))
        if text:
            yield AttachmentPart(name or "pasted.txt", text)
        elif name:
            yield TextPart(bracketed("file", name))
    files = [*array_of(message.get("files")), *array_of(message.get("files_v2"))]
    for file in map(object_of, files):
        name = line_of(file.get("file_name"))
        kind = "image" if file.get("file_kind") == "image" else "file"
        if name not in seen if name else file.get("file_uuid"):
            yield TextPart(bracketed(kind, name))
        seen.add(name)


def _block(block: _Object) -> Iterator[Part]:
    match block.get("type"):
        case "text" | None:
            yield TextPart(_with_artifacts(text_of(block.get("text"))))
        case "thinking":
            yield ReasoningPart(text_of(block.get("thinking")))
        case "redacted_thinking":
            yield ReasoningPart(bracketed("redacted"))
        case "tool_use":
            yield from _tool_use(block)
        case "tool_result":
            yield from _tool_result(block)
        case "voice_note":
            yield TextPart(text_of(block.get("text")))
        case "token_budget" | "flag":
            return
        case kind:
            name = block.get("file_name") or block.get("name") or block.get("title")
            words = text_of(block.get("text"))
            yield TextPart(words or bracketed(line_of(kind) or "block", name))


def _tool_use(block: _Object) -> Iterator[Part]:
    given = object_of(block.get("input"))
    code = text_of(given.get("content")) or text_of(given.get("code"))
    code = code or text_of(given.get("file_text"))
    if code:
        language = text_of(given.get("language")) or _language_of(text_of(given.get("type")))
        title = given.get("title") or given.get("path") or block.get("name")
        yield TextPart(f"{bracketed('tool', title)}\n\n{fenced(code, language)}")
        return
    shown = json.dumps(block.get("input"), ensure_ascii=False, indent=2)
    yield TextPart(f"{bracketed('tool', block.get('name'))}\n\n{fenced(shown, 'json')}")


def _tool_result(block: _Object) -> Iterator[Part]:
    heading = bracketed("error" if block.get("is_error") is True else "result", block.get("name"))
    content = block.get("content")
    texts = [content] if isinstance(content, str) else [*_result_texts(array_of(content))]
    for text in filter(str.strip, texts):
        yield TextPart(f"{heading}\n\n{fenced(text)}")


def _result_texts(blocks: list[object]) -> Iterator[str]:
    for block in map(object_of, blocks):
        text = text_of(block.get("text"))
        kind = line_of(block.get("type")) or "block"
        yield text or bracketed(kind, block.get("title") or block.get("file_name"))


def _with_artifacts(text: str) -> str:
    """Show documents inside the text as code with their titles."""
    for pattern, end, replacement in _DOCUMENTS:
        # Behind the last end is nothing to find, and looking for it takes the square of the time.
        whole = text.rfind(end) + len(end) if end in text else 0
        text = pattern.sub(replacement, text[:whole]) + text[whole:]
    return text


def _artifact(found: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(found[1]))
    language = attributes.get("language") or _language_of(attributes.get("type", ""))
    heading = bracketed("document", attributes.get("title"))
    return f"\n\n{heading}\n\n{fenced(found[2].strip(chr(10)), language)}\n\n"


def _language_of(kind: str) -> str:
    return _LANGUAGES.get(kind, "")


_DOCUMENTS: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], str]], ...] = (
    (_THINKING, "</antThinking>", lambda _: ""),
    (_ARTIFACT, "</antArtifact>", _artifact),
)
