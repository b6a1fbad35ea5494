"""Embedders that memory brings along, and a memory of what was embedded before."""
