"""The overview of branches as rows: nothing missing, nothing twice, and never too wide."""

from datetime import UTC, datetime
from math import log2

from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Node
from assistant.tui.screens.branches.rows import TreeRow, matching, tree_rows

NOW = datetime(2026, 3, 5, tzinfo=UTC)


def node(name: str, parent: str | None, words: str = "") -> Node:
    return Node(name, parent, "user", "complete", words or name, NOW)


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    """Any forest, parents before their children."""
    size = draw(st.integers(0, 60))
    nodes: list[Node] = []
    for index in range(size):
        parent = draw(st.integers(-1, index - 1)) if index else -1
        nodes.append(node(str(index), None if parent < 0 else str(parent)))
    return nodes


def column(row: TreeRow) -> int:
    return len(row.guides) // 2


@given(trees())
def test_every_message_has_one_row_below_its_parents(nodes: list[Node]) -> None:
    rows = tree_rows(nodes, None)
    places = {row.node.id: place for place, row in enumerate(rows)}

    assert sorted(places) == sorted(each.id for each in nodes)
    assert len(rows) == len(nodes)
    assert all(places[each.parent_id] < places[each.id] for each in nodes if each.parent_id)


@given(trees())
def test_the_guides_alone_tell_what_follows_what(nodes: list[Node]) -> None:
    latest: dict[int, str] = {}
    for row in tree_rows(nodes, None):
        turns = row.guides.endswith("─")
        parent = latest.get(column(row) - 1 if turns else column(row))
        assert parent == row.node.parent_id
        latest = {each: name for each, name in latest.items() if each < column(row)}
        latest[column(row)] = row.node.id


@given(trees())
def test_the_columns_are_few_however_often_it_branches(nodes: list[Node]) -> None:
    rows = tree_rows(nodes, None)

    assert all(column(row) <= log2(len(nodes) + 1) for row in rows)


@given(trees(), st.data())
def test_the_shown_branch_is_marked_from_its_root_to_its_end(
    nodes: list[Node], data: st.DataObject
) -> None:
    head = data.draw(st.sampled_from([None, *(each.id for each in nodes)]))
    shown = {row.node.id: row.node.parent_id for row in tree_rows(nodes, head) if row.is_shown}

    path, at = [], head
    while at is not None:
        path.append(at)
        at = shown[at]
    assert sorted(path) == sorted(shown)


@given(trees())
def test_versions_are_counted_in_their_order(nodes: list[Node]) -> None:
    rows = {row.node.id: row for row in tree_rows(nodes, None)}
    for parent in {each.parent_id for each in nodes}:
        beside = [each.id for each in nodes if each.parent_id == parent]
        assert [rows[each].version for each in beside] == list(range(1, len(beside) + 1))
        assert {rows[each].versions for each in beside} == {len(beside)}


def test_a_long_line_stays_in_its_column() -> None:
    nodes = [node(str(index), str(index - 1) if index else None) for index in range(5000)]

    assert {row.guides for row in tree_rows(nodes, None)} == {""}


def test_small_branches_stand_aside_and_the_large_one_goes_on() -> None:
    nodes = [
        node("q", None),
        node("first", "q"),
        node("second", "q"),
        node("more", "second"),
        node("again", "more"),
        node("other root", None),
    ]
    drawn = [f"{row.guides}{row.node.id}" for row in tree_rows(nodes, None)]

    assert drawn == ["┌─other root", "q", "├─first", "second", "more", "again"]


def test_a_message_whose_parent_is_missing_begins_a_tree() -> None:
    assert [row.node.id for row in tree_rows([node("a", "gone")], None)] == ["a"]


def test_messages_that_follow_each_other_in_a_circle_are_shown_all_the_same() -> None:
    assert len(tree_rows([node("a", "b"), node("b", "a")], None)) == 2


def test_rows_are_found_by_all_their_words() -> None:
    nodes = [node("a", None, "Green tea"), node("b", "a", "Black TEA"), node("c", "b", "coffee")]
    rows = tree_rows(nodes, None)

    assert [row.node.id for row in matching(rows, "tea ")] == ["a", "b"]
    assert [row.node.id for row in matching(rows, "tea black")] == ["b"]
    assert matching(rows, "") == rows
