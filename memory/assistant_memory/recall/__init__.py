"""What a question brings back: what the search holds in memory, and the order of what it finds."""
