"""What may follow what is being typed after a slash."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.settings import Sampling
from assistant.tui.commands import COMMANDS, Command
from assistant.tui.wording import one_line


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to go on."""

    text: str
    """The input up to the cursor when it is chosen."""
    label: str
    hint: str
    is_final: bool
    """Whether nothing more needs to be typed after it."""
    after: str = ""
    """What stands behind the cursor and stays there."""

    @property
    def whole_text(self) -> str:
        """The input when it is chosen."""
        return self.text + self.after


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that arguments are chosen from."""

    models: Sequence[str]
    themes: Sequence[str]
    sampling: Sampling


def candidates(text: str, words: Vocabulary) -> list[Candidate]:
    """Return how an input can go on, best first; empty when it is not a command."""
    if not text.startswith("/") or "\n" in text:
        return []
    name, space, argument = text[1:].partition(" ")
    if not space:
        return [_of_command(command) for command in _matching_commands(name)]
    called = [command for command in COMMANDS if command.name == name]
    return _of_argument(called[0], text, argument, words) if called else []


def _of_argument(command: Command, text: str, argument: str, words: Vocabulary) -> list[Candidate]:
    match command.completes:
        case "models":
            return _of_choices(command, argument, words.models)
        case "themes":
            return _of_choices(command, argument, words.themes)
        case "parameters":
            return _of_parameters(text, argument, words.sampling)
        case "nothing":
            return []


def _matching_commands(name: str) -> list[Command]:
    starting = [command for command in COMMANDS if command.name.startswith(name)]
    inside = [command for command in COMMANDS if name in command.name[1:]]
    return starting + [command for command in inside if command not in starting]


def _of_command(command: Command) -> Candidate:
    label = f"/{command.name} {command.arguments}".rstrip()
    space = " " if command.arguments else ""
    return Candidate(f"/{command.name}{space}", label, command.description, not space)


def _of_choices(command: Command, argument: str, choices: Iterable[str]) -> list[Candidate]:
    typed = argument.strip().lower()
    return [
        Candidate(f"/{command.name} {choice}", one_line(choice), "", is_final=True)
        for choice in choices
        if typed in choice.lower()
    ]


def _of_parameters(text: str, argument: str, sampling: Sampling) -> list[Candidate]:
    words = argument.split(" ")
    typed, given = words[-1], {word.partition("=")[0] for word in words[:-1]}
    before = text[: len(text) - len(typed)]
    if "=" in typed:
        return []
    return [
        Candidate(
            f"{before}{name}=",
            f"{name}={getattr(sampling, name)}",
            (field.description or "").split("\n")[0],
            is_final=False,
        )
        for name, field in type(sampling).model_fields.items()
        if typed in name and name not in given
    ]
