"""An array that grows at its end."""

from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

Number = TypeVar("Number", bound=np.generic)
_FIRST = 64


class Column(Generic[Number]):
    """One value for each row; room is doubled when it runs out."""

    def __init__(self, dtype: type[Number], width: int | None = None) -> None:
        self._room = np.zeros(_FIRST if width is None else (_FIRST, width), dtype)
        self._used = 0

    @property
    def values(self) -> npt.NDArray[Number]:
        """The values so far, (rows,) or (rows, width); a view that the next `extend` outdates."""
        return self._room[: self._used]

    def extend(self, values: npt.NDArray[Number]) -> None:
        """Put values at the end."""
        used = self._used + len(values)
        if used > len(self._room):
            room = np.zeros((max(used, 2 * len(self._room)), *self._room.shape[1:]), values.dtype)
            room[: self._used] = self.values
            self._room = room.astype(self._room.dtype, copy=False)
        self._room[self._used : used] = values
        self._used = used
