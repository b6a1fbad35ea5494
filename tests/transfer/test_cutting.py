"""A file is cut into conversations as it is read, and what is broken costs itself alone."""

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.transfer import elements
from assistant.transfer.elements import Element, cut_elements
from assistant.transfer.structure import MOST_LEVELS

texts = st.text() | st.sampled_from(['"', "\\", "\\\\", '{"title":', "]}", ',{"uuid":'])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(texts, json_values, max_size=5)


def cut(content: bytes, chunk: int = 1 << 20) -> list[Element]:
    stream = io.BytesIO(content)
    found = cut_elements(lambda _: stream.read(chunk))
    return [element for element in found if element is not None]


def whole(content: bytes, chunk: int = 1 << 20) -> list[object]:
    return [json.loads(each.text) for each in cut(content, chunk) if not each.trouble]


@given(st.lists(objects, max_size=5), st.integers(1, 40), st.sampled_from([None, 1]))
def test_an_array_gives_its_objects_wherever_reads_end(values, chunk: int, indent):
    content = json.dumps(values, ensure_ascii=False, indent=indent).encode("utf-8", "replace")

    assert whole(content, chunk) == json.loads(content)
    assert not any(each.trouble for each in cut(content, chunk))


@given(objects, st.integers(1, 40))
def test_lines_of_objects_and_a_byte_order_mark_are_read_too(value, chunk: int):
    line = json.dumps(value).encode()

    assert whole(b"\xef\xbb\xbf" + line + b"\n" + line + b"\n", chunk) == [value, value]


def test_conversations_inside_an_object_are_found_without_reading_it_whole():
    content = b'{"conversations": [{"title": "a"}, {"title": "b"}]}'

    assert whole(content, 3) == [{"title": "a"}, {"title": "b"}]


@given(st.lists(objects, min_size=1, max_size=4), st.data())
def test_what_comes_before_a_cut_is_whole(values, data):
    content = json.dumps(values).encode()
    end = data.draw(st.integers(0, len(content) - 1))

    found = whole(content[:end])

    assert found[: len(values) - 1] == values[: len(found)][: len(values) - 1]


def test_a_cut_is_told_with_the_place_where_the_conversation_began():
    content = b'[{"title": "a"}, {"title": "b'

    assert cut(content)[-1] == Element(17, b"", "the file ends in the middle of it")


@pytest.mark.parametrize(
    ("broken", "trouble"),
    [
        (b'{"title": "b", "x": [1, 2}', "something is missing before byte 44"),
        (b'{"title": "b", "x": {"y": 1}', "something is missing before byte 49"),
        (b'{"title": "b", "x": ]}', "something is missing before byte 39"),
    ],
)
def test_after_a_bracket_is_missing_the_next_conversation_is_found(broken: bytes, trouble: str):
    content = b'[{"title": "a"},\n  ' + broken + b', {"title": "c"}, {"title": "d"}]'

    assert whole(content) == [{"title": "a"}, {"title": "c"}, {"title": "d"}]
    assert [each.trouble for each in cut(content) if each.trouble] == [trouble]


def test_when_an_array_never_ends_what_it_swallowed_is_found_again():
    content = b'[{"title": "a", "x": [1, {"title": "b"}, {"title": "c"}]'

    assert whole(content) == [{"title": "b"}, {"title": "c"}]


def test_what_is_no_json_between_objects_is_told_and_passed_over():
    found = cut(b'<html> {"title": "a"}')

    assert [each.trouble for each in found] == ["what stands there is not JSON", ""]


def test_nesting_deeper_than_a_parser_can_go_costs_one_object():
    deep = b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    content = b"[" + deep + b', {"title": "b"}]'

    assert whole(content) == [{"title": "b"}]
    assert str(MOST_LEVELS) in cut(content)[0].trouble


def test_brackets_without_end_are_no_work():
    assert [each.trouble != "" for each in cut(b'{"a":' + b"[" * 5_000_000)] == [True]
    assert [each.trouble != "" for each in cut(b'{"a":{' * 200_000)] == [True]


def test_an_object_that_is_too_large_is_left_out_without_being_held(monkeypatch):
    monkeypatch.setattr(elements, "MOST_BYTES", 1_000_000)
    pieces = iter([b'[{"title": "', *[b"x" * 250_000] * 200, b'"}, {"title": "b"}]', b""])
    tracemalloc.start()

    found = [each for each in cut_elements(lambda _: next(pieces, b"")) if each is not None]

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [bool(each.trouble) for each in found] == [True, False]
    assert peak < 10_000_000


@given(st.binary(max_size=200), st.integers(1, 40))
def test_any_bytes_are_read_to_their_end(content: bytes, chunk: int):
    cut(content, chunk)


@given(st.lists(st.sampled_from([*b'{}[]",:\\ a']), max_size=60).map(bytes), st.integers(1, 9))
def test_any_brackets_and_quotes_are_read_to_their_end(content: bytes, chunk: int):
    cut(content, chunk)
