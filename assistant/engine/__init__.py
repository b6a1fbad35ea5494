"""The boundary with the language model: a protocol, and those who satisfy it."""

from assistant.engine.protocol import (
    ENGINE_STOPPED,
    ChatEngine,
    ChatMessage,
    EngineEvent,
    Finished,
    FinishReason,
    GenerateRequest,
    ModelInfo,
    ModelSource,
    PromptBuilt,
    PromptMeasured,
    PromptProgress,
    ReplyGrew,
    Segment,
    SegmentSpan,
    Strictness,
)
from assistant.engine.tool_use import ToolCall, ToolSpec, ToolUse

__all__ = [
    "ENGINE_STOPPED",
    "ChatEngine",
    "ChatMessage",
    "EngineEvent",
    "FinishReason",
    "Finished",
    "GenerateRequest",
    "ModelInfo",
    "ModelSource",
    "PromptBuilt",
    "PromptMeasured",
    "PromptProgress",
    "ReplyGrew",
    "Segment",
    "SegmentSpan",
    "Strictness",
    "ToolCall",
    "ToolSpec",
    "ToolUse",
]
