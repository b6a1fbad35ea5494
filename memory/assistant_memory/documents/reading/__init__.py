"""Files turned into blocks of text, in a process that may die of them."""
