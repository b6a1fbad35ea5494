"""What is kept of documents, in SQLite: places, texts, and what they are found by."""
