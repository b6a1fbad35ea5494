"""What the index is told about a message or a title."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.conversation.fields import read_array, read_text
from assistant.conversation.message import Message, TextPart, ToolCallPart, ToolResultPart
from assistant.conversation.rows import message_from_row
from assistant.conversation.search.terms import index_terms, words_of

MOST_CHARACTERS = 1_000_000
"""What a message has beyond these is not searched."""
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """The fields of the index, each as `terms.words_of` writes it; `marks` are terms as such."""

    words: str
    title: str
    tags: str
    model: str
    marks: str

    @property
    def terms(self) -> tuple[str, ...]:
        """What the index is given, field by field."""
        texts = (self.words, self.title, self.tags, self.model)
        return (*map(index_terms, texts), self.marks)

    @property
    def columns(self) -> Mapping[str, str | bytes]:
        """Column name → value."""
        return {
            "words": self.words.encode(),
            "title": self.title,
            "tags": self.tags,
            "model": self.model,
            "marks": self.marks,
        }


def stored_document(row: sqlite3.Row) -> Document:
    """What the index was given once."""
    words: bytes = row["words"]
    return Document(words.decode(), row["title"], row["tags"], row["model"], row["marks"])


def message_document(row: sqlite3.Row) -> Document:
    """The document of a message that was read with its conversation's title and tags.

    Reasoning is not part of it. Raises one of `MALFORMED` when the row is damaged.
    """
    message = message_from_row(row)
    return Document(
        words=words_of(searched_text(message)[:MOST_CHARACTERS]),
        title=words_of(read_text(row["conversation_title"])),
        tags=_tag_words(row["conversation_tags"]),
        model=words_of(message.model),
        marks=" ".join(("message", f"role{message.role}", *_marks(message))),
    )


def title_columns(row: sqlite3.Row) -> tuple[str, str, str]:
    """Title and tags as index terms, and the title as words, of a conversation.

    Raises one of `MALFORMED` when the row is damaged.
    """
    words = words_of(read_text(row["title"]))
    return index_terms(words), index_terms(_tag_words(row["tags"])), words


def searched_text(message: Message) -> str:
    """The words of a message that are searched, its attachments last."""
    texts = [part.text for part in message.parts if isinstance(part, TextPart)]
    attached = [f"{part.name}\n{part.text}" for part in message.attachments]
    tools = [each.text for each in message.parts if isinstance(each, ToolCallPart | ToolResultPart)]
    return "\n".join(("".join(texts), *tools, *attached))


def _marks(message: Message) -> list[str]:
    texts = (part.text for part in message.parts if isinstance(part, TextPart))
    has_code = any(_FENCE.search(text) for text in texts)
    return ["hascode"] * has_code + ["hastool"] * (message.role == "tool")


def _tag_words(column: object) -> str:
    return words_of("\n".join(map(read_text, read_array(column))))
