"""The boundary with the language model: a protocol, and those who satisfy it."""

from assistant.engine.protocol import (
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

__all__ = [
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
]
