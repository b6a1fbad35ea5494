"""Where the user's data and settings live."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from assistant.errors import StorageError
from assistant.locales import _

PROGRAM = "glassbox"
VARIABLE = "GLASSBOX_DATA_DIR"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder that holds everything the program keeps, and the settings file beside it."""

    root: Path
    settings_file: Path

    @property
    def database(self) -> Path:
        """Conversations, in SQLite."""
        return self.root / "glassbox.db"

    @property
    def memory(self) -> Path:
        """What is remembered between conversations."""
        return self.root / "memory"

    @property
    def documents_database(self) -> Path:
        """What was read of the user's documents."""
        return self.root / "documents.db"

    @property
    def models(self) -> Path:
        """GGUF files that the user may choose by name."""
        return self.root / "models"

    @property
    def engine_log(self) -> Path:
        """What the engine process said, for when it dies."""
        return self.root / "engine.log"

    @property
    def tuning(self) -> Path:
        """Thread counts that were measured, by model."""
        return self.root / "tuning.json"

    @property
    def states(self) -> Path:
        """What models have read of each conversation, so that they need not read it again."""
        return self.root / "states"

    def create(self) -> None:
        """Make the folder, for its owner only, and see that files can be made in it.

        Raises `StorageError`.
        """
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.models.mkdir(mode=0o700, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root):
                pass
        except OSError as error:
            raise StorageError(
                _(
                    "The data folder {folder} cannot be written ({reason}). "
                    "Choose another with --data-dir or {variable}."
                ).format(folder=self.root, reason=error.strerror, variable=VARIABLE)
            ) from error


def choose_data_folder(option: Path | None, environ: Mapping[str, str]) -> DataFolder:
    """Take the option, else the variable, else the system's usual places; create nothing.

    A folder that was chosen carries its own settings file, so that nothing else is touched.
    """
    chosen = option or (Path(environ[VARIABLE]) if environ.get(VARIABLE) else None)
    if chosen is not None:
        root = Path(os.path.expanduser(chosen)).absolute()  # noqa: PTH111 - no error for `~nobody`
        return DataFolder(root, root / "settings.toml")
    return DataFolder(
        platformdirs.user_data_path(PROGRAM, appauthor=False),
        platformdirs.user_config_path(PROGRAM, appauthor=False) / "settings.toml",
    )
