"""A walk over the tree of a page, by hand rather than by recursion: hostile pages nest 100,000 deep."""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborNode


def walk(root: LexborNode, enter: Callable[[LexborNode], bool], leave: Callable[[LexborNode], None]) -> None:
    """Visit a node and all below it, in document order.

    ``enter`` takes in a node and says whether its children are to be visited and ``leave`` is to be called behind them.
    """
    node = root
    while True:
        if enter(node):
            if node.first_child is not None:
                node = node.first_child
                continue
            leave(node)
        while node.mem_id != root.mem_id and node.next is None:
            assert node.parent is not None  # every node below the root has one
            node = node.parent
            leave(node)
        if node.mem_id == root.mem_id:
            return
        assert node.next is not None
        node = node.next
