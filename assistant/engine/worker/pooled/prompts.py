"""The words that embedding models were trained to see around a text. A pure table.

From the models' own cards: EmbeddingGemma, Qwen3-Embedding, E5, Nomic Embed, BGE, Arctic Embed,
mxbai-embed.
"""

import re
from dataclasses import dataclass

from assistant.engine.retrieval import TextKind

_SEARCH = "Given a web search query, retrieve relevant passages that answer the query"
_REPRESENT = "Represent this sentence for searching relevant passages: "


@dataclass(frozen=True, slots=True)
class TextPrompts:
    """What stands before a question and before a passage."""

    query: str = ""
    passage: str = ""

    def put(self, text: str, kind: TextKind) -> str:
        """Return the text as the model wants it."""
        return (self.query if kind == "query" else self.passage) + text


_BY_NAME = (
    (r"embedding-?gemma", TextPrompts("task: search result | query: ", "title: none | text: ")),
    (r"qwen3.*embed", TextPrompts(f"Instruct: {_SEARCH}\nQuery:")),
    (r"e5.*(instruct|mistral)", TextPrompts(f"Instruct: {_SEARCH}\nQuery: ")),
    (r"\be5\b", TextPrompts("query: ", "passage: ")),
    (r"nomic-embed", TextPrompts("search_query: ", "search_document: ")),
    (r"bge-(small|base|large)-en|mxbai-embed", TextPrompts(_REPRESENT)),
    (r"arctic-embed.*v2", TextPrompts("query: ")),
    (r"arctic-embed", TextPrompts(_REPRESENT)),
)


def prompts_for(*names: str) -> TextPrompts:
    """Return the prompts of the model that goes by one of these names; none for others."""
    for name in names:
        plain = re.sub(r"[\s_.]+", "-", name.lower())
        for pattern, prompts in _BY_NAME:
            if re.search(pattern, plain):
                return prompts
    return TextPrompts()
