"""Settings from flags, then environment, then file, then defaults: the first that speaks wins."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from assistant.configuration.assignment import Assignment, Flag, Origin, file_origin
from assistant.configuration.keys import (
    VARIABLE_PREFIX,
    SettingKey,
    sections,
    setting_key,
    setting_keys,
)
from assistant.configuration.toml_lines import key_lines
from assistant.configuration.wording import did_you_mean, problem_sentence, remedy
from assistant.errors import SettingsError
from assistant.locales import _
from assistant.settings import Settings

OTHER_VARIABLES = frozenset({"GLASSBOX_DATA_DIR"})
"""Variables that are read elsewhere and are no settings."""

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


def load_settings(
    file: Path, environ: Mapping[str, str], overrides: Sequence[Flag] = ()
) -> Settings:
    """Read all settings; raises a `SettingsError` with one line for each thing that is wrong."""
    return build_settings(read_assignments(file, environ, overrides))


def read_assignments(
    file: Path, environ: Mapping[str, str], overrides: Sequence[Flag] = ()
) -> list[Assignment]:
    """Return every value that somebody set, later ones winning; raises as `load_settings`."""
    problems: list[str] = []
    assignments = [
        *_from_file(file, problems),
        *_from_environment(environ, problems),
        *_from_flags(overrides, problems),
    ]
    if problems:
        raise SettingsError("\n".join(problems))
    return assignments


def build_settings(assignments: Sequence[Assignment]) -> Settings:
    """Put checked values together."""
    tables: dict[str, object] = {}
    for assignment in assignments:
        path = setting_key(assignment.key).path
        if len(path) == 1:
            tables[path[0]] = assignment.value
        else:
            table = tables.setdefault(path[0], {})
            if isinstance(table, dict):
                table[path[1]] = assignment.value
    return Settings.model_validate(tables)


def read_toml(file: Path) -> tuple[str, dict[str, object]]:
    """Return the file's text and what it says; nothing when there is no file.

    Raises `SettingsError` when it cannot be read or is not TOML.
    """
    try:
        text = file.read_bytes().decode("utf-8").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return "", {}
    except UnicodeDecodeError as error:
        raise SettingsError(
            _("{file}: the file is not UTF-8 text (byte {position}). Save it as UTF-8.").format(
                file=file, position=error.start + 1
            )
        ) from error
    except OSError as error:
        raise SettingsError(
            _(
                "{file}: the settings file cannot be read ({reason}). "
                "Make it a file that you may read, or move it away."
            ).format(file=file, reason=error.strerror)
        ) from error
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        at = f":{place[1]}:{place[2]}" if place and place[1] else ""
        reason = _PLACE.sub("", str(error)).rstrip(".")
        raise SettingsError(
            _(
                "{place}: this is not TOML: {reason}. Correct it with `glassbox settings edit`."
            ).format(place=f"{file}{at}", reason=reason[:1].lower() + reason[1:])
        ) from error


def _from_file(file: Path, problems: list[str]) -> Iterator[Assignment]:
    try:
        text, tables = read_toml(file)
    except SettingsError as error:
        problems.append(str(error))
        return
    lines = key_lines(text)
    found = [(file_origin(file, lines, *path), path, value) for path, value in _leaves(tables)]
    for origin, path, value in sorted(found, key=lambda place: place[0].line or 0):
        key = setting_keys().get(".".join(path))
        if key is None:
            problems.append(f"{origin}: {_unknown(path)}")
        else:
            yield from _checked(key, origin, partial(key.check, value), problems)


def _leaves(tables: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield each value that stands where a setting may stand."""
    known_sections = sections()
    for name, value in tables.items():
        if name in known_sections and isinstance(value, dict):
            for inner, inner_value in cast("dict[str, object]", value).items():
                yield (name, inner), inner_value
        else:
            yield (name,), value


def _unknown(path: tuple[str, ...]) -> str:
    name = ".".join(path)
    if name in sections():
        return _(
            "{name} is a section, not a value. Write [{name}], and its settings below it."
        ).format(name=name)
    problem = _("{name} is not a setting.").format(name=name)
    return f"{problem} {did_you_mean(name, [*setting_keys(), *sections()])}"


def _from_environment(environ: Mapping[str, str], problems: list[str]) -> Iterator[Assignment]:
    keys = {key.variable: key for key in setting_keys().values()}
    for variable, text in sorted(environ.items()):
        if not variable.startswith(VARIABLE_PREFIX) or variable in OTHER_VARIABLES or not text:
            continue
        key = keys.get(variable)
        if key is None:
            near = did_you_mean(variable, [*keys, *OTHER_VARIABLES])
            problem = _("{variable}: there is no such setting.").format(variable=variable)
            problems.append(f"{problem} {near}")
        else:
            origin = Origin("variable", variable)
            yield from _checked(key, origin, partial(key.check_typed, text), problems)


def _from_flags(flags: Sequence[Flag], problems: list[str]) -> Iterator[Assignment]:
    keys = setting_keys()
    for flag in flags:
        key = keys.get(flag.key)
        if key is None:
            near = did_you_mean(flag.key, keys)
            problem = _("{name} is not a setting.").format(name=flag.key)
            problems.append(f"{flag.name}: {problem} {near}")
        else:
            origin = Origin("flag", flag.name)
            yield from _checked(key, origin, partial(_check_flag, key, flag.value), problems)


def _check_flag(key: SettingKey, value: object) -> object:
    return key.check_typed(value) if isinstance(value, str) else key.check(value)


def _checked(
    key: SettingKey, origin: Origin, check: Callable[[], object], problems: list[str]
) -> Iterator[Assignment]:
    try:
        yield Assignment(key.name, check(), origin)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            # pydantic's place begins with the field, and marks a table's key that is wrong.
            path = tuple(str(part) for part in problem["loc"][1:] if part != "[key]")
            name = ".".join((key.name, *path))
            problems.append(
                f"{origin.inside(path)}: {problem_sentence(name, problem)} "
                f"{remedy(origin, key.default_text)}"
            )
