"""Whole conversations out of the rows that are left of a damaged database.

Pure: what is known to be missing gets a message in its place that says so, so that no branch ends
where a page is gone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.conversation.pages import Value
from assistant.conversation.remains import Remains, Row
from assistant.locales import N_, _

LOST_NOTE = N_("This message could not be read: the database was damaged.")
REFOUND_TITLE = N_("(title lost)")
_LOST_PARTS = '[{"kind":"text","text":"…"}]'
_DEFAULTS: Mapping[str, Value] = {
    "title": "", "created_at": 0, "updated_at": 0, "sampling": "{}", "pinned": 0, "archived": 0,
    "tags": "[]", "is_renamed": 0, "is_incognito": 0, "role": "assistant", "state": "failed",
    "model": "", "note": "", "parts": "[]", "token_start": 0, "undone": 0, "before": "{}",
    "after": "{}", "saved_at": 0,
}  # fmt: skip
"""In place of what must be there and is not."""


@dataclass(frozen=True, slots=True)
class _Lost:
    """A message of which no more is left than that it was there."""

    id: str
    conversation_id: str
    seq: int | None
    parent_id: str | None
    knows_parent: bool


def regrow(remains: Remains) -> Mapping[str, list[Row]]:
    """Rows by table that fit together: parents before children, nothing refers to nothing."""
    messages = {str(key): _complete(row) for key, row in remains.rows["messages"].items()}
    _part_numbers(messages.values())
    broken = _fill_gaps(messages, remains)
    for row in messages.values():
        if row["parts"] == "[]" and row["state"] == "failed" and not row["note"]:
            row.update(parts=_LOST_PARTS, note=LOST_NOTE)
            broken.add(row["conversation_id"])
    deletions = remains.rows["actions"].keys()
    for row in messages.values():
        if row.get("deleted_by") not in deletions:
            row["deleted_by"] = None
        if row["conversation_id"] in broken:
            # What stands before them in a prompt is not what it was.
            row.update(token_key=None, token_ids=None, token_start=0)
        row.pop("is_indexed", None)
    ordered = sorted(messages.values(), key=_seq)
    conversations = _conversations(remains, ordered)
    there = {row["id"] for row in conversations}
    return {
        "conversations": conversations,
        "messages": ordered,
        "actions": [
            _complete(row)
            for row in remains.rows["actions"].values()
            if row["conversation_id"] in there
        ],
        "drafts": [_complete(row) for row in remains.rows["drafts"].values()],
    }


def _complete(row: Row) -> Row:
    return {name: _DEFAULTS.get(name) if value is None else value for name, value in row.items()}


def _part_numbers(rows: Iterable[Row]) -> None:
    """Give rows that claim the same `seq`, or none, numbers after all others."""
    claimed = list(rows)
    last = max(map(_seq, claimed), default=0)
    taken: set[Value] = {None}
    for row in claimed:
        if row["seq"] in taken:
            last += 1
            row["seq"] = last
        taken.add(row["seq"])


def _fill_gaps(messages: dict[str, Row], remains: Remains) -> set[Value]:
    """Add a message for each that is missing; return the conversations in which any was."""
    lost = {each.id: each for each in _missing(messages, remains)}
    kin: dict[Value, list[Row]] = {}
    for row in messages.values():
        kin.setdefault(row["conversation_id"], []).append(row)
    taken = set(map(_seq, messages.values()))
    for each in sorted(lost.values(), key=lambda lost: (lost.seq is None, lost.seq or 0)):
        family = kin.setdefault(each.conversation_id, [])
        children = [row for row in family if row["parent_id"] == each.id]
        seq = _place(each, children, taken)
        taken.add(seq)
        messages[each.id] = _placeholder(each, seq, family, children)
        family.append(messages[each.id])
    for row in messages.values():
        parent = messages.get(str(row["parent_id"]))
        if parent is None or parent["conversation_id"] != row["conversation_id"]:
            row["parent_id"] = None
    return {each.conversation_id for each in lost.values()}


def _missing(messages: Mapping[str, Row], remains: Remains) -> Iterator[_Lost]:
    """What is referred to and not there; the later of two says more about the same."""
    for row in remains.rows["conversations"].values():
        yield from _unless_there(messages, row["id"], row["head_id"])
    for row in messages.values():
        yield from _unless_there(messages, row["conversation_id"], row["parent_id"])
    entries = list(_entries(remains))
    for entry in entries:
        yield from _unless_there(messages, entry.conversation_id, entry.parent_id)
    taken = set(map(_seq, messages.values()))
    yield from (entry for entry in entries if entry.seq not in taken)


def _entries(remains: Remains) -> Iterator[_Lost]:
    """Every message that the indexes know."""
    for seq, pairs in remains.pairs.items():
        parents = {other for _, other in pairs if other is None or (other, seq) not in remains.ids}
        parent_id = next(iter(parents), None)
        for conversation_id, other in pairs:
            if other is not None and (other, seq) in remains.ids:
                yield _Lost(other, conversation_id, seq, parent_id, knows_parent=bool(parents))


def _unless_there(
    messages: Mapping[str, Row], conversation_id: Value, message_id: Value
) -> Iterator[_Lost]:
    if isinstance(message_id, str) and message_id not in messages:
        yield _Lost(message_id, str(conversation_id), None, None, knows_parent=False)


def _place(lost: _Lost, children: list[Row], taken: set[int]) -> int:
    """Its own number, else the last free one before its children: they arrived later."""
    if lost.seq is not None:
        return lost.seq
    seq = min(map(_seq, children), default=2 + max(taken, default=0)) - 1
    while seq in taken:
        seq -= 1
    return seq


def _placeholder(lost: _Lost, seq: int, family: list[Row], children: list[Row]) -> Row:
    parent_id: Value = lost.parent_id
    before = [row for row in family if _seq(row) < seq]
    if not lost.knows_parent:
        # Nearly always it followed what nothing else follows.
        parents = {row["parent_id"] for row in family}
        ends = [row for row in before if row["id"] not in parents]
        parent_id = max(ends or before, key=_seq, default={"id": None})["id"]
    near = children or [row for row in before if row["id"] == parent_id]
    is_answered = any(row["role"] == "assistant" for row in near)
    row: Row = {
        "seq": seq,
        "id": lost.id,
        "conversation_id": lost.conversation_id,
        "parent_id": parent_id,
        "role": "user" if is_answered or not near else "assistant",
        "created_at": near[0]["created_at"] if near else None,
        "note": LOST_NOTE,
        "parts": _LOST_PARTS,
        "state": None,
        "model": None,
        "token_start": None,
    }
    return _complete(row)


def _conversations(remains: Remains, messages: list[Row]) -> list[Row]:
    """Those that are left, and those of which only messages are; each shows one that is there."""
    said: dict[Value, list[Row]] = {row["id"]: [] for row in _kept(remains)}
    for row in messages:
        said.setdefault(row["conversation_id"], []).append(row)
    kept = {row["id"]: _complete(row) for row in _kept(remains)}
    conversations = [
        _showing(kept.get(key) or _refound(str(key), rows), rows) for key, rows in said.items()
    ]
    _part_numbers(conversations)
    return conversations


def _kept(remains: Remains) -> Iterable[Row]:
    return sorted(remains.rows["conversations"].values(), key=_seq)


def _refound(conversation_id: str, messages: list[Row]) -> Row:
    times = [row["created_at"] for row in messages if isinstance(row["created_at"], int)]
    row: Row = {
        "seq": None,
        "id": conversation_id,
        "title": _(REFOUND_TITLE),
        "created_at": min(times, default=0),
        "updated_at": max(times, default=0),
        "head_id": None,
        "sampling": None,
    }
    return _complete(row)


def _showing(conversation: Row, messages: list[Row]) -> Row:
    living = [row["id"] for row in messages if row["deleted_by"] is None]
    is_there = conversation["head_id"] in living
    head_id = conversation["head_id"] if is_there else living[-1] if living else None
    return {**conversation, "head_id": head_id}


def _seq(row: Mapping[str, Value]) -> int:
    seq = row["seq"]
    return seq if isinstance(seq, int) else 0
