"""Numbers of cases by their ids, which are not held."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from harness.execution.case_numbers import CaseNumbers

IDS = st.lists(st.text(st.characters()), unique=True, max_size=30)


class Same(str):
    """Ids that all have one hash, as a crawl might have two of among ten million."""

    __slots__ = ()

    def __hash__(self) -> int:
        return 7


@given(IDS, st.lists(st.text(st.characters()), max_size=10), st.randoms(use_true_random=False))
def test_every_id_has_its_own_number_in_whatever_order_it_is_asked_for(
    ids: Sequence[str], others: Sequence[str], shuffler: object
) -> None:
    numbers = CaseNumbers(ids)
    asked = [*ids, *others]
    shuffler.shuffle(asked)  # type: ignore[attr-defined]
    for one in asked:
        assert numbers.find(one) == (ids.index(one) if one in ids else None)


@given(IDS, IDS)
def test_new_ids_get_the_next_numbers_and_keep_them(ids: Sequence[str], new: Sequence[str]) -> None:
    numbers = CaseNumbers(ids)
    known = list(ids)
    for one in [*new, *new]:
        known += [] if one in known else [one]
        assert numbers.add(one) == known.index(one)
    assert len(numbers) == len(known)


def test_ids_of_one_hash_are_told_apart() -> None:
    ids = [Same("a"), Same("b"), Same("c")]
    numbers = CaseNumbers(ids)
    assert [numbers.find(Same(one)) for one in "cabd"] == [2, 0, 1, None]
