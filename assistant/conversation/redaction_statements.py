"""The SQL that finds words in everything that is stored, and takes them out."""

MESSAGES_WITH = """
    SELECT messages.*, conversations.title,
        messages.deleted_by IS NOT NULL OR conversations.deleted_at IS NOT NULL AS is_thrown_away
    FROM messages JOIN conversations ON conversations.id = messages.conversation_id
    WHERE instr(lower(messages.parts), lower(?)) > 0
    ORDER BY messages.seq
"""
REDACT = """
    UPDATE messages SET parts = ?, note = '' WHERE id = ?
"""
MESSAGE = "SELECT * FROM messages WHERE id = ?"
MESSAGES_GIVEN = """
    SELECT * FROM messages
    WHERE given IS NOT NULL AND instr(lower(given), lower(?)) > 0
"""
KEEP_GIVEN = "UPDATE messages SET given = ? WHERE id = ?"
# A title that the program gave is made of the first message.
FORGET_TITLE_OF = """
    UPDATE conversations SET title = ?1 WHERE NOT is_renamed AND id IN (
        SELECT conversation_id FROM messages WHERE id = ?2 AND parent_id IS NULL
    )
"""
FORGET_TOKENS = """
    UPDATE messages SET token_key = NULL, token_ids = NULL, token_start = 0, record_ids = NULL
    WHERE conversation_id = ?
"""
# What the user did is only forgotten where its title says it; deletions stay undoable.
FORGET_WORDS = (
    """
    UPDATE conversations SET title = :mark WHERE instr(lower(title), lower(:needle)) > 0
    """,
    "DELETE FROM drafts WHERE instr(lower(value), lower(:needle)) > 0",
    """
    DELETE FROM actions
    WHERE kind IN ('rename', 'organise') AND instr(lower(before || after), lower(:needle)) > 0
    """,
)
