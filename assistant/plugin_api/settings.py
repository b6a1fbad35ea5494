"""What the user may configure of a plugin."""

from pydantic import BaseModel, ConfigDict


class PluginSettings(BaseModel):
    """Derive from this to give a plugin settings: the user gets a form, and the plugin values.

    Every field needs a default; its docstring is what the form says of it. In the settings file
    they are the table `[plugins.settings.NAME]`. A tool reads them as `context.settings`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
