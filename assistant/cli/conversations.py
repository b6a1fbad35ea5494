"""Finding a conversation by what a person typed."""

from collections.abc import Sequence

from assistant.conversation import Conversation
from assistant.errors import InputError, NotFoundError
from assistant.locales import _

SHORT_ID_CHARACTERS = 8


def match_conversation(given: str, conversations: Sequence[Conversation]) -> Conversation:
    """Return the conversation with this id, or the only one whose id begins so.

    Raises `NotFoundError` or, when several begin so, `InputError`.
    """
    matches = [each for each in conversations if given and each.id.startswith(given)]
    if not matches:
        raise NotFoundError(
            _(
                "There is no conversation {given!r}. `glassbox sessions list` shows all of them."
            ).format(given=given)
        )
    if len(matches) > 1:
        raise InputError(
            _("{count} conversations begin with {given!r}. Type more of the id.").format(
                count=len(matches), given=given
            )
        )
    return matches[0]
