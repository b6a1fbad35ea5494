"""The SQL of the store, each statement named by what it does."""

from assistant_memory.store.rows import MEMORY_COLUMNS, ROUND_COLUMNS


def _insertion(table: str, columns: tuple[str, ...]) -> str:
    names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608  # our own names


def _changes(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")


PUT_MEMORY = (
    _insertion("memories", MEMORY_COLUMNS)
    + f" ON CONFLICT (id) DO UPDATE SET {_changes(MEMORY_COLUMNS)}"
)
PUT_ROUND = (
    _insertion("rounds", ROUND_COLUMNS)
    + f" ON CONFLICT (id) DO UPDATE SET {_changes(ROUND_COLUMNS)}"
)
PUT_KEYS = """
    INSERT INTO search_keys (record_id, terms_version, terms, embedder, vector)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (record_id) DO UPDATE
    SET terms_version = excluded.terms_version, terms = excluded.terms,
        embedder = excluded.embedder, vector = excluded.vector
"""
MEMORY = "SELECT * FROM memories WHERE id = ?"
ROUND = "SELECT * FROM rounds WHERE id = ?"
IN_SLOT = """
    SELECT * FROM memories
    WHERE scope_kind = ? AND scope_name = ? AND subject = ? COLLATE NOCASE AND state = 'active'
    ORDER BY said_at DESC, seq DESC LIMIT ?
"""
MEMORIES = "SELECT * FROM memories WHERE seq > ? ORDER BY seq LIMIT ?"
ROUNDS = "SELECT * FROM rounds WHERE seq > ? ORDER BY seq LIMIT ?"
IDS_OF_ROUNDS = "SELECT id FROM rounds WHERE conversation_id = ?"
ROUNDS_OF = "SELECT * FROM rounds WHERE conversation_id = ? ORDER BY seq"
CONVERSATIONS = "SELECT DISTINCT conversation_id FROM rounds"
DELETE_MEMORY = "DELETE FROM memories WHERE id = ?"
DELETE_ROUND = "DELETE FROM rounds WHERE id = ?"
DELETE_ROUNDS_OF = "DELETE FROM rounds WHERE conversation_id = ?"
COUNT_MEMORIES = "SELECT count(*) FROM memories"
COUNT_ROUNDS = "SELECT count(*) FROM rounds"

# What the search holds in memory of each record; `{which}` narrows it down.
_ENTRIES_OF_MEMORIES = """
    SELECT memories.seq, id, 0 AS is_round, conversation_id, said_at, scope_kind, scope_name, state,
           superseded_by, terms_version, terms, embedder, vector
    FROM memories LEFT JOIN search_keys ON record_id = id
"""
_ENTRIES_OF_ROUNDS = """
    SELECT rounds.seq, id, 1 AS is_round, conversation_id, said_at, '' AS scope_kind,
           '' AS scope_name, 'active' AS state, NULL AS superseded_by,
           terms_version, terms, embedder, vector
    FROM rounds LEFT JOIN search_keys ON record_id = id
"""
ENTRIES = tuple(
    f"{entries} WHERE seq > ? ORDER BY seq LIMIT ?"
    for entries in (_ENTRIES_OF_MEMORIES, _ENTRIES_OF_ROUNDS)
)
ENTRY = f"{_ENTRIES_OF_MEMORIES} WHERE id = ?1 UNION ALL {_ENTRIES_OF_ROUNDS} WHERE id = ?1"

EMBEDDER = "SELECT seq FROM embedders WHERE fingerprint = ?"
ADD_EMBEDDER = "INSERT INTO embedders (fingerprint) VALUES (?)"
FORGET_OTHER_EMBEDDERS = """
    DELETE FROM embedders WHERE seq NOT IN (
        SELECT embedder FROM search_keys WHERE embedder IS NOT NULL UNION SELECT ?
    )
"""
# `IS NOT` also finds what has no keys at all.
_UNKEYED = """
    SELECT id FROM {table} LEFT JOIN search_keys ON record_id = id
    WHERE embedder IS NOT ?1 OR terms_version IS NOT ?2
    OR typeof(vector) IS NOT 'blob' OR typeof(terms) IS NOT 'blob'
"""
UNKEYED = " UNION ALL ".join(
    (_UNKEYED.format(table="memories"), f"{_UNKEYED.format(table='rounds')} LIMIT ?3")
)
GENERATION = "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'changes'"
FORGOTTEN_CHANGES = "SELECT value FROM marks WHERE name = 'forgotten_changes'"
CHANGED_SINCE = "SELECT DISTINCT record_id FROM changes WHERE generation > ?"
FORGET_CHANGES = "DELETE FROM changes WHERE generation <= ?"
MARK_FORGOTTEN_CHANGES = """
    UPDATE marks SET value = max(value, ?) WHERE name = 'forgotten_changes'
"""

LAST_ACTION = "SELECT * FROM actions WHERE undone = 0 ORDER BY seq DESC LIMIT 1"
NEXT_ACTION = "SELECT * FROM actions WHERE undone > 0 ORDER BY undone DESC LIMIT 1"
ADD_ACTION = "INSERT INTO actions (kind, created_at) VALUES (?, ?)"
ADD_TO_ACTION = """
    INSERT INTO action_memories (action, memory_id, before) VALUES (?, ?, ?)
    ON CONFLICT (action, memory_id) DO NOTHING
"""
TOUCHED = "SELECT * FROM action_memories WHERE action = ?"
KEEP_AFTER = "UPDATE action_memories SET after = ? WHERE action = ? AND memory_id = ?"
VERSIONS = "SELECT before, after FROM action_memories WHERE memory_id = ?"
MARK_UNDONE = """
    UPDATE actions SET undone = 1 + (SELECT max(undone) FROM actions) WHERE seq = ?
"""
MARK_DONE = "UPDATE actions SET undone = 0 WHERE seq = ?"
FORGET_UNDONE = "DELETE FROM actions WHERE undone > 0"
FORGET_OLD_ACTIONS = """
    DELETE FROM actions WHERE seq <= (SELECT seq FROM actions ORDER BY seq DESC LIMIT 1 OFFSET ?)
"""
FORGET_VERSIONS = """
    DELETE FROM action_memories
    WHERE memory_id = :id OR instr(before, :id) > 0 OR instr(after, :id) > 0
"""
FORGET_EMPTY_ACTIONS = """
    DELETE FROM actions WHERE seq NOT IN (SELECT action FROM action_memories)
"""

NOTE_ERASURE = "INSERT OR IGNORE INTO erasures (record_id) VALUES (?)"
ERASURES = "SELECT record_id FROM erasures"
FORGET_ERASURES = "DELETE FROM erasures"
UNLINK = """
    UPDATE memories SET superseded_by = NULL WHERE superseded_by = ?
"""
