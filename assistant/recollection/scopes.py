"""Where something is to be remembered, as the user says it; pure."""

from assistant_memory.values import EVERYWHERE, Scope


def scope_asked(text: str, *, folder: str, conversation_id: str) -> tuple[Scope, str]:
    """Return where `--here text` or `--chat text` counts, and the text; everywhere without them."""
    option, _, rest = text.strip().partition(" ")
    match option:
        case "--here":
            return Scope("project", folder), rest.strip()
        case "--chat":
            return Scope("conversation", conversation_id), rest.strip()
        case _:
            return EVERYWHERE, text
