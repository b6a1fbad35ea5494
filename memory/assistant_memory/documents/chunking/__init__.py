"""A document's blocks cut into passages of a size that is worth finding; pure."""
