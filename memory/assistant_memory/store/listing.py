"""Which memories a filter lets through, as SQL."""

from collections.abc import Collection
from dataclasses import dataclass, field

from assistant_memory.outcomes import MemoryFilter
from assistant_memory.store.value import Value


@dataclass(frozen=True, slots=True)
class Selection:
    """A query and what stands in its gaps."""

    query: str
    parameters: tuple[Value, ...]


@dataclass(slots=True)
class _Conditions:
    clauses: list[str] = field(default_factory=list[str])
    parameters: list[Value] = field(default_factory=list[Value])

    def add(self, clause: str, *parameters: Value) -> None:
        self.clauses.append(clause)
        self.parameters += parameters

    def one_of(self, column: str, values: Collection[str]) -> None:
        self.add(f"{column} IN ({', '.join('?' * len(values))})", *sorted(values))


def selection(wanted: MemoryFilter) -> Selection:
    """Return the query for what a filter lets through, the latest first."""
    where = _Conditions()
    where.one_of("state", wanted.states)
    if wanted.kinds:
        where.one_of("kind", wanted.kinds)
    if wanted.scopes:
        pairs = [(scope.kind, scope.name) for scope in wanted.scopes]
        clause = " OR ".join(["(scope_kind = ? AND scope_name = ?)"] * len(pairs))
        where.add(f"({clause})", *(part for pair in pairs for part in pair))
    if wanted.subject is not None:
        where.add("subject = ? COLLATE NOCASE", wanted.subject)
    if wanted.conversation_id is not None:
        where.add("conversation_id = ?", wanted.conversation_id)
    if wanted.is_pinned is not None:
        where.add("pinned = ?", int(wanted.is_pinned))
    for word in wanted.text.split():
        where.add("contains(text || ' ' || subject, ?)", word)
    return Selection(
        # Only clauses of this module, with gaps for what they are compared with.
        f"SELECT * FROM memories WHERE {' AND '.join(where.clauses)} "  # noqa: S608
        "ORDER BY pinned DESC, said_at DESC, seq DESC LIMIT ? OFFSET ?",
        (*where.parameters, wanted.limit, wanted.offset),
    )


def contains(text: Value, word: Value) -> bool:
    """Whether a word stands in a text, in any case; given to SQLite, whose own knows only ASCII."""
    return str(word).casefold() in str(text).casefold()
