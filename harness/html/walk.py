"""A walk over the tree of a page, by hand rather than by recursion: hostile pages nest 100,000 deep."""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborNode


def walk(root: LexborNode, enter: Callable[[LexborNode], bool], leave: Callable[[LexborNode], None]) -> None:
    """Visit a node and all below it, in document order.

    ``enter`` takes in a node and says whether its children are to be visited and ``leave`` is to be called behind them.
    """
    above: list[LexborNode] = []
    node = root
    while True:
        if enter(node):
            child = node.first_child
            if child is not None:
                above.append(node)
                node = child
                continue
            leave(node)
        following = None
        while above and (following := node.next) is None:
            node = above.pop()
            leave(node)
        if following is None:
            return
        node = following
