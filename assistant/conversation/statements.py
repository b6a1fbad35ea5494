"""The SQL of the store, each statement named by what it does."""

CONVERSATIONS = """
    SELECT * FROM conversations
    WHERE deleted_at IS NULL
    AND EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)
    ORDER BY updated_at DESC, seq DESC
"""
LISTED_CONVERSATION = """
    SELECT * FROM conversations
    WHERE id = ? AND deleted_at IS NULL
    AND EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)
"""
# What this connection changes, noted beside the database and gone with the connection.
NOTE_CHANGED = (
    "CREATE TEMP TABLE IF NOT EXISTS changed (id TEXT PRIMARY KEY)",
    """
    CREATE TEMP TRIGGER IF NOT EXISTS note_added AFTER INSERT ON main.conversations
    BEGIN INSERT OR IGNORE INTO changed VALUES (new.id); END
    """,
    """
    CREATE TEMP TRIGGER IF NOT EXISTS note_changed AFTER UPDATE ON main.conversations
    BEGIN INSERT OR IGNORE INTO changed VALUES (new.id); END
    """,
    """
    CREATE TEMP TRIGGER IF NOT EXISTS note_gone AFTER DELETE ON main.conversations
    BEGIN INSERT OR IGNORE INTO changed VALUES (old.id); END
    """,
)
CHANGED = "SELECT id FROM temp.changed"
FORGET_CHANGED = "DELETE FROM temp.changed"
LATEST_CONVERSATION = """
    SELECT * FROM conversations
    WHERE deleted_at IS NULL AND NOT archived
    AND EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)
    ORDER BY updated_at DESC, seq DESC LIMIT 1
"""
CONVERSATION = "SELECT * FROM conversations WHERE id = ? AND deleted_at IS NULL"
ADD_CONVERSATION = """
    INSERT INTO conversations (id, title, created_at, updated_at, head_id, system_prompt, sampling,
                               pinned, archived, tags, is_renamed, is_incognito)
    VALUES (:id, :title, :created_at, :updated_at, :head_id, :system_prompt, :sampling,
            :pinned, :archived, :tags, :is_renamed, :is_incognito)
"""
ADD_CONVERSATION_IF_NEW = ADD_CONVERSATION + " ON CONFLICT (id) DO NOTHING"
CHANGE_CONVERSATION = """
    UPDATE conversations
    SET title = :title, system_prompt = :system_prompt, sampling = :sampling, pinned = :pinned,
        archived = :archived, tags = :tags, is_renamed = :is_renamed,
        is_incognito = :is_incognito
    WHERE id = :id
"""
THROW_AWAY = "UPDATE conversations SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL"
IDS = "SELECT id FROM messages WHERE conversation_id = ?"
PURGE_CONVERSATION = "DELETE FROM conversations WHERE id = ?"
BRING_BACK = "UPDATE conversations SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL"
FORGET_DELETION = """
    DELETE FROM actions WHERE conversation_id = ? AND kind = 'delete_conversation'
"""
IS_RECALLED = """
    SELECT messages.id FROM messages
    JOIN conversations ON conversations.id = messages.conversation_id
    WHERE messages.id = ? AND deleted_by IS NULL AND deleted_at IS NULL AND NOT is_incognito
"""
IS_LIVING = "SELECT 1 FROM messages WHERE id = ? AND deleted_by IS NULL"
IS_IN_CONVERSATION = "SELECT 1 FROM messages WHERE id = ? AND conversation_id = ?"
DELETE_UNDER_DELETED = """
    UPDATE messages SET deleted_by = parent.deleted_by FROM messages AS parent
    WHERE messages.id = ? AND messages.deleted_by IS NULL
    AND parent.id = messages.parent_id AND parent.deleted_by IS NOT NULL
"""
# A clock that goes back must not make young what was done before, nor old what is done now.
PRESENT = "SELECT max(?, ifnull((SELECT max(updated_at) FROM conversations), 0))"
SET_COLUMN = {
    name: f"UPDATE conversations SET {name} = :value WHERE id = :id"  # noqa: S608 - our own names
    for name in ("title", "is_renamed", "pinned", "archived", "tags", "deleted_at")
}

