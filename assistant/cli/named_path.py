"""A path that was really given: an empty one would be the folder that one is in."""

import os
from pathlib import Path
from typing import Any

import click

from assistant.locales import _


class NamedPath(click.Path):
    """A `pathlib.Path`, perhaps from home; nothing, as of an unset variable, is wrong usage."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:  # noqa: ANN401 - as click has it
        """Return the path."""
        if not str(value):
            self.fail(_("The path is empty. Write `.` for the folder that you are in."), param, ctx)
        # A `~name` that nobody has stays as it is.
        typed = os.path.expanduser(str(value))  # noqa: PTH111 - see above
        return super().convert(typed, param, ctx)
