"""Numbers, times and endings in words. Everything here is pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from assistant.conversation import (
    Action,
    ActionKind,
    Conversation,
    Given,
    Message,
    Role,
    SummaryPart,
)
from assistant.engine import ENGINE_STOPPED, ModelInfo
from assistant.locales import LANGUAGES, N_, _, ngettext
from assistant.terminal_text import printable

_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
    N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def language_names() -> dict[str, str]:
    """Return what can be chosen as language, by its name in the settings."""
    return {"system": _("as the system's locale says"), **LANGUAGES}


def explanation(description: str | None) -> str:
    """Return a page of the manual as one line, in the language in use."""
    return _(" ".join((description or "").split()))


def speed(tokens_per_second: float) -> str:
    """Return e.g. `143 tok/s`."""
    return _("{speed:.0f} tok/s").format(speed=tokens_per_second)


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
        return _("{seconds:.1f} s").format(seconds=seconds)
    whole = round(seconds)
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    return _("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)


def one_line(text: str) -> str:
    """Return foreign text fit for a single line: printable, without line ends."""
    return " ".join(printable(text).split())


def counted_messages(count: int) -> str:
    """Return e.g. `1 message` or `1,240 messages`."""
    return ngettext("{count:,} message", "{count:,} messages", count).format(count=count)


def counted_documents(count: int) -> str:
    """Return how many documents there are, in words."""
    return ngettext("{count:,} document", "{count:,} documents", count).format(count=count)


def counted_conversations(count: int) -> str:
    """Return e.g. `1 conversation` or `1,240 conversations`."""
    told = ngettext("{count:,} conversation", "{count:,} conversations", count)
    return told.format(count=count)


def header_mark(conversation: Conversation) -> str:
    """Say that the memory has no part in a conversation; empty when it has."""
    return "◐ " + _("incognito") if conversation.is_incognito else ""


def counted_given(given: Sequence[Given]) -> str:
    """Say what the model was given with a question; empty when that is nothing."""
    counts = Counter(each.kind for each in given if each.is_used)
    memories, passages = counts["memory"] + counts["round"], counts["passage"]
    told = [
        ngettext("{count:,} memory", "{count:,} memories", memories).format(count=memories),
        ngettext("{count:,} passage", "{count:,} passages", passages).format(count=passages),
        ngettext(
            "{count:,} whole document", "{count:,} whole documents", counts["document"]
        ).format(count=counts["document"]),
    ]
    numbers = (memories, passages, counts["document"])
    listed = " · ".join(text for text, number in zip(told, numbers, strict=True) if number)
    return _("recalled {listed}").format(listed=listed) if listed else ""


def summarised(summary: SummaryPart) -> str:
    """Say what a summary stands in for."""
    if summary.text:
        told = ngettext(
            "{count:,} earlier message is summarised for the model",
            "{count:,} earlier messages are summarised for the model",
            summary.messages,
        )
    else:
        told = ngettext(
            "{count:,} earlier message is repeated to the model without what was given with it",
            "{count:,} earlier messages are repeated to the model without what was given with them",
            summary.messages,
        )
    return told.format(count=summary.messages)


def speaker(role: Role) -> str:
    """Return the name of who said a message."""
    names = {"user": _("You"), "assistant": "Glassbox", "system": _("System"), "tool": _("Tool")}
    return names[role]


def version_mark(version: int, versions: int) -> str:
    """Return the mark of a message that has others beside it, e.g. `‹2/3›`."""
    return f"‹{version}/{versions}›"


_ACTIONS: Mapping[ActionKind, str] = {
    "send": N_("a message that was sent"),
    "edit": N_("another version of a message"),
    "answer": N_("another version of a reply"),
    "switch": N_("going to another branch"),
    "delete_messages": N_("deletion of {messages}"),
    "delete_conversation": N_("deletion of a conversation"),
    "rename": N_("a new title"),
    "organise": N_("pinning, archiving or tags"),
    "summarise": N_("a summary of earlier messages"),
}


def action_words(action: Action, messages: int) -> str:
    """Say what was done; `messages`: how many were deleted, if that is what was done."""
    return _(_ACTIONS[action.kind]).format(messages=counted_messages(messages))


def editing_message(number: int, leave_key: str) -> str:
    """Say which message of the branch is in the prompt."""
    told = _("Editing message {number} · {key} leaves it as it was")
    return told.format(number=number, key=leave_key)


def editing_queued(number: int, leave_key: str) -> str:
    """Say which prompt of the queue is in the prompt."""
    told = _("Editing queued prompt {number} · empty it to drop it · {key} leaves it as it was")
    return told.format(number=number, key=leave_key)


def forked(length: int, undo_key: str) -> str:
    """Say that a branch ends earlier now, and how to return."""
    if length:
        told = _("What you say next follows message {length}, beside what was there")
    else:
        told = _("What you say next begins anew, beside what was there")
    return told.format(length=length) + " · " + _("{key} returns").format(key=undo_key)


def queue_heading(prompts: int, *, is_held: bool) -> str:
    """Say how many prompts wait, and for what."""
    told = (
        _("{prompts:,} queued, waiting: Enter in the empty prompt sends · Up edits the last")
        if is_held
        else _("{prompts:,} queued, sent when the reply ends · Up edits the last")
    )
    return told.format(prompts=prompts)


def month_name(month: date, now: datetime) -> str:
    """Return e.g. `February`, or `December 2025` when it was another year."""
    name = _(_MONTHS[month.month - 1])
    if month.year == now.year:
        return name
    return _("{month} {year}").format(month=name, year=month.year)


def clock_time(moment: datetime, now: datetime) -> str:
    """Return the time of day, with the date when it was not today."""
    local = moment.astimezone(now.tzinfo)
    time = f"{local:%H:%M}"
    if local.date() == now.date():
        return time
    if local.year == now.year:
        # Of this year: a language may leave the year out. Hence the form, which is not the next's.
        return _("{local.day} {local:%b} {local.year} {time}").format(local=local, time=time)
    return _("{local.day} {local:%b %Y} {time}").format(local=local, time=time)


def short_date(moment: datetime, now: datetime) -> str:
    """Return the time of day for today, else the day, with the year when it was another."""
    local = moment.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    is_this_year = local.year == now.year
    told = _("{local.day} {local:%b}") if is_this_year else _("{local.day} {local:%b} {local.year}")
    return told.format(local=local)


def message_details(message: Message, now: datetime) -> str:
    """Return when a message was written and, for a reply, how fast."""
    details = [clock_time(message.created_at, now)]
    if stats := message.stats:
        if stats.tokens_per_second > 0:
            details.append(speed(stats.tokens_per_second))
        details.append(duration(stats.prompt_seconds + stats.reply_seconds))
    return " · ".join(details)


def ending(message: Message, retry_key: str, new_key: str, continue_key: str) -> str:
    """Say how a reply ended, unless it ended as it should.

    `continue_key` is empty where a reply cannot be continued.
    """
    go_on = _(". {key} continues").format(key=continue_key) if continue_key else ""
    match message.state:
        case "stopped":
            return _("— stopped") + go_on
        case "interrupted":
            return _("— interrupted: the program ended before this reply did") + go_on
        case "failed":
            before, after = _(ENGINE_STOPPED).split("{reason}")
            cause = one_line(_(message.note)).removeprefix(before).removesuffix(after)
            cause = cause.removesuffix(".") or _("no reason was given")
            cause = cause[0].lower() + cause[1:] if cause[1:2].islower() else cause
            return _(
                "— the engine stopped ({cause}); your words are safe. Press {key} to try again"
            ).format(cause=cause, key=retry_key)
        case "complete" | "streaming":
            reason = message.stats.finish_reason if message.stats else ""
    if reason == "length":
        return _("— cut off: the reply reached its limit (`model.max_reply_tokens`)") + go_on
    if reason == "context_full":
        return _("— cut off: the context is full. {key} starts a new conversation").format(
            key=new_key
        )
    return ""


def place(model: ModelInfo) -> str:
    """Say where a model runs, e.g. `CPU 2 threads` or `RTX 3060 28/28 layers`."""
    device = one_line(model.device)
    if model.gpu_layers == 0:
        count = model.threads
        sentence = ngettext("{device} {count:,} thread", "{device} {count:,} threads", count)
        return sentence.format(device=device, count=count)
    return _("{device} {gpu}/{layers} layers").format(
        device=device, gpu=model.gpu_layers, layers=model.layers
    )


def loading_text(share: float) -> str:
    """Say how much of a model is loaded; after that it is measured and warmed up."""
    if share >= 1:
        return _("preparing model")
    return _("loading model {percent} %").format(percent=int(share * 100))


def reading_text(done: int, total: int, seconds_left: float | None) -> str:
    """Say how much of the prompt was read and how long the rest will take."""
    text = _("reading {done:,} of {total:,} tokens").format(done=done, total=total)
    if seconds_left is None:
        return text
    return text + " · " + _("{duration} left").format(duration=duration(seconds_left))
