"""All that a plugin imports; see plugins/README.md for how to write one.

The smallest plugin is one typed, documented function in one file:

    from assistant.plugin_api import tool

    @tool
    def shout(text: str) -> str:
        \"\"\"Return a text in capital letters.\"\"\"
        return text.upper()
"""

from assistant.plugin_api.agents import Agent, agent
from assistant.plugin_api.commands import Command, Prompt, command
from assistant.plugin_api.context import (
    Answer,
    DocumentAccess,
    HttpAccess,
    HttpResponse,
    MemoryAccess,
    ToolContext,
)
from assistant.plugin_api.errors import ToolError
from assistant.plugin_api.providers import ContextProvider, context_provider
from assistant.plugin_api.settings import PluginSettings
from assistant.plugin_api.tools import Effect, Preparation, Tool, tool

__all__ = [
    "Agent",
    "Answer",
    "Command",
    "ContextProvider",
    "DocumentAccess",
    "Effect",
    "HttpAccess",
    "HttpResponse",
    "MemoryAccess",
    "PluginSettings",
    "Preparation",
    "Prompt",
    "Tool",
    "ToolContext",
    "ToolError",
    "agent",
    "command",
    "context_provider",
    "tool",
]
