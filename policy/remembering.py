"""What was worked out is remembered, by everything that it hangs on.

Remembering saves time and changes nothing: the key of an entry holds all that
the answer rests on, so that it is the same whatever was asked before.
"""

from typing import TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")
_MOST = 64


class Memo(dict[Key, Found]):
    """Answers by what they hang on; all are forgotten once there are too many.

    Threads may share one: an entry is written whole, and one that is lost is
    worked out again.
    """

    __slots__ = ("_most",)

    def __init__(self, most: int = _MOST) -> None:
        super().__init__()
        self._most = most

    def keep(self, key: Key, found: Found) -> Found:
        """Remember `found` under `key`, and return it."""
        if len(self) >= self._most:
            self.clear()
        self[key] = found
        return found
