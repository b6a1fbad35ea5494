"""Decide what the model sees."""

from assistant.context.prompt import Prompt, build_prompt, history_tokens, prompt_key

__all__ = ["Prompt", "build_prompt", "history_tokens", "prompt_key"]
