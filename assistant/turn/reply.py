"""A reply while it grows: what was said so far, and when it must be on disk."""

import time
from dataclasses import replace

from assistant.conversation import (
    Message,
    MessageState,
    Part,
    ReasoningPart,
    ReplyStats,
    TextPart,
    TokenSpan,
)
from assistant.engine import Finished, ReplyGrew

SAVE_INTERVAL_SECONDS = 0.5
"""At most this much streamed text is missing after the program was killed, while saving is fast."""
LONGEST_INTERVAL_SECONDS = 1.0
"""At most this much is missing, however long the reply and however slow the disk."""
_REST = 50
"""A save is followed by a rest of so many times its length: a long reply is written anew each time.
"""


class GrowingReply:
    """Collects the pieces of one reply and counts its speed."""

    def __init__(self, started: Message, so_far: TokenSpan, prompt_tokens: int) -> None:
        self._started = started
        self._so_far = so_far
        self._prompt_tokens = prompt_tokens
        self._text: list[str] = [started.text]
        self._reasoning: list[str] = [started.reasoning]
        self._ids: list[int] = []
        self._is_empty = True
        self._first_token_at: float | None = None
        self._saved_at = time.monotonic()
        self._save_seconds = 0.0

    def add(self, grown: ReplyGrew) -> None:
        """Take in what was just generated."""
        if self._first_token_at is None:
            self._first_token_at = time.monotonic()
        self._is_empty = self._is_empty and not grown.text and not grown.reasoning
        self._text.append(grown.text)
        self._reasoning.append(grown.reasoning)
        self._ids.extend(grown.tokens)

    @property
    def is_due(self) -> bool:
        """Whether enough time has passed since the last save."""
        rest = min(_REST * self._save_seconds, LONGEST_INTERVAL_SECONDS)
        return time.monotonic() - self._saved_at >= max(SAVE_INTERVAL_SECONDS, rest)

    def mark_saved(self, seconds: float = 0.0) -> None:
        """Start the next interval, after a save that took so long."""
        self._saved_at = time.monotonic()
        self._save_seconds = seconds

    @property
    def reply_tokens(self) -> int:
        """Tokens generated so far."""
        return len(self._ids)

    @property
    def context_used(self) -> int:
        """Tokens of prompt and reply together."""
        return self._prompt_tokens + len(self._ids)

    @property
    def tokens_per_second(self) -> float:
        """Speed since the first token; 0 before the second."""
        if self._first_token_at is None or len(self._ids) < 2:
            return 0.0
        return len(self._ids) / max(time.monotonic() - self._first_token_at, 1e-3)

    @property
    def parts_before(self) -> tuple[Part, ...]:
        """What was said before, when the reply goes on from there; nothing for a new one."""
        return tuple(part for part in self._started.parts if part.text)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added yet that can be shown."""
        return self._is_empty

    def message(
        self, state: MessageState, *, note: str = "", finished: Finished | None = None
    ) -> Message:
        """Return the reply as it now stands."""
        parts = [
            part(text)
            for part, text in (
                (ReasoningPart, "".join(self._reasoning)),
                (TextPart, "".join(self._text)),
            )
            if text
        ]
        return replace(
            self._started,
            parts=tuple(parts),
            state=state,
            note=note,
            stats=None if finished is None else _stats(finished),
            tokens=replace(self._so_far, ids=self._so_far.ids + tuple(self._ids)),
        )


def _stats(finished: Finished) -> ReplyStats:
    return ReplyStats(
        prompt_tokens=finished.prompt_tokens,
        cached_tokens=finished.cached_tokens,
        reply_tokens=finished.reply_tokens,
        prompt_seconds=finished.prompt_seconds,
        reply_seconds=finished.reply_seconds,
        seed=finished.seed,
        finish_reason=finished.reason,
    )
