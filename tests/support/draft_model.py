"""What drafts there must be, whatever several programs wrote."""

from collections.abc import Iterable, Sequence

from assistant.conversation import NEW_CONVERSATION, ConversationStore, Draft


class DraftModel:
    """Drafts by conversation; that of a new chat belongs to the program that it is written in."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}
        self._left: list[Draft] = []
        """Those of new chats whose programs ended, for the next that has none."""

    def save(self, program: int, conversation_id: str, draft: Draft) -> None:
        key = conversation_id or _new_chat(program)
        self._drafts.pop(key, None)
        if not draft.is_empty:
            self._drafts[key] = draft

    def forget(self, conversation_id: str) -> None:
        self._drafts.pop(conversation_id, None)

    def end(self, program: int) -> None:
        left = self._drafts.pop(_new_chat(program), None)
        if left is not None:
            self._left.append(left)

    def check(self, stores: Sequence[ConversationStore], conversations: Iterable[str]) -> None:
        for key in conversations:
            assert stores[0].drafts.load(key) == self._drafts.get(key, Draft())
        for program, store in enumerate(stores):
            key = _new_chat(program)
            found = store.drafts.load(NEW_CONVERSATION)
            if key not in self._drafts and self._left:
                self._drafts[key] = found
                self._left.remove(found)
            assert found == self._drafts.get(key, Draft())


def _new_chat(program: int) -> str:
    return f"new chat {program}"
