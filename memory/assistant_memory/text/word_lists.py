"""Lists of words, written as text."""


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text that blanks and line ends divide."""
    return tuple(text.split())
