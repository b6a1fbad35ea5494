import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine.worker.text_stream import TextStream

SCRIPTS = [
    "안녕하세요, 세계!",
    "\u1112\u1161\u11ab\u1100\u1173\u11af",  # Hangul as single letters that combine
    "e\u0301a\u0308\u0323",  # marks that combine with the letter before them
    "👩‍👩‍👧‍👦 👍🏽 🇰🇷",  # joined, coloured and paired emoji
    "\U0001d573\U0001d58a",  # letters of four bytes
    "שלום عليكم",
]

# Few letters, so that stop strings overlap each other and the text often.
letters = st.text("ab가", max_size=12)
stops = st.lists(st.text("ab가", min_size=1, max_size=4), max_size=3)


@st.composite
def cuts(draw: st.DrawFn, data: bytes) -> list[bytes]:
    places = sorted(draw(st.lists(st.integers(0, len(data)), max_size=8)))
    return [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]


def streamed(pieces: list[bytes], stop: list[str] | None = None) -> tuple[str, bool]:
    """What came out, and whether a stop string was met; nothing is fed after that."""
    stream = TextStream(stop or [])
    text = ""
    for piece in pieces:
        text += stream.feed(piece)
        if stream.is_stopped:
            break
    return text + stream.finish(), stream.is_stopped


def first_stop(text: str, stop: list[str]) -> str | None:
    """The text before the stop string that is whole first, by trying every length."""
    for end in range(len(text) + 1):
        begun = [end - len(s) for s in stop if text[:end].endswith(s)]
        if begun:
            return text[: min(begun)]
    return None


@given(st.data(), st.one_of(st.text(), st.sampled_from(SCRIPTS)))
def test_characters_come_out_whole_wherever_they_are_cut(data: st.DataObject, text: str):
    raw = text.encode("utf-8", "replace")

    assert streamed(data.draw(cuts(raw)))[0] == raw.decode()


@pytest.mark.parametrize("text", SCRIPTS)
def test_no_replacement_character_ever_shows_byte_by_byte(text: str):
    stream = TextStream()
    shown = [stream.feed(bytes([byte])) for byte in text.encode()]

    assert "".join(shown) == text
    assert not any("\ufffd" in piece for piece in shown)


@given(st.data(), st.binary(max_size=40))
def test_bytes_that_are_no_text_are_marked_the_same_wherever_they_are_cut(
    data: st.DataObject, raw: bytes
):
    whole = streamed([raw])[0]

    assert streamed(data.draw(cuts(raw)))[0] == whole
    assert raw.decode("utf-8", "replace").startswith(whole)


def test_half_a_character_at_the_end_is_dropped_not_marked():
    assert streamed(["가나".encode()[:-1]])[0] == "가"


@given(st.data(), letters, stops)
def test_a_reply_ends_before_the_first_stop_string_however_it_is_cut(
    data: st.DataObject, text: str, stop: list[str]
):
    expected = first_stop(text, stop)

    told, is_stopped = streamed(data.draw(cuts(text.encode())), stop)

    assert is_stopped == (expected is not None)
    assert told == (text if expected is None else expected)


@given(st.data(), letters, stops)
def test_no_part_of_a_stop_string_is_ever_shown(data: st.DataObject, text: str, stop: list[str]):
    stream = TextStream(stop)
    shown = ""
    for piece in data.draw(cuts(text.encode())):
        shown += stream.feed(piece)
        end = first_stop(text, stop)
        assert end is None or len(shown) <= len(end)
        if stream.is_stopped:
            break


def test_what_could_begin_a_stop_string_waits_until_it_is_clear():
    stream = TextStream(["\n\nUser:"])

    assert stream.feed(b"Yes.\n\nUs") == "Yes."
    assert stream.feed(b"ually") == "\n\nUsually"


def test_what_was_held_back_is_shown_at_the_end():
    stream = TextStream(["###"])

    assert stream.feed(b"C##") == "C"
    assert stream.finish() == "##"


def test_a_stop_string_across_a_cut_character_is_found():
    stream = TextStream(["끝"])
    raw = "이제 끝".encode()

    assert stream.feed(raw[:-1]) == "이제 "
    assert stream.feed(raw[-1:]) == ""
    assert stream.is_stopped
    assert stream.finish() == ""
