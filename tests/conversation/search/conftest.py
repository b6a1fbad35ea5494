from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.conversation import AttachmentPart, ConversationStore, SearchResults, TextPart

Found = list[str | None]


@pytest.fixture
def said(store: ConversationStore, talk) -> Callable[..., str]:
    """Stores a conversation of the user's texts, each after the one before; returns its id."""

    def say(*texts: str, title: str = "untitled", name: str = "c", **fields: object) -> str:
        last = None
        for index, text in enumerate(texts):
            message = talk.user(f"{name}{index}", text, after=last, conversation=name)
            if last is None:
                store.add_first_message(talk.conversation(name, title, **fields), message)
            else:
                store.add_message(message)
            last = message
        return name

    return say


@pytest.fixture
def found(store: ConversationStore) -> Callable[..., Found]:
    """Ids of the messages that a search finds, best first; `None` for titles."""

    def search(typed: str, limit: int = 50) -> Found:
        return ids(store.search.search(typed, limit))

    return search


def ids(results: SearchResults) -> Found:
    return [hit.message_id for hit in results.hits]


@pytest.fixture
def attached(talk):
    """Makes a message with a text file."""

    def make(name: str, text: str, file: str, content: str):
        message = talk.user(name, text)
        return replace(message, parts=(AttachmentPart(file, content), TextPart(text)))

    return make
