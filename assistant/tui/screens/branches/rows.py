"""A tree of messages as rows, one below the other. Everything here is pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.conversation import Node

_ROOTS = None
"""What the first messages have for a parent."""
_PASSING = "│ "


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One message of the overview."""

    node: Node
    guides: str
    """Lines on the left, two characters for each branch that goes on below."""
    version: int
    """Which of `versions` beside each other it is, from 1."""
    versions: int
    is_shown: bool
    """Whether it is on the page."""


def tree_rows(nodes: Sequence[Node], head_id: str | None) -> list[TreeRow]:
    """Return a row for each node, parents above their children; `head_id` ends the shown branch.

    What goes on without branching stays in its column. Where it branches, the largest part goes
    on in the column and stands last; each of the others is a step to the right. So the columns are
    at most the logarithm of the nodes to the base of 2, however often a conversation branches
    (heavy paths: Sleator and Tarjan, "A data structure for dynamic trees", 1983).
    """
    children = children_of(nodes)
    sizes = subtree_sizes(nodes, children)
    shown = path_to(nodes, head_id)
    rows: list[TreeRow] = []
    waiting = list(_placed(children, sizes, _ROOTS, depth=0))
    while waiting:
        node, depth, guides, version, versions = waiting.pop()
        rows.append(TreeRow(node, guides, version, versions, node.id in shown))
        waiting += _placed(children, sizes, node.id, depth)
    return rows


def children_of(nodes: Sequence[Node]) -> Mapping[str | None, Sequence[Node]]:
    """Return the nodes below each node, in their order; those without a parent are below `None`.

    In a damaged tree a parent may be missing, or come after its child: then there is none.
    """
    children: dict[str | None, list[Node]] = {}
    known: set[str] = set()
    for node in nodes:
        parent = node.parent_id if node.parent_id in known else _ROOTS
        children.setdefault(parent, []).append(node)
        known.add(node.id)
    return children


def subtree_sizes(
    nodes: Sequence[Node], children: Mapping[str | None, Sequence[Node]]
) -> Mapping[str, int]:
    """Return how many nodes each node and all below it are; parents come before children."""
    sizes: dict[str, int] = {}
    for node in reversed(nodes):
        sizes[node.id] = 1 + sum(sizes[child.id] for child in children.get(node.id, ()))
    return sizes


def path_to(nodes: Sequence[Node], head_id: str | None) -> set[str]:
    """Return the ids from a root to `head_id`; none when there is no such node."""
    parents = {node.id: node.parent_id for node in nodes}
    path: set[str] = set()
    at = head_id
    while at is not None and at in parents and at not in path:
        path.add(at)
        at = parents[at]
    return path


def matching(rows: Sequence[TreeRow], wanted: str) -> list[TreeRow]:
    """Return the rows whose words contain all wanted words, in any case; all for none.

    Guides lead nowhere when what is between is left out: then there are none.
    """
    words = wanted.casefold().split()
    if not words:
        return list(rows)
    texts = (row.node.excerpt.casefold() for row in rows)
    return [
        replace(row, guides="")
        for row, text in zip(rows, texts, strict=True)
        if all(word in text for word in words)
    ]


_Placed = tuple[Node, int, str, int, int]
"""A node, its column, its guides, and which of how many versions it is."""


def _placed(
    children: Mapping[str | None, Sequence[Node]],
    sizes: Mapping[str, int],
    parent_id: str | None,
    depth: int,
) -> Iterator[_Placed]:
    """Yield what is below a node, last first: the one that goes on in the column, the others."""
    beside = children.get(parent_id, ())
    if not beside:
        return
    largest = max(range(len(beside)), key=lambda index: (sizes[beside[index].id], index))
    count = len(beside)
    yield beside[largest], depth, _PASSING * depth, largest + 1, count
    others = [index for index in range(count) if index != largest]
    for index in reversed(others):
        is_topmost = parent_id is _ROOTS and index == others[0]
        turn = "┌─" if is_topmost else "├─"
        yield beside[index], depth + 1, _PASSING * depth + turn, index + 1, count
