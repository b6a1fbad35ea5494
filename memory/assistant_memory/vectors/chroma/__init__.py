"""Chroma in a process of its own: a torn file of its index can end the process that reads it."""
