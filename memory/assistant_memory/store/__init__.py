"""The database of memory: the truth that everything else is rebuilt from, and the only SQLite."""
