"""Finding what was said, in any language."""
