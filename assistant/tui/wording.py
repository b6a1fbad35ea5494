"""Numbers, times and endings in words. Everything here is pure."""

from datetime import date, datetime

from assistant.conversation import Message
from assistant.engine import ModelInfo
from assistant.terminal_text import printable


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


def month_name(month: date, now: datetime) -> str:
    """Return e.g. `February`, or `December 2025` when it was another year."""
    return f"{month:%B}" if month.year == now.year else f"{month:%B %Y}"


def clock_time(moment: datetime, now: datetime) -> str:
    """Return the time of day, with the date when it was not today."""
    local = moment.astimezone(now.tzinfo)
    time = f"{local:%H:%M}"
    return time if local.date() == now.date() else f"{local.day} {local:%b %Y} {time}"


def short_date(moment: datetime, now: datetime) -> str:
    """Return the time of day for today, else the day, with the year when it was another."""
    local = moment.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    day = f"{local.day} {local:%b}"
    return day if local.year == now.year else f"{day} {local.year}"


def message_details(message: Message, now: datetime) -> str:
    """Return when a message was written and, for a reply, how fast."""
    details = [clock_time(message.created_at, now)]
    if stats := message.stats:
        if stats.tokens_per_second > 0:
            details.append(f"{stats.tokens_per_second:.0f} tok/s")
        details.append(duration(stats.prompt_seconds + stats.reply_seconds))
    return " · ".join(details)


def ending(message: Message, retry_key: str, new_key: str) -> str:
    """Say how a reply ended, unless it ended as it should."""
    match message.state:
        case "stopped":
            return "— stopped"
        case "interrupted":
            return "— interrupted: the program ended before this reply did"
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
        return "— cut off: the reply reached its limit (`model.max_reply_tokens`)"
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
