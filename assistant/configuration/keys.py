"""Every setting by name: what it may be, and what is wrong with a value."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from assistant.configuration.wording import did_you_mean, problem_sentences, show_value
from assistant.errors import SettingsError
from assistant.locales import _
from assistant.settings import Section, Settings

VARIABLE_PREFIX = "GLASSBOX_"
NOTHING = "none"
"""The word that stands for an absent value where text is typed."""


@dataclass(frozen=True, slots=True)
class SettingKey:
    """One setting: where it stands and what it may be."""

    path: tuple[str, ...]
    owner: type[Section]

    @property
    def field(self) -> FieldInfo:
        """How it is declared."""
        return self.owner.model_fields[self.path[-1]]

    @property
    def name(self) -> str:
        """Dotted, e.g. `sampling.top_k`."""
        return ".".join(self.path)

    @property
    def variable(self) -> str:
        """The environment variable that sets it, e.g. `GLASSBOX_SAMPLING_TOP_K`."""
        return VARIABLE_PREFIX + "_".join(self.path).upper()

    @property
    def description(self) -> str:
        """Its page in the manual, as one line."""
        return " ".join((self.field.description or "").split())

    @property
    def explanation(self) -> str:
        """The description in the language in use."""
        return _(self.description)

    @property
    def default(self) -> object:
        """Its value when nobody set it."""
        return cast("object", self.field.get_default(call_default_factory=True))

    @property
    def default_text(self) -> str:
        """The default as it would be typed."""
        return show_value(self.default)

    @property
    def allows_nothing(self) -> bool:
        """Whether it may be absent."""
        return type(None) in get_args(self.field.annotation)

    @property
    def takes_text(self) -> bool:
        """Whether typed words are the value itself, rather than JSON."""
        return any(kind is str or isinstance(kind, str) for kind in _kinds(self.field.annotation))

    def check(self, value: object) -> object:
        """Return the value, checked strictly; raises pydantic's `ValidationError`.

        By way of JSON, in which a list may become a tuple and text a whole number as a table's key.
        """
        checked = self.owner.model_validate_json(
            json.dumps({self.path[-1]: value}, default=str), strict=True
        )
        return cast("object", getattr(checked, self.path[-1]))

    def check_typed(self, text: str) -> object:
        """Return the value of what somebody typed; raises pydantic's `ValidationError`."""
        if self.allows_nothing and text.strip().lower() == NOTHING:
            return None
        if self.takes_text:
            return self.check(text)
        try:
            value = json.loads(text)
        except ValueError:
            checked = self.owner.model_validate({self.path[-1]: text})
            return cast("object", getattr(checked, self.path[-1]))
        return self.check(value)


def setting_keys() -> dict[str, SettingKey]:
    """Return every setting by its dotted name, in the order of the manual."""
    return {key.name: key for key in _keys()}


def setting_key(name: str) -> SettingKey:
    """Return a setting by its dotted name; raises `SettingsError`."""
    keys = setting_keys()
    if name not in keys:
        problem = _("{name} is not a setting.").format(name=name)
        raise SettingsError(f"{problem} {did_you_mean(name, keys)}")
    return keys[name]


def parse_setting(name: str, text: str) -> object:
    """Return the value that somebody typed for a setting; raises `SettingsError`."""
    key = setting_key(name)
    try:
        return key.check_typed(text)
    except ValidationError as error:
        raise SettingsError(f"{problem_sentences(name, error)} {key.explanation}") from error


def sections() -> list[str]:
    """Return the names of the tables of the settings file."""
    return [name for name, field in Settings.model_fields.items() if _section(field)]


def _keys() -> Iterator[SettingKey]:
    for name, field in Settings.model_fields.items():
        section = _section(field)
        if section is None:
            yield SettingKey((name,), Settings)
        else:
            for inner in section.model_fields:
                yield SettingKey((name, inner), section)


def _section(field: FieldInfo) -> type[Section] | None:
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, Section) else None


def _kinds(annotation: object) -> Iterator[object]:
    """Yield the alternatives of a union and of a `Literal`; containers count as themselves."""
    arguments = cast("tuple[object, ...]", get_args(annotation))
    origin = get_origin(annotation)
    if origin is Literal or not arguments or origin in (dict, tuple, list):
        yield from arguments if origin is Literal else (annotation,)
        return
    for argument in arguments:
        yield from _kinds(argument)
