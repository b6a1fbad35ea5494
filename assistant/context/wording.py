"""The sections of a prompt in words."""

from collections.abc import Mapping
from typing import Literal

from assistant.context.explanation import Explanation, Part
from assistant.context.notes import is_note, note_text
from assistant.conversation import SectionName
from assistant.locales import N_, _, ngettext

_NAMES: Mapping[str, str] = {
    "system": N_("system"),
    "persona": N_("persona"),
    "tools": N_("tools"),
    "summary": N_("summary"),
    "history": N_("history"),
    "memories": N_("memories"),
    "passages": N_("passages"),
    "attachments": N_("files"),
    "question": N_("question"),
    "reserve": N_("reply reserve"),
}


def section_name(name: SectionName | Literal["reserve"]) -> str:
    """What a section is called."""
    return _(_NAMES[name])


def part_text(explanation: Explanation, part: Part) -> str:
    """What there is to say of a section besides its tokens; empty for nothing."""
    match part.name:
        case "system" | "persona" | "tools":
            return _("fixed since the conversation began")
        case "summary":
            count = 0 if explanation.summary is None else explanation.summary.messages
            told = ngettext("of {count:,} earlier message", "of {count:,} earlier messages", count)
            return told.format(count=count)
        case "history":
            return _history_text(explanation)
        case "memories" | "passages":
            return _found_text(part)
        case "attachments" | "question":
            return ""


def _found_text(part: Part) -> str:
    """Say how much of what was found was used, or why there is nothing of it."""
    told = [note_text(item.given) for item in part.items if is_note(item.given)]
    found = [item.given for item in part.items if item.given.kind != "note"]
    used = sum(given.is_used for given in found)
    if found:
        told.insert(0, _("{used:,} of {found:,} used").format(used=used, found=len(found)))
    if part.name == "memories" and not used and len(told) == bool(found):
        told.append(_("Nothing that is remembered fits the question."))
    return " · ".join(told)


def _history_text(explanation: Explanation) -> str:
    count = explanation.history_messages
    shown = ngettext("{count:,} message", "{count:,} messages", count).format(count=count)
    return _("{messages}; {left_out:,} left out").format(
        messages=shown, left_out=len(explanation.left_out)
    )
