"""Tree edit distance: trees worked out by hand, laws, and apted as the second opinion."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.metrics.tree_edit import Tree, tree_edit_distance


def tree(text: str) -> Tree:
    """Read a tree in brackets: ``a(b,c(d))``."""
    stack: list[list[Tree]] = [[]]
    label = ""

    def close(children: tuple[Tree, ...] = ()) -> None:
        nonlocal label
        if label:
            stack[-1].append(Tree(label, children))
            label = ""

    names: list[str] = []
    for character in text:
        if character == "(":
            names.append(label)
            label = ""
            stack.append([])
        elif character == ")":
            close()
            children = tuple(stack.pop())
            label = names.pop()
            close(children)
        elif character == ",":
            close()
        else:
            label += character
    close()
    return stack[0][0]


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("a", "a", 0),
        ("a", "b", 1),
        ("a(b,c)", "a(b,c)", 0),
        ("a(b,c)", "a(b)", 1),
        ("a(b,c)", "a(c,b)", 2),
        ("a(b(c,d))", "a(c,d)", 1),  # a lost node's children move up
        ("a(b,c,d)", "a(x(b,c),d)", 1),
        ("a(b(c))", "x", 3),
        # The example of Zhang and Shasha's paper.
        ("f(d(a,c(b)),e)", "f(c(d(a,b)),e)", 2),
    ],
)
def test_distances_worked_out_by_hand(first: str, second: str, distance: int) -> None:
    assert tree_edit_distance(tree(first), tree(second)) == distance
    assert tree_edit_distance(tree(second), tree(first)) == distance


def test_costs_are_those_given() -> None:
    def rename(first: str, second: str) -> int:
        return 3 * abs(ord(first) - ord(second))

    assert tree_edit_distance(tree("a(b)"), tree("a(d)"), rename, cost=10) == 6
    # Renaming never costs more than deleting and inserting.
    assert tree_edit_distance(tree("a(b)"), tree("a(z)"), rename, cost=10) == 20


def test_a_label_pair_is_asked_for_once() -> None:
    asked: list[tuple[str, str]] = []

    def rename(first: str, second: str) -> int:
        asked.append((first, second))
        return int(first != second)

    tree_edit_distance(tree("a(b,b,b)"), tree("a(c,c,c,c)"), rename)
    assert sorted(asked) == [("a", "a"), ("a", "c"), ("b", "a"), ("b", "c")]


def test_trees_too_large_are_not_computed() -> None:
    row = Tree("a", tuple(Tree(str(i)) for i in range(9)))
    assert tree_edit_distance(row, Tree("b"), max_pairs=9) is None
    assert tree_edit_distance(row, Tree("b"), max_pairs=10) == 10
    assert tree_edit_distance(row, Tree("a", row.children), max_pairs=1) == 0


def test_deep_trees_do_not_recurse() -> None:
    deep = other = Tree("a")
    for _ in range(600):
        deep = Tree("a", (deep,))
    assert tree_edit_distance(deep, other) == 600


trees = st.recursive(
    st.sampled_from("abc").map(Tree),
    lambda children: st.builds(Tree, st.sampled_from("abc"), st.lists(children, max_size=3).map(tuple)),
    max_leaves=9,
)


def size(node: Tree) -> int:
    return 1 + sum(map(size, node.children))


def weighted(first: str, second: str) -> int:
    return 7 * abs(ord(first) - ord(second))


@settings(deadline=None, max_examples=300)
@given(first=trees, second=trees, cost=st.integers(1, 20))
def test_distance_is_that_of_apted(first: Tree, second: Tree, cost: int) -> None:
    from apted import APTED, Config  # type: ignore[import-untyped, unused-ignore]

    class Costs(Config):  # type: ignore[misc, unused-ignore]
        def delete(self, node: Tree) -> int:
            return cost

        def insert(self, node: Tree) -> int:
            return cost

        def rename(self, one: Tree, other: Tree) -> int:
            return min(weighted(one.label, other.label), 2 * cost)

    found = tree_edit_distance(first, second, weighted, cost)
    assert found == APTED(first, second, Costs()).compute_edit_distance()


@settings(deadline=None)
@given(first=trees, second=trees, third=trees)
def test_it_is_a_metric_within_bounds(first: Tree, second: Tree, third: Tree) -> None:
    there, back = tree_edit_distance(first, second), tree_edit_distance(second, first)
    over, on = tree_edit_distance(first, third), tree_edit_distance(third, second)
    assert there is not None
    assert over is not None
    assert on is not None
    assert there == back
    assert (there == 0) == (first == second)
    assert abs(size(first) - size(second)) <= there <= size(first) + size(second)
    assert there <= over + on
