"""How a tool tells the model that something did not work."""


class ToolError(Exception):
    """Speaks to the model: its message is the result of the call, and the model may try again."""
