"""The tables of the search."""

INDEX_VERSION = 1
"""Changes with what is indexed for a text; an index of another version is built anew."""

# A document is a message. Its number is the second in which the message was written, or the next
# that is free: so the index walks from the newest to the oldest.
_DOCUMENTS = """
    CREATE TABLE search_documents (
        id INTEGER PRIMARY KEY,
        message_seq INTEGER NOT NULL UNIQUE,
        created_at INTEGER NOT NULL,
        words BLOB NOT NULL, -- UTF-8; see search.terms.words_of
        title TEXT NOT NULL, -- as are these; they are what the index was given
        tags TEXT NOT NULL,
        model TEXT NOT NULL,
        marks TEXT NOT NULL
    )
"""
# Its terms are already cut: what is not ASCII belongs to them. It stores no text of its own.
_INDEX = """
    CREATE VIRTUAL TABLE search_index USING fts5 (
        words, title, tags, model, marks, content='', columnsize=0, tokenize='ascii'
    )
"""
# By `conversations.seq`. Small, so that beginnings of words are found fast in it.
_TITLES = """
    CREATE VIRTUAL TABLE search_titles USING fts5 (
        title, tags, words UNINDEXED, columnsize=0, tokenize='ascii'
    )
"""
# What changed since it was indexed, or is new, or gone.
_CHANGES = """
    CREATE TABLE search_changes (
        kind TEXT NOT NULL, -- message or conversation
        seq INTEGER NOT NULL,
        PRIMARY KEY (kind, seq)
    ) WITHOUT ROWID
"""
# One row.
_STATE = """
    CREATE TABLE search_state (
        version INTEGER NOT NULL,
        purge INTEGER NOT NULL -- 0: no purged word is left in the index; else see search.purging
    )
"""

_NOTE_MESSAGE = "INSERT OR IGNORE INTO search_changes VALUES ('message', {0}.seq);"
_NOTE_CONVERSATION = "INSERT OR IGNORE INTO search_changes VALUES ('conversation', {0}.seq);"
_PURGE = "UPDATE search_state SET purge = 1;"
_NOTE_ITS_MESSAGES = """
    INSERT OR IGNORE INTO search_changes
    SELECT 'message', seq FROM messages WHERE conversation_id = {0}.id;
"""
EVERYTHING_CHANGED = (
    "INSERT OR IGNORE INTO search_changes SELECT 'message', seq FROM messages",
    "INSERT OR IGNORE INTO search_changes SELECT 'conversation', seq FROM conversations",
)

SEARCH_TABLES: tuple[str, ...] = (
    _DOCUMENTS,
    _INDEX,
    _TITLES,
    _CHANGES,
    _STATE,
    f"""
    CREATE TRIGGER search_message_added AFTER INSERT ON messages
    BEGIN {_NOTE_MESSAGE.format("new")} END
    """,
    f"""
    CREATE TRIGGER search_message_changed AFTER UPDATE OF parts, state, deleted_by ON messages
    WHEN new.state != 'streaming' OR old.state != 'streaming'
    BEGIN {_NOTE_MESSAGE.format("new")} END
    """,
    f"""
    CREATE TRIGGER search_message_gone AFTER DELETE ON messages
    BEGIN {_NOTE_MESSAGE.format("old")} {_PURGE} END
    """,
    f"""
    CREATE TRIGGER search_conversation_added AFTER INSERT ON conversations
    BEGIN {_NOTE_CONVERSATION.format("new")} END
    """,
    f"""
    CREATE TRIGGER search_conversation_changed
    AFTER UPDATE OF title, tags, deleted_at ON conversations
    WHEN old.title != new.title OR old.tags != new.tags OR old.deleted_at IS NOT new.deleted_at
    BEGIN {_NOTE_CONVERSATION.format("new")} {_NOTE_ITS_MESSAGES.format("new")} END
    """,
    f"""
    CREATE TRIGGER search_conversation_gone AFTER DELETE ON conversations
    BEGIN {_NOTE_CONVERSATION.format("old")} {_PURGE} END
    """,
    *EVERYTHING_CHANGED,
    f"INSERT INTO search_state VALUES ({INDEX_VERSION}, 0)",  # noqa: S608 - our own number
)
"""Statements that create them; what is stored already is still to be indexed."""
