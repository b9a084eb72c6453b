"""Tree edit distance: the least cost of deleting, inserting and renaming nodes to make one ordered tree of another.

Exact, by the algorithm of Zhang and Shasha: time O(n1 n2 min(depth1, leaves1) min(depth2, leaves2)), memory O(n1 n2).

======================================= =========================================
case                                    distance
======================================= =========================================
equal trees                             0
a renamed node                          ``rename``, at most deleting and inserting
a lost node                             ``cost``; its children move up
more than ``max_pairs`` pairs of nodes  ``None``: not computed
======================================= =========================================

Source: K. Zhang and D. Shasha, "Simple Fast Algorithms for the Editing Distance between Trees and Related Problems",
SIAM Journal on Computing 18(6), 1989.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

# Pairs of nodes that are compared at most: two tables of 30 x 20 cells, one and a half seconds.
MAX_PAIRS = 400_000


class Tree(NamedTuple):
    """An ordered tree with a label in each node."""

    label: str
    children: tuple[Tree, ...] = ()


class _PostOrder(NamedTuple):
    """A tree's nodes in postorder: labels, the leftmost leaf of each node, and the key roots in ascending order."""

    labels: list[str]
    leftmost: list[int]
    key_roots: list[int]


def _differ(first: str, second: str) -> int:
    return int(first != second)


def tree_edit_distance(
    first: Tree,
    second: Tree,
    rename: Callable[[str, str], int] = _differ,
    cost: int = 1,
    max_pairs: int = MAX_PAIRS,
) -> int | None:
    """Return the distance, or ``None`` for trees that are too large.

    Args:
        first: a tree.
        second: the tree it is to become.
        rename: the cost of renaming a label into another; 0 for equal ones, and the same both ways.
        cost: the cost of deleting or inserting a node.
        max_pairs: the most pairs of nodes to compare.
    """
    a, b = _post_order(first), _post_order(second)
    # Labels and leftmost leaves in postorder are the whole tree. (Comparing the tuples would recurse.)
    if a == b:
        return 0
    if len(a.labels) * len(b.labels) > max_pairs:
        return None
    renames = _renames(a.labels, b.labels, rename, 2 * cost)
    # distances[i][j] is that of the subtrees whose roots are node i and node j.
    distances = [row[:] for row in renames]
    for i in a.key_roots:
        for j in b.key_roots:
            # Of two leaves the distance is the rename that is there already.
            if a.leftmost[i] != i or b.leftmost[j] != j:
                _fill(distances, renames, a.leftmost, b.leftmost, i, j, cost)
    return distances[-1][-1]


def _renames(labels: list[str], others: list[str], rename: Callable[[str, str], int], most: int) -> list[list[int]]:
    """Return the cost of renaming each node into each other one, asking once for a pair of labels."""
    rows: dict[str, list[int]] = {}
    different = set(others)
    for label in labels:
        if label not in rows:
            costs = {other: min(rename(label, other), most) for other in different}
            rows[label] = [costs[other] for other in others]
    return [rows[label] for label in labels]


def _fill(
    distances: list[list[int]],
    renames: list[list[int]],
    leftmost: list[int],
    other_leftmost: list[int],
    root: int,
    other_root: int,
    cost: int,
) -> None:
    """Fill in the distances of the subtrees on the left path of one key root and of another.

    Row ``i`` holds the distances of the forest of the nodes up to ``i`` to the forests of the other tree.
    """
    start, other_start = leftmost[root], other_leftmost[other_root]
    columns = range(other_start, other_root + 1)
    first_row = list(range(0, (len(columns) + 1) * cost, cost))
    # By the leftmost leaf of a subtree: the row of the forest that stands to the left of it.
    rows = [first_row]
    for i in range(start, root + 1):
        above = rows[-1]
        left = above[0] + cost
        row = [left]
        before = rows[leftmost[i] - start]
        of_node, on_left_path = distances[i], leftmost[i] == start
        renamed = renames[i]
        for at, j in enumerate(columns, 1):
            other_left = other_leftmost[j]
            whole_trees = on_left_path and other_left == other_start
            best = above[at - 1] + renamed[j] if whole_trees else before[other_left - other_start] + of_node[j]
            deleted = above[at] + cost
            if deleted < best:
                best = deleted
            left += cost
            if best < left:
                left = best
            if whole_trees:
                of_node[j] = left
            row.append(left)
        rows.append(row)


def _post_order(tree: Tree) -> _PostOrder:
    labels: list[str] = []
    leftmost: list[int] = []
    waiting: list[tuple[Tree, int]] = [(tree, -1)]
    while waiting:
        node, start = waiting.pop()
        if start < 0:
            # Comes back when its children are numbered; the first number given from now on is its leftmost leaf's.
            waiting.append((node, len(labels)))
            waiting += [(child, -1) for child in reversed(node.children)]
        else:
            labels.append(node.label)
            leftmost.append(start)
    # Of the nodes with the same leftmost leaf the highest one: the last in postorder.
    key_roots = sorted({start: i for i, start in enumerate(leftmost)}.values())
    return _PostOrder(labels, leftmost, key_roots)
