"""Looks for thousands of byte strings in one pass."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from assistant_memory.erasure.needles import Needle

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

_HEAD_BYTES = 8
_FEW = 8
"""So many are found faster one after the other."""


class NeedleSearch:
    """Needles, prepared for looking for them in many pieces of data.

    The first three bytes are looked up in a table for every place at once, the first eight where
    those fit, and the rest where those fit too.
    """

    def __init__(self, needles: Iterable[Needle]) -> None:
        wanted = list(needles)
        is_long = len(wanted) > _FEW
        many = [each for each in wanted if is_long and len(each.data) >= _HEAD_BYTES]
        self._few = [each for each in wanted if each not in set(many)]
        self._by_head: defaultdict[bytes, list[Needle]] = defaultdict(list)
        for each in many:
            self._by_head[each.data[:_HEAD_BYTES]].append(each)
        heads = np.frombuffer(b"".join(self._by_head), dtype=np.uint8).reshape(-1, _HEAD_BYTES)
        self._table = np.zeros(1 << 24 if many else 0, dtype=np.bool_)
        if many:
            self._table[_keys(heads[:, 0], heads[:, 1], heads[:, 2])] = True
        self._heads = np.unique(heads.copy().view("<u8").ravel())

    def find(self, data: bytes) -> Iterator[tuple[int, Needle]]:
        """Where needles are in the data: of few, the first place of each; of many, every place."""
        for needle in self._few:
            place = data.find(needle.data)
            if place >= 0:
                yield place, needle
        if self._by_head and len(data) >= _HEAD_BYTES:
            values = np.frombuffer(data, dtype=np.uint8)
            for head, places in self._heads_in(values):
                for needle in self._by_head[head]:
                    for place in _with_end(values, places, needle.data):
                        if data.startswith(needle.data, place):
                            yield place, needle

    def _heads_in(self, values: Bytes) -> Iterator[tuple[bytes, Places]]:
        """The first bytes of needles that are in the data, and where."""
        count = len(values) - _HEAD_BYTES + 1
        keys = _keys(values[:count], values[1 : count + 1], values[2 : count + 2])
        places = np.flatnonzero(self._table[keys])
        heads = _eights(values, places)
        is_head = np.isin(heads, self._heads)
        places, heads = places[is_head], heads[is_head]
        order = np.argsort(heads, kind="stable")
        for group in np.split(order, np.flatnonzero(np.diff(heads[order])) + 1):
            if len(group):
                yield heads[group[0]].tobytes(), places[group]


def _with_end(values: Bytes, places: Places, needle: bytes) -> list[int]:
    """Those places after which the last bytes of the needle follow where they should."""
    ends = places + len(needle) - _HEAD_BYTES
    fitting = ends <= len(values) - _HEAD_BYTES
    (wanted,) = np.frombuffer(needle[-_HEAD_BYTES:], dtype="<u8")
    found = _eights(values, ends[fitting]) == wanted
    return [int(place) for place in places[fitting][found]]


def _eights(values: Bytes, places: Places) -> npt.NDArray[np.uint64]:
    """Eight bytes at each of the places, as a number."""
    eights: npt.NDArray[np.uint64] = (
        values[places[:, np.newaxis] + np.arange(_HEAD_BYTES)].view("<u8").ravel()
    )
    return eights


def _keys(first: Bytes, second: Bytes, third: Bytes) -> npt.NDArray[np.uint32]:
    keys = first.astype(np.uint32)
    keys |= second.astype(np.uint32) << 8
    keys |= third.astype(np.uint32) << 16
    return keys
