"""Foreign JSON as conversations; which program wrote it, its content says."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from assistant.errors import InputError
from assistant.locales import _
from assistant.transfer import chatgpt, claude, glassbox_json
from assistant.transfer.planting import ImportedConversation
from assistant.transfer.values import line_of, object_of, objects_of

Reader = Callable[[Mapping[str, object], datetime], ImportedConversation]

_DECODER = json.JSONDecoder(parse_constant=lambda _: None, strict=False)


def parse(text: bytes, start: int) -> Mapping[str, object]:
    """Return the object that a piece of a file is; `start` is its place there.

    What is not UTF-8 costs a character. Raises `InputError`.
    """
    try:
        return object_of(_DECODER.decode(text.decode("utf-8", "replace")))
    except json.JSONDecodeError as error:
        place = start + len(error.doc[: error.pos].encode("utf-8", "replace"))
        raise InputError(
            _("it is not valid JSON at byte {place:,}: {problem}").format(
                place=place, problem=error.msg
            )
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise InputError(_("it has a number that is too long to be one")) from error
    except RecursionError as error:
        raise InputError(_("it is nested too deeply")) from error


def conversations_in(found: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Yield the object itself, or the conversations that it wraps."""
    inner = objects_of(found.get("conversations"))
    yield from inner or (found,)


def reader_of(found: Mapping[str, object]) -> Reader | None:
    """Return what reads a conversation; `None` when it is none that is known."""
    if found.get("format") == glassbox_json.FORMAT:
        return glassbox_json.read_conversation
    if "mapping" in found:
        return chatgpt.read_conversation
    if "chat_messages" in found:
        return claude.read_conversation
    return None


def name_of(found: Mapping[str, object]) -> str:
    """The title of a conversation that may be broken, for the user to find it by."""
    return line_of(found.get("title")) or line_of(found.get("name"))
