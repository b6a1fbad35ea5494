"""The reading process: what a hostile file can reach is this and no more."""
