"""The SQL of the search, each statement named by what it does."""

# A message as it is read from a row, without its tokens: they would be most of the work.
_MESSAGE = """
    messages.id, messages.conversation_id, messages.parent_id, messages.role, messages.state,
    messages.created_at, messages.model, messages.note, messages.parts,
    NULL AS stats, NULL AS token_key, NULL AS given, NULL AS record
"""
CHANGED_MESSAGES = f"""
    SELECT changes.seq, documents.id AS document_id, {_MESSAGE},
        conversations.title AS conversation_title, conversations.tags AS conversation_tags,
        messages.deleted_by IS NULL AND conversations.deleted_at IS NULL AS is_visible
    FROM search_changes AS changes
    LEFT JOIN messages ON messages.seq = changes.seq
    LEFT JOIN conversations ON conversations.id = messages.conversation_id
    LEFT JOIN search_documents AS documents ON documents.message_seq = changes.seq
    WHERE changes.kind = 'message' AND messages.state IS NOT 'streaming'
    ORDER BY changes.seq DESC LIMIT ?
"""  # noqa: S608 - our own columns
CHANGED_CONVERSATIONS = """
    SELECT changes.seq, title, tags,
        conversations.seq IS NOT NULL AND deleted_at IS NULL AS is_visible
    FROM search_changes AS changes LEFT JOIN conversations ON conversations.seq = changes.seq
    WHERE changes.kind = 'conversation'
    ORDER BY changes.seq DESC LIMIT ?
"""
GONE_MESSAGES = """
    SELECT changes.seq, documents.id AS document_id
    FROM search_changes AS changes
    LEFT JOIN search_documents AS documents ON documents.message_seq = changes.seq
    WHERE changes.kind = 'message'
    AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.seq = changes.seq)
"""
FORGET_GONE_TITLES = """
    DELETE FROM search_titles WHERE rowid IN (
        SELECT seq FROM search_changes WHERE kind = 'conversation'
        AND NOT EXISTS (SELECT 1 FROM conversations WHERE conversations.seq = search_changes.seq)
    )
"""
REMOVE_CHANGED_TITLES = """
    DELETE FROM search_titles WHERE rowid IN (
        SELECT seq FROM search_changes WHERE kind = 'conversation'
    )
"""
CHANGED_DOCUMENTS = """
    SELECT id FROM search_documents WHERE message_seq IN (
        SELECT seq FROM search_changes WHERE kind = 'message'
    )
"""
FORGET_CHANGE = "DELETE FROM search_changes WHERE kind = ? AND seq = ?"
COUNT_CHANGES = """
    SELECT count(*) FROM search_changes AS changes WHERE NOT (
        kind = 'message' AND EXISTS (
            SELECT 1 FROM messages WHERE messages.seq = changes.seq AND state = 'streaming'
        )
    )
"""
ANY_CHANGE = "SELECT 1 FROM search_changes LIMIT 1"

DOCUMENT = "SELECT * FROM search_documents WHERE id = ?"
# For a number that is taken: the next that is not.
FREE_DOCUMENT_ID = """
    SELECT id + 1 FROM search_documents AS taken
    WHERE id >= ? AND NOT EXISTS (SELECT 1 FROM search_documents WHERE id = taken.id + 1)
    ORDER BY id LIMIT 1
"""
ADD_DOCUMENT = """
    INSERT INTO search_documents (id, message_seq, created_at, words,
                                  title, tags, model, marks)
    VALUES (:id, :message_seq, :created_at, :words,
            :title, :tags, :model, :marks)
"""
REMOVE_DOCUMENT = "DELETE FROM search_documents WHERE id = ?"
ADD_TO_INDEX = """
    INSERT INTO search_index (rowid, words, title, tags, model, marks) VALUES (?, ?, ?, ?, ?, ?)
"""
REMOVE_FROM_INDEX = """
    INSERT INTO search_index (search_index, rowid, words, title, tags, model, marks)
    VALUES ('delete', ?, ?, ?, ?, ?, ?)
"""
STATE = "SELECT version, purge FROM search_state"
SET_VERSION = "UPDATE search_state SET version = ?, purge = 0"
SET_PURGE = "UPDATE search_state SET purge = ?"
MERGE_INDEX = "INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)"
OPTIMISE_TITLES = "INSERT INTO search_titles (search_titles) VALUES ('optimize')"
EMPTY_INDEX = "INSERT INTO search_index (search_index) VALUES ('delete-all')"
EMPTY_DOCUMENTS = "DELETE FROM search_documents"
EMPTY_TITLES = "DELETE FROM search_titles"

REMOVE_TITLE = "DELETE FROM search_titles WHERE rowid = ?"
ADD_TITLE = "INSERT INTO search_titles (rowid, title, tags, words) VALUES (?, ?, ?, ?)"


# The newest first; of what the index finds, only so many are looked at.
_LOOKED_AT = """(
    SELECT documents.id, documents.words FROM search_index AS found
    CROSS JOIN search_documents AS documents ON documents.id = found.rowid
    WHERE found.search_index MATCH ? AND found.rowid BETWEEN ? AND ?
    AND created_at >= ? AND created_at < ?
    ORDER BY found.rowid DESC LIMIT ?
)"""
CANDIDATES = f"SELECT id, words FROM {_LOOKED_AT}"  # noqa: S608
COUNT_LOOKED_AT = f"SELECT count(*) FROM {_LOOKED_AT}"  # noqa: S608
ONLY_WITH = " WHERE instr(words, ?)"
AND_WITH = " AND instr(words, ?)"
LIMIT = " LIMIT ?"
FOUND_TITLES = """
    SELECT conversations.seq, found.words, updated_at FROM (
        SELECT rowid AS seq, words FROM search_titles WHERE search_titles MATCH ?
        ORDER BY rowid DESC LIMIT ?
    ) AS found
    CROSS JOIN conversations ON conversations.seq = found.seq
    WHERE deleted_at IS NULL AND created_at < ? AND updated_at >= ?
    AND EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)
    ORDER BY updated_at DESC, conversations.seq DESC LIMIT ?
"""
COUNT_MATCHES = """
    SELECT count(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT ?)
"""
COUNT_DOCUMENTS = "SELECT count(*) FROM search_documents"
NEWEST_DOCUMENTS = "SELECT id, words FROM search_documents WHERE id <= ? ORDER BY id DESC LIMIT ?"
DOCUMENT_RANGE = "SELECT min(id), max(id) FROM search_documents"
MESSAGE_OF_DOCUMENT = f"""
    SELECT {_MESSAGE} FROM search_documents
    JOIN messages ON messages.seq = message_seq
    WHERE search_documents.id = ? AND deleted_by IS NULL
"""  # noqa: S608
CONVERSATION_BY_SEQ = "SELECT * FROM conversations WHERE seq = ?"
CONVERSATION = "SELECT * FROM conversations WHERE id = ? AND deleted_at IS NULL"

# Words that were taken out of an index stay in its pages until it is written anew.
COMPACT_INDEX = "INSERT INTO search_index (search_index) VALUES ('optimize')"
COMPACT_TITLES = "INSERT INTO search_titles (search_titles) VALUES ('optimize')"