# A parent arrived before its child; insisting on it ends the walk even in a damaged tree.
BRANCH = """
    WITH RECURSIVE branch (seq, parent_id) AS (
        SELECT seq, parent_id FROM messages WHERE id = ?
        UNION ALL
        SELECT parent.seq, parent.parent_id FROM branch
        JOIN messages AS parent ON parent.id = branch.parent_id AND parent.seq < branch.seq
    )
    SELECT * FROM messages WHERE seq IN (SELECT seq FROM branch) ORDER BY seq
"""
# The last so many messages of a branch.
BRANCH_END = """
    WITH RECURSIVE branch (seq, parent_id, place) AS (
        SELECT seq, parent_id, 1 FROM messages WHERE id = ?1
        UNION ALL
        SELECT parent.seq, parent.parent_id, branch.place + 1 FROM branch
        JOIN messages AS parent ON parent.id = branch.parent_id AND parent.seq < branch.seq
        WHERE branch.place < ?2
    )
    SELECT * FROM messages WHERE seq IN (SELECT seq FROM branch) ORDER BY seq
"""
BRANCH_IDS = """
    WITH RECURSIVE branch (id, seq, parent_id) AS (
        SELECT id, seq, parent_id FROM messages WHERE id = ?
        UNION ALL
        SELECT parent.id, parent.seq, parent.parent_id FROM branch
        JOIN messages AS parent ON parent.id = branch.parent_id AND parent.seq < branch.seq
    )
    SELECT id FROM branch
"""
MESSAGE_PLACE = """
    SELECT conversation_id, head_id FROM messages
    JOIN conversations ON conversations.id = messages.conversation_id
    WHERE messages.id = ? AND deleted_by IS NULL AND deleted_at IS NULL
"""
HEAD = "SELECT head_id FROM conversations WHERE id = ? AND deleted_at IS NULL"
ANY_HEAD = "SELECT head_id FROM conversations WHERE id = ?"
SHOW = "UPDATE conversations SET head_id = :id WHERE id = :conversation_id"
# Where a parent of the branch does not yet lead to its child in the branch.
UNMARKED_PATH = """
    WITH RECURSIVE branch (id, seq, parent_id) AS (
        SELECT id, seq, parent_id FROM messages WHERE id = ?
        UNION ALL
        SELECT parent.id, parent.seq, parent.parent_id FROM branch
        JOIN messages AS parent ON parent.id = branch.parent_id AND parent.seq < branch.seq
    )
    SELECT branch.id, parent.id FROM branch JOIN messages AS parent ON parent.id = branch.parent_id
    WHERE parent.shown_child_id IS NOT branch.id
"""
MARK_SHOWN_CHILD = "UPDATE messages SET shown_child_id = ? WHERE id = ?"
MARK_END = """
    UPDATE messages SET shown_child_id = id WHERE id = ? AND EXISTS (
        SELECT 1 FROM messages AS child
        WHERE child.conversation_id = messages.conversation_id AND child.parent_id = messages.id
        AND child.deleted_by IS NULL
    )
"""
SIBLINGS = """
    SELECT id, parent_id FROM messages
    WHERE conversation_id = ?1 AND deleted_by IS NULL AND ifnull(parent_id, '') IN (
        SELECT ifnull(parent_id, '') FROM messages
        WHERE conversation_id = ?1 AND deleted_by IS NULL
        GROUP BY parent_id HAVING count(*) > 1
    )
    ORDER BY seq
"""
LEAF = """
    WITH RECURSIVE down (id, seq) AS (
        SELECT id, seq FROM messages WHERE id = ?
        UNION ALL
        SELECT child.id, child.seq FROM down JOIN messages AS child ON child.seq = (
            SELECT each.seq FROM messages AS parent
            JOIN messages AS each
                ON each.conversation_id = parent.conversation_id AND each.parent_id = parent.id
            WHERE parent.seq = down.seq AND parent.shown_child_id IS NOT parent.id
            AND each.deleted_by IS NULL AND each.seq > down.seq
            ORDER BY each.id IS parent.shown_child_id DESC, each.seq DESC LIMIT 1
        )
    )
    SELECT id FROM down
"""
NEIGHBOUR = """
    SELECT gone.parent_id, coalesce((
        SELECT id FROM messages AS beside
        WHERE beside.conversation_id = gone.conversation_id
        AND beside.parent_id IS gone.parent_id
        AND beside.deleted_by IS NULL AND beside.seq < gone.seq
        ORDER BY seq DESC LIMIT 1
    ), (
        SELECT id FROM messages AS beside
        WHERE beside.conversation_id = gone.conversation_id
        AND beside.parent_id IS gone.parent_id
        AND beside.deleted_by IS NULL AND beside.seq > gone.seq
        ORDER BY seq LIMIT 1
    )) AS neighbour_id
    FROM messages AS gone WHERE gone.id = ?
"""
ALL_MESSAGES = """
    SELECT * FROM messages WHERE conversation_id = ? AND deleted_by IS NULL ORDER BY seq
"""
# Tokens and figures are most of a message, and not looked at here.
OUTLINE = """
    SELECT id, conversation_id, parent_id, role, state, created_at, model, note, parts,
           NULL AS stats, NULL AS token_key, NULL AS given, NULL AS record
    FROM messages WHERE conversation_id = ? AND deleted_by IS NULL ORDER BY seq
"""
# What a message answers, the message, and what follows it in the branch that was shown last.
AROUND = """
    SELECT beside.* FROM messages AS it JOIN messages AS beside
        ON beside.id IN (it.parent_id, it.id, it.shown_child_id)
    WHERE it.id = ? AND beside.deleted_by IS NULL ORDER BY beside.seq
"""
SIZE = "SELECT count(*) FROM messages WHERE conversation_id = ? AND deleted_by IS NULL"
DELETE_SUBTREE = """
    WITH RECURSIVE subtree (id, seq, conversation_id) AS (
        SELECT id, seq, conversation_id FROM messages WHERE id = :id
        UNION ALL
        SELECT child.id, child.seq, child.conversation_id FROM subtree
        JOIN messages AS child ON child.conversation_id = subtree.conversation_id
            AND child.parent_id = subtree.id AND child.seq > subtree.seq
    )
    UPDATE messages SET deleted_by = :action
    WHERE deleted_by IS NULL AND id IN (SELECT id FROM subtree)
"""
RESTORE_BRANCH = """
    WITH RECURSIVE gone (id, seq, parent_id) AS (
        SELECT id, seq, parent_id FROM messages WHERE id = ? AND deleted_by IS NOT NULL
        UNION ALL
        SELECT parent.id, parent.seq, parent.parent_id FROM gone
        JOIN messages AS parent ON parent.id = gone.parent_id AND parent.seq < gone.seq
        WHERE parent.deleted_by IS NOT NULL
    )
    UPDATE messages SET deleted_by = NULL WHERE id IN (SELECT id FROM gone)
"""
RESTORE_MESSAGES = "UPDATE messages SET deleted_by = NULL WHERE deleted_by = ?"

