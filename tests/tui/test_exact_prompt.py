"""The exact prompt can be read, whatever the tokens are cut into."""

from assistant.conversation import SectionSpan
from assistant.tui.why.exact import exact_lines, has_joined

WALK = "걷".encode()


def told(*pieces: bytes) -> list[tuple[str, str]]:
    """The words of the only row, each with the look of it."""
    _heading, row = exact_lines(pieces, [SectionSpan("question", 0, len(pieces))], 60)
    text = row.content.plain
    return [(text[span.start : span.end], str(span.style)) for span in row.content.spans]


def test_a_character_of_several_tokens_is_shown_whole_and_marked() -> None:
    pieces = (b"I ", WALK[:1], WALK[1:2], WALK[2:], b" on")

    assert told(*pieces) == [
        ("I ", ".why--even"),
        ("걷", ".why--odd-joined"),
        (" on", ".why--even"),
    ]
    assert has_joined(pieces)
    assert not has_joined((b"I ", WALK))


def test_a_token_with_the_parts_of_two_characters_joins_its_neighbours() -> None:
    both = "걷기".encode()

    assert told(both[:2], both[2:4], both[4:]) == [("걷기", ".why--even-joined")]


def test_what_never_becomes_a_character_stays_token_by_token() -> None:
    assert told(WALK[:1], WALK[1:2], b"on") == [
        ("\\xea", ".why--even"),
        ("\\xb1", ".why--odd"),
        ("on", ".why--even"),
    ]
