"""Which records belong together, so that a question leaves out as many as it may at once."""

from collections import defaultdict
from collections.abc import Iterable

from assistant_memory.store.entries import StoredEntry, plain_scope
from assistant_memory.values import Query, ScopeKind


class Groups:
    """Ids of records by scope, by conversation, and of those that were put away."""

    def __init__(self) -> None:
        self._scopes: defaultdict[tuple[ScopeKind, str], set[str]] = defaultdict(set)
        self._conversations: defaultdict[str, set[str]] = defaultdict(set)
        self._forgotten: set[str] = set()

    def add(self, entries: Iterable[StoredEntry]) -> None:
        """Take records in."""
        for entry in entries:
            self._of(entry).add(entry.id)

    def remove(self, entry: StoredEntry) -> None:
        """Give a record up, as it was when it was taken in."""
        self._of(entry).discard(entry.id)

    def left_out(self, query: Query) -> frozenset[str]:
        """Return what a question may not bring back."""
        asked = {plain_scope(scope) for scope in query.scopes}
        others = [ids for scope, ids in self._scopes.items() if scope not in asked]
        if query.not_conversation_id:
            others.append(self._conversations.get(query.not_conversation_id, set()))
        return frozenset(self._forgotten.union(*others))

    def _of(self, entry: StoredEntry) -> set[str]:
        if entry.is_round:
            return self._conversations[entry.conversation_id]
        return self._forgotten if entry.state == "forgotten" else self._scopes[entry.scope]
