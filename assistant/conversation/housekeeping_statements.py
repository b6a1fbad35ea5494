"""The SQL of the housekeeping, each statement named by what it does."""

STREAMING_RUNS = "SELECT DISTINCT run_id FROM messages WHERE run_id IS NOT NULL"
INTERRUPT_RUN = "UPDATE messages SET state = 'interrupted', run_id = NULL WHERE run_id = ?"
LAST_USE = """
    SELECT CAST(max(time) AS INTEGER) FROM (
        SELECT max(updated_at) AS time FROM conversations
        UNION ALL SELECT max(created_at) FROM actions
        UNION ALL SELECT max(saved_at) FROM drafts
    )
"""
PURGE_TRASH = "DELETE FROM conversations WHERE deleted_at < ? RETURNING id"
# When the messages are purged, a title need not stay alone.
PURGE_EMPTY = """
    DELETE FROM conversations WHERE updated_at < ?
    AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)
    RETURNING id
"""
# Nothing can bring these back: their action is forgotten, or old.
PURGE_MESSAGES = """
    WITH RECURSIVE expired (id, conversation_id, parent_id) AS MATERIALIZED (
        SELECT id, conversation_id, parent_id FROM messages
        WHERE deleted_by IS NOT NULL
        AND deleted_by NOT IN (SELECT seq FROM actions WHERE created_at >= ?)
    ), needed (id) AS (
        SELECT expired.id FROM expired JOIN messages AS child
            ON child.conversation_id = expired.conversation_id AND child.parent_id = expired.id
        WHERE child.id NOT IN (SELECT id FROM expired)
        UNION
        SELECT expired.parent_id FROM needed JOIN expired ON expired.id = needed.id
    )
    DELETE FROM messages
    WHERE id IN (SELECT id FROM expired) AND id NOT IN (SELECT id FROM needed WHERE id IS NOT NULL)
    RETURNING id
"""
PURGE_ACTIONS = "DELETE FROM actions WHERE created_at < ?"
PURGE_DRAFTS = """
    DELETE FROM drafts
    WHERE conversation_id != '' AND conversation_id NOT LIKE 'new chat of %'
    AND conversation_id NOT IN (SELECT id FROM conversations)
"""
# An older version of this program, which knows of no deletion, may answer what was deleted.
LIVING_UNDER_DELETED = """
    SELECT child.parent_id FROM messages AS parent
    JOIN messages AS child
        ON child.conversation_id = parent.conversation_id AND child.parent_id = parent.id
    WHERE parent.deleted_by IS NOT NULL AND child.deleted_by IS NULL
    UNION
    SELECT messages.id FROM messages
    JOIN conversations ON conversations.id = conversation_id AND head_id = messages.id
    WHERE deleted_by IS NOT NULL
"""
FUTURE_USES = "SELECT seq FROM conversations WHERE updated_at > ? ORDER BY updated_at, seq"
LAST_CREDIBLE_USE = "SELECT max(updated_at) FROM conversations WHERE updated_at <= ?"
SET_USE = "UPDATE conversations SET updated_at = ? WHERE seq = ?"
MEND_DELETIONS = "UPDATE conversations SET deleted_at = :now WHERE deleted_at > :latest"
MEND_ACTIONS = "UPDATE actions SET created_at = :now WHERE created_at > :latest"

PURGES = (PURGE_TRASH, PURGE_MESSAGES, PURGE_EMPTY)
"""Each deletes what is older than its one parameter, and returns its ids."""
