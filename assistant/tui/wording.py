"""Numbers, times and endings in words. Everything here is pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from assistant.conversation import Action, ActionKind, Message, Role
from assistant.engine import ModelInfo
from assistant.terminal_text import printable

DayGroup = Literal["today", "yesterday", "earlier"]


def counted(number: int, noun: str) -> str:
    """Return e.g. `1 word` or `1,240 words`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def short_count(number: int) -> str:
    """Return a count in at most four characters, e.g. `950`, `1.2k`, `131k` or `1M`."""
    if number < 1000:
        return str(number)
    for size, unit in ((1_000_000, "M"), (1000, "k")):
        if number >= size:
            amount = number / size
            digits = f"{amount:.1f}".removesuffix(".0") if amount < 9.95 else f"{amount:.0f}"
            return digits + unit
    return str(number)


def duration(seconds: float) -> str:
    """Return e.g. `0.3 s`, `6 s` or `1 min 30 s`."""
    if seconds < 0.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s"


def one_line(text: str) -> str:
    """Return foreign text fit for a single line: printable, without line ends."""
    return " ".join(printable(text).split())


def speaker(role: Role) -> str:
    """Return the name of who said a message."""
    return {"user": "You", "assistant": "Glassbox", "system": "System", "tool": "Tool"}[role]


def version_mark(version: int, versions: int) -> str:
    """Return the mark of a message that has others beside it, e.g. `‹2/3›`."""
    return f"‹{version}/{versions}›"


_ACTIONS: Mapping[ActionKind, str] = {
    "send": "a message that was sent",
    "edit": "another version of a message",
    "answer": "another version of a reply",
    "switch": "going to another branch",
    "delete_messages": "deletion of {messages}",
    "delete_conversation": "deletion of a conversation",
    "rename": "a new title",
    "organise": "pinning, archiving or tags",
}


def action_words(action: Action, messages: int) -> str:
    """Say what was done; `messages`: how many were deleted, if that is what was done."""
    return _ACTIONS[action.kind].format(messages=counted(messages, "message"))


def editing_message(number: int, leave_key: str) -> str:
    """Say which message of the branch is in the prompt."""
    return f"Editing message {number} · {leave_key} leaves it as it was"


def editing_queued(number: int, leave_key: str) -> str:
    """Say which prompt of the queue is in the prompt."""
    return f"Editing queued prompt {number} · empty it to drop it · {leave_key} leaves it as it was"


def forked(length: int, undo_key: str) -> str:
    """Say that a branch ends earlier now, and how to return."""
    where = f"follows message {length}" if length else "begins anew"
    return f"What you say next {where}, beside what was there · {undo_key} returns"


def queue_heading(prompts: int, *, is_held: bool) -> str:
    """Say how many prompts wait, and for what."""
    waits = "waiting: Enter in the empty prompt sends" if is_held else "sent when the reply ends"
    return f"{prompts:,} queued, {waits} · Up edits the last"


def day_group(moment: datetime, now: datetime) -> DayGroup:
    """Say on which day something happened, seen from `now` and in its time zone."""
    day = moment.astimezone(now.tzinfo).date()
    if day >= now.date():
        return "today"
    return "yesterday" if day == now.date() - timedelta(days=1) else "earlier"


def clock_time(moment: datetime, now: datetime) -> str:
    """Return the time of day, with the date when it was not today."""
    local = moment.astimezone(now.tzinfo)
    time = f"{local:%H:%M}"
    return time if local.date() == now.date() else f"{local.day} {local:%b %Y} {time}"


def message_details(message: Message, now: datetime) -> str:
    """Return when a message was written and, for a reply, how fast."""
    details = [clock_time(message.created_at, now)]
    if stats := message.stats:
        if stats.tokens_per_second > 0:
            details.append(f"{stats.tokens_per_second:.0f} tok/s")
        details.append(duration(stats.prompt_seconds + stats.reply_seconds))
    return " · ".join(details)


def ending(message: Message, retry_key: str, new_key: str, continue_key: str) -> str:
    """Say how a reply ended, unless it ended as it should.

    `continue_key` is empty where a reply cannot be continued.
    """
    go_on = f". {continue_key} continues" if continue_key else ""
    match message.state:
        case "stopped":
            return f"— stopped{go_on}"
        case "interrupted":
            return f"— interrupted: the program ended before this reply did{go_on}"
        case "failed":
            cause = one_line(message.note).removesuffix(".") or "no reason was given"
            cause = cause[0].lower() + cause[1:] if cause[1:2].islower() else cause
            return (
                f"— the engine stopped ({cause}); your words are safe. "
                f"Press {retry_key} to try again"
            )
        case "complete" | "streaming":
            reason = message.stats.finish_reason if message.stats else ""
    if reason == "length":
        return f"— cut off: the reply reached its limit (`model.max_reply_tokens`){go_on}"
    if reason == "context_full":
        return f"— cut off: the context is full. {new_key} starts a new conversation"
    return ""


def place(model: ModelInfo) -> str:
    """Say where a model runs, e.g. `CPU 2 threads` or `RTX 3060 28/28 layers`."""
    if model.gpu_layers == 0:
        return f"{one_line(model.device)} {counted(model.threads, 'thread')}"
    return f"{one_line(model.device)} {model.gpu_layers}/{model.layers} layers"


def loading_text(share: float) -> str:
    """Say how much of a model is loaded; after that it is measured and warmed up."""
    return "preparing model" if share >= 1 else f"loading model {int(share * 100)} %"


def reading_text(done: int, total: int, seconds_left: float | None) -> str:
    """Say how much of the prompt was read and how long the rest will take."""
    text = f"reading {done:,} of {total:,} tokens"
    return text if seconds_left is None else f"{text} · {duration(seconds_left)} left"
