"""`glassbox doctor`: what is here, what is wrong, and what to do about it."""

from assistant.cli.doctor.command import command

__all__ = ["command"]
