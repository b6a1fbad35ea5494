"""What a model may call, and what becomes of a call."""

from assistant.tools.values import (
    Approval,
    ApprovalRequest,
    CallContext,
    OfferedTool,
    ToolOutcome,
    ToolSource,
)

__all__ = [
    "Approval",
    "ApprovalRequest",
    "CallContext",
    "OfferedTool",
    "ToolOutcome",
    "ToolSource",
]
