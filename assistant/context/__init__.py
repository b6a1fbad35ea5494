"""Decide what the model sees."""

from assistant.context.budget import Budget
from assistant.context.explanation import (
    Explanation,
    Item,
    Part,
    explained,
    explained_reply,
)
from assistant.context.fitting import given_tokens, to_leave_out, too_much
from assistant.context.given import Candidate, nothing_found, offered, without
from assistant.context.prompt import (
    Prompt,
    build_prompt,
    count_history_tokens,
    history_tokens,
    prompt_key,
)
from assistant.context.provider import ContextProvider
from assistant.context.recording import prompt_ids, prompt_record
from assistant.context.rounds import rounds_of
from assistant.context.visible import visible

__all__ = [
    "Budget",
    "Candidate",
    "ContextProvider",
    "Explanation",
    "Item",
    "Part",
    "Prompt",
    "build_prompt",
    "count_history_tokens",
    "explained",
    "explained_reply",
    "given_tokens",
    "history_tokens",
    "nothing_found",
    "offered",
    "prompt_ids",
    "prompt_key",
    "prompt_record",
    "rounds_of",
    "to_leave_out",
    "too_much",
    "visible",
    "without",
]
