"""What was found, as values."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "advice", "problem"]
"""`advice`: everything works, but could work better. `problem`: something does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    id: str
    state: State
    text: str
    """One sentence."""
    remedy: str = ""
    """What to do about it; empty when nothing needs doing."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings about one thing."""

    title: str
    findings: tuple[Finding, ...]


def fine(finding_id: str, text: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(finding_id, "ok", text)


def advice(finding_id: str, text: str, remedy: str) -> Finding:
    """Return a finding that something could be better."""
    return Finding(finding_id, "advice", text, remedy)


def problem(finding_id: str, text: str, remedy: str) -> Finding:
    """Return a finding that something does not work."""
    return Finding(finding_id, "problem", text, remedy)
