"""The door to llguidance: which tokens may come next, so that a reply is what a schema allows."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from llguidance import LLMatcher, LLParserLimits, LLTokenizer, TokenizerWrapper

from assistant.engine.protocol import Strictness
from assistant.engine.worker.closing import ClosingRanks
from assistant.engine.worker.schema_limits import Json, readable_schema
from assistant.engine.worker.vocabulary import Vocabulary
from assistant.errors import EngineError, InputError
from assistant.locales import _

_SPECIAL = b"\xff"
"""Before a token's text: it is no text (llguidance: `TokTrie::SPECIAL_TOKEN_MARKER`)."""
_BEFORE = "\x02"
"""Joins no word: SentencePiece puts its space before this instead (as llguidance's own bridge)."""
_LADDER: tuple[tuple[Strictness, dict[str, bool]], ...] = (
    ("strict", {"coerce_one_of": False, "lenient": False}),
    ("coerced", {"coerce_one_of": True, "lenient": False}),
    ("lenient", {"coerce_one_of": True, "lenient": True}),
)
_FORM = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
"""As Python writes JSON: free white space lets a weak model write nothing else."""

Ids = npt.NDArray[np.int64]


class Constraint:
    """Follows a reply, token by token."""

    def __init__(self, matcher: LLMatcher, strictness: Strictness, vocabulary_size: int) -> None:
        self._matcher = matcher
        self._size = vocabulary_size
        self.strictness: Strictness = strictness

    @property
    def is_complete(self) -> bool:
        """Whether nothing can follow."""
        return self._matcher.is_stopped()

    @property
    def can_end(self) -> bool:
        """Whether what was written is allowed as it is."""
        return self._matcher.is_accepting()

    def allows(self, token: int) -> bool:
        """Whether a token may come next; an end may when all is written."""
        return self._matcher.validate_tokens([token]) == 1

    def allowed(self) -> Ids:
        """Return all tokens that may come next; raises `EngineError` when that is too involved."""
        mask = np.frombuffer(self._matcher.compute_logit_bias(), np.uint8)
        allowed = np.flatnonzero(mask[: self._size])
        if not len(allowed) or (self._matcher.is_error() and not self.can_end):
            raise EngineError(_("The schema is too involved to be followed. Simplify it."))
        return allowed

    def take(self, token: int) -> None:
        """Go on with a token that is allowed."""
        self._matcher.consume_token(token)


class Grammars:
    """Compiles schemas for one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._limits = LLParserLimits(
            max_grammar_size=100_000,
            max_lexer_states=50_000,
            initial_lexer_fuel=500_000,
            step_lexer_fuel=200_000,
            verbose_errors=False,
        )

    def constraint(self, schema_json: str) -> Constraint:
        """Compile a schema as strictly as it can be followed; raises `InputError`."""
        schema = readable_schema(schema_json)
        problems: list[str] = []
        for strictness, options in _LADDER:
            matcher = self._matcher(schema, options)
            if not matcher.is_error():
                matcher.compute_bitmask()  # shows whether anything at all is allowed
            if not matcher.is_error():
                return Constraint(matcher, strictness, self._vocabulary.size)
            problems.append(matcher.get_error())
        raise _refusal(problems[0])

    @cached_property
    def closing_ranks(self) -> ClosingRanks:
        """How much each token leaves open."""
        return ClosingRanks(map(self._vocabulary.piece, range(self._vocabulary.size)))

    def _matcher(self, schema: dict[str, Json], options: dict[str, bool]) -> LLMatcher:
        overrides: Any = {**_FORM, **options}  # a TypedDict that has no name at run time
        try:
            grammar = LLMatcher.grammar_from_json_schema(json.dumps(schema), overrides=overrides)
        except ValueError as error:
            raise _refusal(str(error)) from error
        return LLMatcher(self._tokenizer, grammar, log_level=0, limits=self._limits)

    @cached_property
    def _tokenizer(self) -> LLTokenizer:
        words = _Words(self._vocabulary)
        return LLTokenizer(TokenizerWrapper(words), eos_token=words.ends)


def _refusal(problem: str) -> InputError:
    told = " ".join(problem.partition("<")[0].split())[:200]
    return InputError(
        _("The schema cannot be followed ({problem}). Simplify it.").format(problem=told)
    )


class _Words:
    """A vocabulary as llguidance asks for it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        ends = vocabulary.ends
        special = {token.id for token in vocabulary.special_tokens.values()} | {*ends}
        pieces = map(vocabulary.piece, range(vocabulary.size))
        self.tokens: Sequence[bytes] = [
            _SPECIAL + b"%d" % token if token in special or not piece else piece
            for token, piece in enumerate(pieces)
        ] + [_SPECIAL + b"end"]
        # llguidance wants an end: for a vocabulary without one, the id that follows its last.
        self.ends = ends or [vocabulary.size]
        self.eos_token_id = self.ends[0]
        self.bos_token_id = None
        self.special_token_ids = sorted({*special, vocabulary.size})
        self._tokenize = vocabulary.tokenize
        self._before = vocabulary.tokenize(_BEFORE)

    def __call__(self, text: bytes) -> list[int]:
        """Return the ids of a text in the middle of another, where no space is put before it."""
        ids = self._tokenize(_BEFORE + text.decode("utf-8", "replace"))
        return ids[len(self._before) :]
