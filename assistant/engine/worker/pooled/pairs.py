"""A question and a passage as one sequence, as a reranker was trained to see them."""

import re
from collections.abc import Callable

from assistant.engine.worker.library import llama
from assistant.engine.worker.pooled.model import PooledModel
from assistant.engine.worker.special_tokens import Disguise, to_tokens
from assistant.engine.worker.vocabulary import Vocabulary

_PLACE = re.compile(r"\{(query|document)\}")

Pairing = Callable[[str, str], list[int]]
"""Makes tokens of a question and a passage."""


def pairing_for(model: PooledModel) -> Pairing:
    """Return how a reranker wants its pairs.

    As `format_prompt_rerank` of llama.cpp's tools/server/server-common.cpp: by the file's own
    template named `rerank`, else by the flags of its vocabulary. Other than there, nothing in a
    text can become a control token, or a place of the template.
    """
    template = llama.llama_model_chat_template(model.model, b"rerank")
    if template is not None:
        return _templated(template.decode("utf-8", "replace"), model.vocabulary)
    return _flagged(model.vocabulary)


def _templated(template: str, vocabulary: Vocabulary) -> Pairing:
    def pair(question: str, passage: str) -> list[int]:
        disguise = Disguise(vocabulary.special_tokens, (question, passage))
        texts = {"query": disguise.put_on(question), "document": disguise.put_on(passage)}
        rendered = _PLACE.sub(lambda place: texts[place[1]], template)
        ids, _ = to_tokens(
            rendered,
            vocabulary.special_tokens,
            disguise=disguise,
            tokenize=vocabulary.tokenize,
        )
        return ids

    return pair


def _flagged(vocabulary: Vocabulary) -> Pairing:
    """Make [BOS] question [EOS] [SEP] passage [EOS], each only if the vocabulary adds it."""
    pointer = vocabulary.pointer
    separator, end = llama.llama_vocab_sep(pointer), llama.llama_vocab_eos(pointer)
    end = separator if end < 0 else end
    before = _tokens((llama.llama_vocab_get_add_bos(pointer), llama.llama_vocab_bos(pointer)))
    after = _tokens((llama.llama_vocab_get_add_eos(pointer), end))
    between = [*after, *_tokens((llama.llama_vocab_get_add_sep(pointer), separator))]

    def pair(question: str, passage: str) -> list[int]:
        ids = vocabulary.tokenize
        return [*before, *ids(question), *between, *ids(passage), *after]

    return pair


def _tokens(flagged: tuple[bool, int]) -> list[int]:
    is_added, token = flagged
    return [token] if is_added and token >= 0 else []
