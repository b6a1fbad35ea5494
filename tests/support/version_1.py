"""The first version of the database, as programs of that time made and used it."""

import json
import sqlite3
from pathlib import Path

TABLES = (
    """
    CREATE TABLE conversations (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        head_id TEXT,
        system_prompt TEXT,
        sampling TEXT NOT NULL,
        FOREIGN KEY (id, head_id) REFERENCES messages (conversation_id, id)
            DEFERRABLE INITIALLY DEFERRED
    )
    """,
    """
    CREATE TABLE messages (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        parent_id TEXT,
        role TEXT NOT NULL,
        state TEXT NOT NULL,
        run_id TEXT,
        created_at INTEGER NOT NULL,
        model TEXT NOT NULL,
        note TEXT NOT NULL,
        parts TEXT NOT NULL,
        stats TEXT,
        token_key TEXT,
        token_ids BLOB,
        token_start INTEGER NOT NULL DEFAULT 0,
        UNIQUE (conversation_id, id),
        FOREIGN KEY (conversation_id, parent_id) REFERENCES messages (conversation_id, id)
    )
    """,
    "CREATE INDEX messages_by_parent ON messages (conversation_id, parent_id)",
    "CREATE INDEX messages_by_run ON messages (run_id) WHERE run_id IS NOT NULL",
    "PRAGMA application_id = 1198285432",
    "PRAGMA user_version = 1",
)
ADD_CONVERSATION = """
    INSERT INTO conversations (id, title, created_at, updated_at, head_id, system_prompt, sampling)
    VALUES (?, ?, 1767225600000000, 1767225600000000, NULL, NULL, '{}')
"""
ADD_MESSAGE = """
    INSERT INTO messages (id, conversation_id, parent_id, role, state, run_id, created_at, model,
                          note, parts, stats, token_key, token_ids, token_start)
    VALUES (?, ?, ?, ?, ?, NULL, 1767225600000000, '', '', ?, NULL, NULL, NULL, 0)
"""
MOVE_HEAD = "UPDATE conversations SET head_id = ?, updated_at = updated_at + 1 WHERE id = ?"
BRANCH = """
    WITH RECURSIVE branch (seq, parent_id) AS (
        SELECT seq, parent_id FROM messages WHERE id = ?
        UNION ALL
        SELECT parent.seq, parent.parent_id FROM branch
        JOIN messages AS parent ON parent.id = branch.parent_id AND parent.seq < branch.seq
    )
    SELECT * FROM messages WHERE seq IN (SELECT seq FROM branch) ORDER BY seq
"""


class OldProgram:
    """What a program of the first version does to the database."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        self.connection = sqlite3.connect(path, timeout=5, isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self.connection.execute(f"PRAGMA {pragma}").fetchall()
        if is_new:
            with self.connection:
                self.connection.execute("BEGIN IMMEDIATE")
                for statement in TABLES:
                    self.connection.execute(statement)

    def begin(self, conversation: str, message: str, text: str) -> None:
        with self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute(ADD_CONVERSATION, [conversation, f"about {conversation}"])
            self._add(conversation, message, None, "user", text)

    def say(self, conversation: str, message: str, after: str, text: str, role="user") -> None:
        with self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            self._add(conversation, message, after, role, text)

    def texts(self, head: str) -> list[str]:
        rows = self.connection.execute(BRANCH, [head])
        return ["".join(part["text"] for part in json.loads(row["parts"])) for row in rows]

    def close(self) -> None:
        self.connection.close()

    def _add(self, conversation: str, message: str, parent, role: str, text: str) -> None:
        parts = json.dumps([{"kind": "text", "text": text}], ensure_ascii=False)
        row = [message, conversation, parent, role, "complete", parts]
        self.connection.execute(ADD_MESSAGE, row)
        self.connection.execute(MOVE_HEAD, [message, conversation])
