"""Passages: together they are the document, and each knows its place."""

from itertools import pairwise
from pathlib import PurePath

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant_memory.documents.chunking.chunks import TARGET_TOKENS, Chunk, chunks_of
from assistant_memory.documents.chunking.sentences import sentences
from assistant_memory.documents.chunking.size import estimated_tokens
from assistant_memory.documents.chunking.units import MOST_TOKENS
from assistant_memory.documents.reading.blocks import Block
from assistant_memory.documents.reading.read import read

WORDS = st.sampled_from(
    ["palace", "Seoul.", "다섯", "궁궐이", "있습니다.", "x=1", "Mr.", "...", "\t"]
)
LINES = st.lists(WORDS, max_size=30).map(" ".join)
MARKS = st.sampled_from(["", "# One\n", "## Two\n", "```\n", "| a | b |\n|---|---|\n", "\n", "- "])
TEXTS = st.lists(st.tuples(MARKS, LINES), min_size=1, max_size=25).map(
    lambda parts: "start\n" + "".join(f"{mark}{line}\n" for mark, line in parts)
)
NAMES = st.sampled_from(["a.txt", "a.md", "a.csv", "a.py"])


def chunks_in(name: str, text: str) -> list[Chunk]:
    return list(chunks_of(read(PurePath(name), text.encode()).blocks))


@settings(deadline=None)
@given(NAMES, TEXTS)
def test_passages_without_their_overlaps_are_the_text(name: str, text: str):
    chunks = chunks_in(name, text)

    assert "".join(each.text[each.overlap :] for each in chunks) == text


@settings(deadline=None)
@given(NAMES, TEXTS)
def test_every_passage_knows_where_it_stands(name: str, text: str):
    lines = text.split("\n")

    for chunk in chunks_in(name, text):
        assert text[chunk.start :].startswith(chunk.text)
        assert chunk.text.strip()
        said = chunk.text.strip().split("\n")
        assert said[0] in lines[chunk.place.first_line - 1]
        assert said[-1] in lines[chunk.place.last_line - 1]


@settings(deadline=None)
@given(NAMES, TEXTS)
def test_no_passage_is_much_too_long(name: str, text: str):
    for chunk in chunks_in(name, text):
        assert estimated_tokens(chunk.text) <= MOST_TOKENS + TARGET_TOKENS


def test_passages_of_prose_have_about_the_size_that_is_wanted():
    text = "\n\n".join("The palace was built by the river in spring. " * 9 for _ in range(60))

    sizes = [estimated_tokens(each.text) for each in chunks_in("a.txt", text)]

    assert all(200 <= size <= 300 for size in sizes[:-1])


def test_a_passage_begins_with_the_last_sentence_of_the_one_before():
    text = " ".join(f"Sentence {number} is about the palace by the river." for number in range(99))

    first, second, *_ = chunks_in("a.txt", text)

    assert second.overlap
    assert first.text.endswith(second.text[: second.overlap])
    assert second.text.startswith("Sentence")


def test_a_new_chapter_begins_a_new_passage_and_repeats_nothing():
    long = "It was a long day in the palace by the river. " * 12
    chunks = chunks_in("a.md", f"# A\n\n{long}\n\n## B\n\n{long}\n\n# C\n\n{long}\n")

    assert [each.place.headings for each in chunks] == [("A",), ("A", "B"), ("C",)]
    assert [each.overlap for each in chunks] == [0, 0, 0]
    assert chunks[1].text.startswith("## B")


def test_short_sections_share_a_passage_under_the_heading_that_they_share():
    (chunk,) = chunks_in("a.md", "# A\n\n## B\n\nOne.\n\n## C\n\nTwo.\n")

    assert chunk.place.headings == ("A",)
    assert "## C" in chunk.text


def test_headings_are_found_by_too():
    chunk = chunks_in("a.md", "# Travel\n\n## Hotels\n\nA night may cost 120 euros.\n")[0]

    assert chunk.indexed_text.startswith("Travel › Hotels\n")


def test_a_block_of_code_that_fits_is_not_cut():
    prose = "It was a long day in the palace by the river. " * 18
    code = "```\n" + "\n\n".join(f"value_{number} = {number}" for number in range(30)) + "\n```\n"

    chunks = chunks_in("a.md", f"{prose}\n\n{code}\n{prose}\n")

    assert any(code in each.text for each in chunks)


def test_rows_are_whole_and_every_passage_of_a_table_has_its_header():
    rows = [f"{number},the palace by the river {number},open" for number in range(100)]
    text = "number,name,state\n" + "\n".join(rows) + "\n"

    chunks = chunks_in("a.csv", text)

    assert chunks[0].header == ""
    assert {each.header for each in chunks[1:]} == {"number,name,state\n"}
    assert all(each.text.endswith("open\n") for each in chunks)
    spans = [(each.place.first_row, each.place.last_row) for each in chunks]
    assert spans[0][0] == 1
    assert spans[-1][1] == 100
    assert all(after[0] == before[1] + 1 for before, after in pairwise(spans))


def test_what_is_no_row_any_more_has_no_header():
    table = "| a | b |\n|---|---|\n" + "| palace | river |\n" * 120
    prose = "It was a long day in the palace by the river. " * 30

    last = chunks_in("a.md", f"{table}\n{prose}\n")[-1]

    assert last.header == ""


def test_passages_know_their_pages():
    words = "The palace was built by the river in spring. "
    pages = [Block("prose", words * 22, page=page) for page in (1, 2, 3)]

    chunks = list(chunks_of([*pages, Block("prose", words, page=4)]))

    assert [(each.place.page, each.place.last_page) for each in chunks] == [
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 4),
    ]


def test_a_word_without_end_is_cut():
    chunks = chunks_in("a.txt", "x" * 10_000)

    assert all(len(each.text) < 2_500 for each in chunks)


def test_of_nothing_there_are_no_passages():
    assert list(chunks_of([])) == []


@settings(deadline=None)
@given(st.text(max_size=200))
def test_sentences_join_to_the_text(text: str):
    assert "".join(sentences(text)) == text


def test_sentences_end_where_a_reader_would_end_them():
    text = (
        'Mr. Kim came at 3.5 p.m. on time. "Really?" she said. 네, 그래요. 정말로요! 本当。はい。'
    )

    assert [each.strip() for each in sentences(text)] == [
        "Mr. Kim came at 3.5 p.m. on time.",
        '"Really?" she said.',
        "네, 그래요.",
        "정말로요!",
        "本当。",
        "はい。",
    ]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_a_text_has_no_more_tokens_than_characters(text: str):
    assert estimated_tokens(text) <= len(text)
