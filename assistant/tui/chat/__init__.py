"""The chat: its screen, and what its commands do, one file for each area."""
