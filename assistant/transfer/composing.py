"""Pieces of a foreign message as parts of ours: Markdown, reasoning, attachments."""

import re
from collections.abc import Iterable

from assistant.conversation import (
    AttachmentPart,
    Part,
    ReasoningPart,
    SummaryPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from assistant.transfer.values import line_of

_FENCES = re.compile("`{3,}")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#._-]{1,40}")


def fenced(code: str, language: str = "") -> str:
    """Code as Markdown, in a fence that the code cannot close."""
    longest = max((len(run) for run in _FENCES.findall(code)), default=2)
    fence = "`" * (longest + 1)
    name = language if _LANGUAGE.fullmatch(language) and language != "unknown" else ""
    end = "" if code.endswith("\n") else "\n"
    return f"{fence}{name}\n{code}{end}{fence}"


def quoted(text: str) -> str:
    """Somebody else's words as Markdown."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def bracketed(kind: str, name: object = "") -> str:
    """A short note in place of what cannot be shown, such as `[image: cat.png]`."""
    shown = line_of(name).replace("[", "(").replace("]", ")")
    return f"[{kind}: {shown}]" if shown else f"[{kind}]"


def joined(pieces: Iterable[Part]) -> tuple[Part, ...]:
    """Leave out empty pieces and make one of those of a kind that follow each other.

    Between texts is a blank line, also where something else stands between them: the words of a
    message are its texts, one after the other.
    """
    parts: list[Part] = []
    gap = ""
    for run in _runs(pieces):
        text = "\n\n".join(piece.text for piece in run)
        match run[0]:
            case TextPart():
                parts.append(TextPart(gap + text))
                gap = "\n\n"
            case ReasoningPart():
                parts.append(ReasoningPart(text))
            case AttachmentPart() | SummaryPart() | ToolCallPart() | ToolResultPart():
                parts.append(run[0])
    return tuple(parts)


def _runs(pieces: Iterable[Part]) -> list[list[Part]]:
    """Pieces of a kind that follow each other; an attachment stands alone."""
    runs: list[list[Part]] = []
    for piece in pieces:
        if isinstance(piece, AttachmentPart | SummaryPart | ToolCallPart | ToolResultPart):
            runs.append([piece])
        elif piece.text.strip():
            if runs and type(runs[-1][0]) is type(piece):
                runs[-1].append(piece)
            else:
                runs.append([piece])
    return runs
