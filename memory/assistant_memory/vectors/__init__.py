"""Which texts mean something alike: the exact search, and the Chroma index that follows it."""
