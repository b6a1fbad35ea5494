"""What may follow what is being typed after a slash."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.locales import _
from assistant.settings import Sampling
from assistant.tui.commands import COMMANDS, Command
from assistant.tui.wording import explanation, language_names, one_line


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
        case "languages":
            return _of_languages(command, argument)
        case "parameters":
            return _of_parameters(text, argument, words.sampling)
        case "nothing" | "files":  # files are looked for in the background
            return []


def _matching_commands(name: str) -> list[Command]:
    starting = [command for command in COMMANDS if command.name.startswith(name)]
    inside = [command for command in COMMANDS if name in command.name[1:]]
    return starting + [command for command in inside if command not in starting]


def _of_command(command: Command) -> Candidate:
    space = " " if command.arguments else ""
    return Candidate(f"/{command.name}{space}", command.usage, _(command.description), not space)


def _of_choices(command: Command, argument: str, choices: Iterable[str]) -> list[Candidate]:
    typed = argument.strip().lower()
    return [
        Candidate(f"/{command.name} {choice}", one_line(choice), "", is_final=True)
        for choice in choices
        if typed in choice.lower()
    ]


def _of_languages(command: Command, argument: str) -> list[Candidate]:
    typed = argument.strip().lower()
    names = language_names()
    return [
        Candidate(f"/{command.name} {code}", code, name, is_final=True)
        for code, name in names.items()
        if code.startswith(typed)
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
            explanation(field.description),
            is_final=False,
        )
        for name, field in type(sampling).model_fields.items()
        if typed in name and name not in given
    ]
