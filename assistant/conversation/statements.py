"""The SQL of the store, each statement named by what it does."""

CONVERSATIONS = """
    SELECT * FROM conversations
    WHERE EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)
    ORDER BY updated_at DESC, seq DESC LIMIT ?
"""
CONVERSATION = "SELECT * FROM conversations WHERE id = ?"
ADD_CONVERSATION = """
    INSERT INTO conversations (id, title, created_at, updated_at, head_id, system_prompt, sampling)
    VALUES (:id, :title, :created_at, :updated_at, :head_id, :system_prompt, :sampling)
"""
CHANGE_CONVERSATION = """
    UPDATE conversations
    SET title = :title, head_id = :head_id, system_prompt = :system_prompt, sampling = :sampling
    WHERE id = :id
"""
DELETE_CONVERSATION = "DELETE FROM conversations WHERE id = ?"

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
USER_MESSAGES = "SELECT * FROM messages WHERE role = 'user' ORDER BY seq DESC"
ADD_MESSAGE = """
    INSERT INTO messages (id, conversation_id, parent_id, role, state, run_id, created_at, model,
                          note, parts, stats, token_key, token_ids, token_start)
    VALUES (:id, :conversation_id, :parent_id, :role, :state, :run_id, :created_at, :model,
            :note, :parts, :stats, :token_key, :token_ids, :token_start)
"""
MOVE_HEAD = """
    UPDATE conversations SET head_id = :id, updated_at = :created_at WHERE id = :conversation_id
"""
SAVE_REPLY = """
    UPDATE messages
    SET parts = :parts, state = :state, run_id = :run_id, note = :note, stats = :stats,
        token_key = :token_key, token_ids = :token_ids, token_start = :token_start
    WHERE id = :id
"""
STREAMING_RUNS = "SELECT DISTINCT run_id FROM messages WHERE run_id IS NOT NULL"
INTERRUPT_RUN = "UPDATE messages SET state = 'interrupted', run_id = NULL WHERE run_id = ?"
