"""What the chat is given besides its session."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.settings import Settings


def local_now() -> datetime:
    """Return the time in this machine's zone."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """Everything the screens need to know, decided once at the start."""

    settings: Settings
    models: Sequence[str]
    """Names that `/model` offers."""
    models_folder: Path
    """Where further models are put."""
    settings_file: Path
    """Where keys are changed."""
    folder: Path = Path()
    """Where files are looked for that are named in a prompt."""
    now: Callable[[], datetime] = local_now
    """The time, in the user's time zone."""
