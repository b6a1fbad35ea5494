"""What was deleted for good in the conversations, and is still to be erased from the memory."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path


class Gone:
    """Ids of conversations and messages, in a file beside the memory. Blocking.

    Whoever purges notes them there, also where the memory is not opened or cannot be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "to-erase"

    def note(self, ids: Sequence[str]) -> None:
        """Remember that these are to be erased; without a memory there is nothing to erase.

        A failure is mended: what is kept without its conversation is found and dropped later.
        """
        if ids and self._folder.is_dir():
            with suppress(OSError), self._file.open("a", encoding="utf-8") as file:
                file.writelines(f"{each}\n" for each in ids)

    def read(self) -> list[str]:
        """Return what is to be erased."""
        try:
            lines = self._file.read_text("utf-8", "replace").splitlines()
        except OSError:
            return []
        return [each for each in dict.fromkeys(lines) if each]

    def forget(self) -> None:
        """Forget the list: all of it is noted in the memory itself."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
