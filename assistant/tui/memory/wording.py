"""Memories in words. Everything here is pure."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from assistant.locales import N_, _, ngettext
from assistant.tui.wording import one_line, short_date
from assistant_memory.values import Kind, Memory, Scope

_KINDS: Mapping[Kind, str] = {
    "fact": N_("fact"),
    "preference": N_("preference"),
    "event": N_("event"),
    "instruction": N_("instruction"),
}


def kind_name(kind: Kind) -> str:
    """Return what a kind of memory is called."""
    return _(_KINDS[kind])


def scope_name(scope: Scope, titles: Mapping[str, str]) -> str:
    """Say where a memory counts, e.g. `everywhere` or `in the folder notes`."""
    match scope.kind:
        case "everywhere":
            return _("everywhere")
        case "project":
            folder = PurePath(scope.name).name or scope.name
            return _("in the folder {folder}").format(folder=one_line(folder))
        case "persona":
            return _("for {persona}").format(persona=one_line(scope.name))
        case "conversation":
            title = one_line(titles.get(scope.name, "")) or _("another conversation")
            return _("in “{title}”").format(title=title)


def counted_memories(count: int) -> str:
    """Return e.g. `1 memory` or `1,240 memories`."""
    return ngettext("{count:,} memory", "{count:,} memories", count).format(count=count)


def state_words(memory: Memory) -> str:
    """Say that a memory is not recalled, and why; empty when it is."""
    match memory.state:
        case "superseded":
            return _("superseded")
        case "forgotten":
            return _("put away")
        case "active":
            return ""


def holds_words(memory: Memory, now: datetime) -> str:
    """Say when a memory is true, as far as that is known."""
    begin, end = memory.holds_from, memory.holds_until
    if begin is not None and end is not None:
        return f"{short_date(begin, now)} → {short_date(end, now)}"
    if begin is not None:
        return _("from {date}").format(date=short_date(begin, now))
    if end is not None:
        return _("until {date}").format(date=short_date(end, now))
    return ""
