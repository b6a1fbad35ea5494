"""Reads the settings from flags, environment and file; `save` changes the file."""

from assistant.configuration.assignment import Assignment, Flag, Origin
from assistant.configuration.keys import SettingKey, parse_setting, setting_key, setting_keys
from assistant.configuration.load import build_settings, load_settings, read_assignments
from assistant.configuration.wording import show_value

__all__ = [
    "Assignment",
    "Flag",
    "Origin",
    "SettingKey",
    "build_settings",
    "load_settings",
    "parse_setting",
    "read_assignments",
    "setting_key",
    "setting_keys",
    "show_value",
]