USER_MESSAGES = """
    SELECT messages.* FROM messages
    JOIN conversations ON conversations.id = messages.conversation_id
    WHERE role = 'user' AND deleted_by IS NULL AND deleted_at IS NULL
    ORDER BY messages.seq DESC
"""
ADD_MESSAGE = """
    INSERT INTO messages (id, conversation_id, parent_id, role, state, run_id, created_at, model,
                          note, parts, stats, token_key, token_ids, token_start, given, record,
                          record_ids)
    VALUES (:id, :conversation_id, :parent_id, :role, :state, :run_id, :created_at, :model,
            :note, :parts, :stats, :token_key, :token_ids, :token_start, :given, :record,
            :record_ids)
"""
ADD_IF_NEW = ADD_MESSAGE + " ON CONFLICT (id) DO NOTHING"
ADVANCE_UPDATE = """
    UPDATE conversations SET updated_at = max(updated_at, :updated_at) WHERE id = :id
"""
# The conversation in which something was said last is the latest, whatever the clock says.
TOUCH = """
    UPDATE conversations
    SET updated_at = max(:created_at, (SELECT max(updated_at) + 1 FROM conversations))
    WHERE id = :conversation_id
"""
SAVE_REPLY = """
    UPDATE messages
    SET parts = :parts, state = :state, run_id = :run_id, note = :note, stats = :stats,
        token_key = :token_key, token_ids = :token_ids, token_start = :token_start,
        given = :given, record = :record, record_ids = :record_ids
    WHERE id = :id
"""
LAST_ACTION = """
    SELECT * FROM actions WHERE seq IN (
        SELECT max(seq) FROM actions WHERE conversation_id = ? AND undone = 0
        UNION ALL
        SELECT max(seq) FROM actions WHERE kind = 'delete_conversation' AND undone = 0
    ) ORDER BY seq DESC LIMIT 1
"""
LAST_OWN_ACTION = """
    SELECT * FROM actions WHERE undone = 0 AND conversation_id = ? ORDER BY seq DESC LIMIT 1
"""
NEXT_ACTION = """
    SELECT * FROM actions
    WHERE undone > 0 AND (conversation_id = ? OR kind = 'delete_conversation')
    ORDER BY undone DESC LIMIT 1
"""
ADD_ACTION = """
    INSERT INTO actions (conversation_id, kind, before, after, created_at)
    VALUES (:conversation_id, :kind, :before, :after, :created_at)
"""
CHANGE_ACTION = "UPDATE actions SET after = ? WHERE seq = ?"
MARK_UNDONE = """
    UPDATE actions
    SET undone = 1 + ifnull((SELECT max(undone) FROM actions WHERE undone > 0), 0)
    WHERE seq = ?
"""
MARK_DONE = "UPDATE actions SET undone = 0, created_at = ? WHERE seq = ?"
FORGET_ACTION = "DELETE FROM actions WHERE seq = ?"
FORGET_UNDONE = """
    DELETE FROM actions WHERE undone > 0 AND (conversation_id = ? OR kind = 'delete_conversation')
"""
# A deletion is remembered until what it threw away is purged.
FORGET_OLD_ACTIONS = """
    DELETE FROM actions WHERE conversation_id = :conversation_id AND seq <= (
        SELECT seq FROM actions WHERE conversation_id = :conversation_id
        ORDER BY seq DESC LIMIT 1 OFFSET :kept
    ) AND kind NOT IN ('delete_messages', 'delete_conversation')
"""

DRAFT = "SELECT value FROM drafts WHERE conversation_id = ?"
KEEP_DRAFT = """
    INSERT INTO drafts (conversation_id, value, saved_at) VALUES (?, ?, ?)
    ON CONFLICT (conversation_id)
    DO UPDATE SET value = excluded.value, saved_at = excluded.saved_at
"""
FORGET_DRAFT = "DELETE FROM drafts WHERE conversation_id = ?"
# Under no name, an earlier version kept it for all programs.
NEW_CHAT_DRAFTS = """
    SELECT conversation_id FROM drafts
    WHERE (conversation_id = '' OR conversation_id LIKE 'new chat of %') AND conversation_id != ?
    ORDER BY saved_at DESC
"""
ADOPT_DRAFT = "UPDATE OR REPLACE drafts SET conversation_id = ? WHERE conversation_id = ?"
