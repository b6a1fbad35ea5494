"""Changes one setting in the user's file and leaves the rest of it as it is written."""

import json
import os
import tempfile
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from assistant.configuration.keys import setting_key
from assistant.configuration.load import read_toml
from assistant.configuration.wording import problem_sentences
from assistant.errors import SettingsError, StorageError
from assistant.locales import _


def save_setting(file: Path, name: str, value: object) -> None:
    """Write a setting into the file, keeping comments and order; `None` removes it.

    The file is replaced at once or not at all. Raises `SettingsError` when the name, the value or
    the file is wrong, and `StorageError` when the file cannot be written.
    """
    key = setting_key(name)
    try:
        if value is not None:
            key.check(value)
    except ValidationError as error:
        raise SettingsError(f"{problem_sentences(name, error)} {key.explanation}") from error
    text = read_toml(file)[0]
    # Those who only could change a setting, such as the chat, need not wait for it.
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    try:
        changed = _change(text, key.path, value)
    except TOMLKitError as error:
        raise SettingsError(
            _(
                "{file}: {name} cannot be put into this file ({reason}). "
                "Write it there with `glassbox settings edit`."
            ).format(file=file, name=name, reason=error)
        ) from error
    _replace(file, changed)


def _change(text: str, path: tuple[str, ...], value: object) -> str:
    import tomlkit  # noqa: PLC0415

    document = tomlkit.parse(text)
    table = cast("dict[str, object]", document)
    for part in path[:-1]:
        if part not in table:
            if value is None:
                return text
            table[part] = tomlkit.table()
        table = cast("dict[str, object]", table[part])
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = json.loads(json.dumps(value))
    return tomlkit.dumps(document)


def _replace(file: Path, text: str) -> None:
    target = file.resolve()
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=target.parent, prefix=".settings-", delete=False
        ) as draft:
            try:
                draft.write(text)
                draft.flush()
                os.fsync(draft.fileno())
                Path(draft.name).chmod(mode)
                Path(draft.name).replace(target)
            except OSError:
                Path(draft.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise StorageError(
            _(
                "The settings file {file} cannot be written ({reason}). "
                "Make its folder writable, or choose a data folder with --data-dir."
            ).format(file=file, reason=error.strerror)
        ) from error
