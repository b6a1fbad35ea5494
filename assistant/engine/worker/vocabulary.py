"""A model's vocabulary: text to token ids, ids to bytes, and which ids are more than text."""

import ctypes
from functools import cached_property

from assistant.engine.reasoning import MARKER_TOKENS
from assistant.engine.worker.library import llama
from assistant.engine.worker.special_tokens import SpecialToken, looks_like_markup

_PIECE_BYTES = 256


class Vocabulary:
    """Reads one model's vocabulary through llama.cpp."""

    def __init__(self, model: llama.llama_model_p) -> None:
        vocab = llama.llama_model_get_vocab(model)
        self.pointer = vocab
        self.size = llama.llama_vocab_n_tokens(vocab)
        self._pieces: dict[int, bytes] = {}
        self._buffer = ctypes.create_string_buffer(_PIECE_BYTES)

    @cached_property
    def bos_text(self) -> str:
        """Text of the token that begins a prompt; empty if there is none."""
        return self.text_of(llama.llama_vocab_bos(self.pointer))

    @cached_property
    def eos_text(self) -> str:
        """Text of the token that ends a text; empty if there is none."""
        return self.text_of(llama.llama_vocab_eos(self.pointer))

    @cached_property
    def leading_bos(self) -> int | None:
        """The id that must stand before every prompt, if this model wants one."""
        wanted = llama.llama_vocab_get_add_bos(self.pointer)
        token = llama.llama_vocab_bos(self.pointer)
        return token if wanted and token >= 0 else None

    @cached_property
    def special_tokens(self) -> dict[str, SpecialToken]:
        """The tokens that must never come from text that somebody wrote, by their text."""
        found: dict[str, SpecialToken] = {}
        for token in range(self.size):
            attributes = llama.llama_vocab_get_attr(self.pointer, token)
            is_user_defined = bool(attributes & llama.LLAMA_TOKEN_ATTR_USER_DEFINED)
            if not is_user_defined and not attributes & (
                llama.LLAMA_TOKEN_ATTR_CONTROL | llama.LLAMA_TOKEN_ATTR_UNKNOWN
            ):
                continue
            text = self.text_of(token)
            if text and (not is_user_defined or looks_like_markup(text)):
                found[text] = SpecialToken(
                    id=token,
                    text=text,
                    eats_left=bool(attributes & llama.LLAMA_TOKEN_ATTR_LSTRIP),
                    eats_right=bool(attributes & llama.LLAMA_TOKEN_ATTR_RSTRIP),
                    matches_in_text=is_user_defined,
                )
        return found

    @cached_property
    def ends(self) -> list[int]:
        """The tokens with which the model says that its turn is over."""
        return [token for token in range(self.size) if self.is_end(token)]

    def text_of(self, token: int) -> str:
        """Return the text that stands for a token in templates; empty for no token."""
        if token < 0:
            return ""
        text = llama.llama_vocab_get_text(self.pointer, token)
        return text.decode("utf-8", "replace")

    def is_end(self, token: int) -> bool:
        """Whether the model says with this token that its turn is over."""
        return bool(llama.llama_vocab_is_eog(self.pointer, token))

    def piece(self, token: int) -> bytes:
        """Return the bytes that a token adds to a reply: none for control tokens and the end.

        A token may be half a character. Control tokens that delimit reasoning keep their text.
        """
        known = self._pieces.get(token)
        if known is None:
            show = self.text_of(token) in MARKER_TOKENS
            known = b"" if self.is_end(token) else self._detokenize(token, show_special=show)
            self._pieces[token] = known
        return known

    def shown(self, token: int) -> bytes:
        """Return the bytes that a token stands for in a prompt, control tokens too."""
        return self._detokenize(token, show_special=True)

    def tokenize(self, text: str) -> list[int]:
        """Return the ids of plain text; nothing in it becomes a control token."""
        return self._ids(text, stands_alone=False)

    def tokenize_whole(self, text: str) -> list[int]:
        """Return the ids of a text that stands alone, with what the vocabulary puts around it."""
        return self._ids(text, stands_alone=True)

    def _ids(self, text: str, *, stands_alone: bool) -> list[int]:
        data = text.encode("utf-8", "replace")
        ids, count = self._tokenize(data, len(data) + 4, stands_alone=stands_alone)
        if count < 0:  # a vocabulary that makes more tokens than there are bytes
            ids, count = self._tokenize(data, -count, stands_alone=stands_alone)
        return [int(token) for token in ids[:count]]

    def _tokenize(
        self, data: bytes, room: int, *, stands_alone: bool
    ) -> tuple["ctypes.Array[llama.llama_token]", int]:
        """Return an array of ids and their number, negative when there was not room enough."""
        ids = (llama.llama_token * room)()
        parse_special = False
        count = llama.llama_tokenize(
            self.pointer, data, len(data), ids, room, stands_alone, parse_special
        )
        return ids, count

    def _detokenize(self, token: int, *, show_special: bool) -> bytes:
        count = llama.llama_token_to_piece(
            self.pointer, token, self._buffer, _PIECE_BYTES, 0, show_special
        )
        if count >= 0:
            return self._buffer.raw[:count]
        larger = ctypes.create_string_buffer(-count)
        count = llama.llama_token_to_piece(self.pointer, token, larger, -count, 0, show_special)
        return larger.raw[:count]
