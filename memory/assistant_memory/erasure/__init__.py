"""Forgetting for good, and the proof of it: a scan of the bytes of every file."""
