"""A conversation as the text of a file."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from importlib import import_module
from typing import Literal, Protocol, cast

from assistant.conversation import Conversation, Message
from assistant.transfer.strands import shown_branch

ExportFormat = Literal["markdown", "json", "html"]
BranchChoice = Literal["shown", "all"]

SUFFIXES: dict[ExportFormat, str] = {"markdown": ".md", "json": ".json", "html": ".html"}


class _Page(Protocol):
    def __call__(
        self, conversation: Conversation, messages: Sequence[Message], zone: tzinfo | None
    ) -> str: ...


def export_conversation(
    conversation: Conversation,
    messages: Sequence[Message],
    format_: ExportFormat,
    branch: BranchChoice = "all",
    zone: tzinfo | None = None,
) -> str:
    """Return a conversation as a text that ends with a newline.

    `messages` are those of all branches, parents first. Of times that are shown, `zone` is the
    zone, `None` the local one. Only JSON can be imported again, then with everything but the ids
    of tokens.
    """
    if branch == "shown":
        messages = shown_branch(messages, conversation.head_id)
    # Loaded when they are needed: not one of them is part of a program's start.
    if format_ == "json":
        from assistant.transfer.glassbox_json import conversation_document  # noqa: PLC0415

        return conversation_document(conversation, messages) + "\n"
    name = f"{format_}_page"
    page = cast("_Page", getattr(import_module(f"assistant.transfer.{name}"), name))
    return page(conversation, messages, zone)


def joined_documents(documents: Iterable[str]) -> Iterable[str]:
    """Several JSON exports as the pieces of one text: an array, to be imported as a whole."""
    separator = "[\n"
    for document in documents:
        yield separator + document.rstrip("\n")
        separator = ",\n"
    yield "\n]\n" if separator == ",\n" else "[]\n"
