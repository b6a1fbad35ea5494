"""The files that the prompt names: found, measured while one writes, and read when it is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.conversation import AttachmentPart
from assistant.errors import InputError
from assistant.tui.commands import begun_path
from assistant.tui.completion import Candidate
from assistant.tui.files import matching_files
from assistant.tui.mentions import begun_mention, mention_of, mentions
from assistant.turn import ChatSession, attachable, read_attachment

EXPORTS = (".json", ".zip")
"""How the names of files that can be imported end, as their programs name them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A file that will be sent along."""

    name: str
    tokens: int | None
    """`None` while no model is loaded that could count them."""
    problem: str = ""
    """Why it cannot be, when it cannot."""


class Attachments:
    """Looks at files from the folder that the program was started in."""

    def __init__(self, session: ChatSession, folder: Path) -> None:
        self._session = session
        self._folder = folder
        self._kept: dict[str, AttachmentPart] = {}

    def keep(self, parts: Sequence[AttachmentPart]) -> None:
        """Take these, and no others, as they are, for the files of their names."""
        self._kept = {part.name: part for part in parts}

    async def read(
        self, text: str, sent: Sequence[AttachmentPart] = ()
    ) -> tuple[AttachmentPart, ...]:
        """Read the files that a text names; raises `InputError` when one cannot be read.

        Those that were sent before, and are still named, stay as they were then.
        """
        known = {**self._kept, **{part.name: part for part in sent}}
        names = await self._names(text, known)
        return tuple([known.get(name) or await self._read(name) for name in names])

    async def measure(self, text: str) -> list[Measured]:
        """Say what would be sent along with a text, in tokens of the loaded model."""
        measured: list[Measured] = []
        for name in await self._names(text, self._kept):
            try:
                part = self._kept.get(name) or await self._read(name)
            except InputError as error:
                measured.append(Measured(name, None, str(error)))
            else:
                measured.append(Measured(name, await self._session.count_tokens(part.text)))
        return measured

    async def candidates(self, text: str, after: str) -> list[Candidate]:
        """Return how a name that is being typed at the end of a text can go on.

        That is the name of a file to be sent along, or of one that a command takes.
        """
        path = begun_path(text)
        if path is not None:
            call, typed = path
            find = partial(matching_files, typed.lstrip("\"'"), self._folder, EXPORTS)
            names = await self._session.apart(find)
            return [Candidate(call + name, name, "", is_final=False, after=after) for name in names]
        begun = begun_mention(text)
        if begun is None:
            return []
        find = partial(matching_files, begun.name, self._folder)
        return [
            Candidate(
                text=text[: begun.start] + mention_of(name) + ("" if name.endswith("/") else " "),
                label=name,
                hint="",
                is_final=False,
                after=after,
            )
            for name in await self._session.apart(find)
        ]

    async def _names(self, text: str, known: Iterable[str]) -> list[str]:
        """Return the names in a text of what is known or there, each once."""
        named = await self._session.apart(partial(self._named, text))
        return list(dict.fromkeys([*(name for name in known if mention_of(name) in text), *named]))

    async def _read(self, name: str) -> AttachmentPart:
        return await self._session.apart(partial(read_attachment, name, self._folder))

    def _named(self, text: str) -> Sequence[str]:
        found = (attachable(names, self._folder) for names in mentions(text))
        return list(dict.fromkeys(name for name in found if name is not None))
