"""What the assistant keeps between conversations. Knows nothing of the assistant."""
