"""Decide what the model sees."""

from assistant.context.prompt import (
    Prompt,
    build_prompt,
    count_history_tokens,
    history_tokens,
    prompt_key,
)

__all__ = ["Prompt", "build_prompt", "count_history_tokens", "history_tokens", "prompt_key"]
