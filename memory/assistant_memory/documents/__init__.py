"""The user's documents: read, cut into passages, indexed, found again and cited.

`library.DocumentLibrary` is the way in; `citations` is all that a prompt needs.
"""
