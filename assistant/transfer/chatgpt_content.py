"""What a message of ChatGPT says, in the kinds of content that its exports have had."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import cast

from assistant.conversation import Part, ReasoningPart, TextPart
from assistant.transfer.composing import bracketed, fenced, joined, quoted
from assistant.transfer.values import array_of, object_of, objects_of, text_of

_EVERYBODY = ("", "all")
"""Recipients of what is meant for the user; others are tools."""

_REFERENCE = re.compile("\ue200[^\ue200\ue201]*\ue201")
"""What stands for a source in the text, in characters of the private use area."""

_MEDIA = {
    "image_asset_pointer": "image",
    "audio_asset_pointer": "audio",
    "video_container_asset_pointer": "video",
    "real_time_user_audio_video_asset_pointer": "audio",
}

_Object = Mapping[str, object]


def content_parts(message: _Object) -> tuple[Part, ...]:
    """Return what a message says; nothing for one that is empty, or only steers the display."""
    content = object_of(message.get("content"))
    read = _READERS.get(text_of(content.get("content_type")), _unknown)
    pieces = [*read(content, message)]
    shown = {text_of(part.get("asset_pointer")) for part in objects_of(content.get("parts"))}
    pieces += (TextPart(note) for note in _attachments(message, shown))
    return joined(pieces)


def _text(content: _Object, message: _Object) -> Iterator[Part]:
    sources = _sources(message)
    for part in array_of(content.get("parts")):
        text = part if isinstance(part, str) else _media(object_of(part), message)
        yield TextPart(_to_tool(_REFERENCE.sub(lambda m: sources.get(m[0], ""), text), message))


def _media(part: _Object, message: _Object) -> str:
    kind = text_of(part.get("content_type")) or text_of(part.get("type"))
    if text := text_of(part.get("text")):  # a transcription, or a text as an object
        return text
    pointer = part.get("asset_pointer")
    pointer = object_of(part.get("audio_asset_pointer")).get("asset_pointer", pointer)
    names = {text_of(each.get("id")): each.get("name") for each in _attached(message)}
    name = names.get(_file_id(text_of(pointer)))
    if name is None:
        name = object_of(object_of(part.get("metadata")).get("dalle")).get("prompt")
    if kind in _MEDIA or pointer is not None:
        return bracketed(_MEDIA.get(kind, "file"), name)
    return bracketed(kind) if kind else ""


def _code(content: _Object, message: _Object) -> Iterator[Part]:
    language = text_of(content.get("language"))
    if language in ("", "unknown"):
        language = "python" if message.get("recipient") == "python" else ""
    yield TextPart(_as_code(text_of(content.get("text")), language, message))


def _output(content: _Object, _: _Object) -> Iterator[Part]:
    text = text_of(content.get("text")) or text_of(content.get("output_str"))
    if text.strip():
        yield TextPart(fenced(text))


def _thoughts(content: _Object, _: _Object) -> Iterator[Part]:
    for thought in objects_of(content.get("thoughts")):
        yield ReasoningPart(text_of(thought.get("summary")))
        yield ReasoningPart(text_of(thought.get("content")))


def _recap(content: _Object, _: _Object) -> Iterator[Part]:
    yield ReasoningPart(text_of(content.get("content")) or text_of(content.get("text")))


def _web_page(content: _Object, _: _Object) -> Iterator[Part]:
    title, url = text_of(content.get("title")), text_of(content.get("url"))
    words = text_of(content.get("text")) or text_of(content.get("result"))
    yield TextPart(" ".join(filter(None, (title, f"<{url}>" if url else ""))))
    if words.strip():
        yield TextPart(quoted(words))


def _browsing(content: _Object, _: _Object) -> Iterator[Part]:
    yield TextPart(text_of(content.get("summary")))
    yield TextPart(text_of(content.get("result")))


def _instructions(content: _Object, _: _Object) -> Iterator[Part]:
    for name in ("user_profile", "user_instructions", "model_set_context"):
        yield TextPart(text_of(content.get(name)))


def _error(content: _Object, _: _Object) -> Iterator[Part]:
    name, text = text_of(content.get("name")), text_of(content.get("text"))
    yield TextPart(": ".join(filter(None, (name, text))))


def _unknown(content: _Object, message: _Object) -> Iterator[Part]:
    pieces = [*_text(content, message)]
    names = ("text", "content", "result", "summary")
    pieces += (TextPart(text_of(content.get(name))) for name in names)
    kind = text_of(content.get("content_type"))
    if kind and not any(piece.text.strip() for piece in pieces):
        pieces.append(TextPart(bracketed(kind)))
    yield from pieces


_READERS: Mapping[str, Callable[[_Object, _Object], Iterator[Part]]] = {
    "text": _text,
    "multimodal_text": _text,
    "code": _code,
    "execution_output": _output,
    "citable_code_output": _output,
    "thoughts": _thoughts,
    "reasoning_recap": _recap,
    "tether_quote": _web_page,
    "sonic_webpage": _web_page,
    "tether_browsing_display": _browsing,
    "user_editable_context": _instructions,
    "model_editable_context": _instructions,
    "system_error": _error,
}


def _to_tool(text: str, message: _Object) -> str:
    """What is written to a tool is code, whatever the export calls it."""
    is_call = (
        object_of(message.get("author")).get("role") == "assistant"
        and text_of(message.get("recipient")) not in _EVERYBODY
    )
    return _as_code(text, "", message) if is_call else text


def _as_code(text: str, language: str, message: _Object) -> str:
    if not text.strip():
        return ""
    given = _parsed(text)
    document = text_of(object_of(given).get("content"))
    if document and text_of(message.get("recipient")).startswith("canmore.create"):
        kind = text_of(object_of(given).get("type"))
        code = fenced(document, "markdown" if kind == "document" else kind.removeprefix("code/"))
        return f"{bracketed('document', object_of(given).get('name'))}\n\n{code}"
    return fenced(text, language or ("json" if given is not None else ""))


def _parsed(text: str) -> object:
    """The JSON object or array that a text is; `None` when it is something else."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError):
        return None


def _sources(message: _Object) -> dict[str, str]:
    references = objects_of(object_of(message.get("metadata")).get("content_references"))
    return {text_of(each.get("matched_text")): text_of(each.get("alt")) for each in references}


def _attachments(message: _Object, shown: set[str]) -> Iterator[str]:
    """Name the files that no part of the content points to."""
    ids = {_file_id(pointer) for pointer in shown}
    for each in _attached(message):
        if text_of(each.get("id")) not in ids or not each.get("id"):
            kind = text_of(each.get("mime_type")) or text_of(each.get("mimeType"))
            yield bracketed("image" if kind.startswith("image/") else "file", each.get("name"))


def _attached(message: _Object) -> list[_Object]:
    return objects_of(object_of(message.get("metadata")).get("attachments"))


def _file_id(pointer: str) -> str:
    """`file-service://file-x` and `sediment://file_x` both name a file by what comes last."""
    return pointer.rpartition("/")[2].partition("#")[0]
