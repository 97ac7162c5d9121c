"""How often somebody may ask."""

import time
from dataclasses import dataclass, field
from threading import Lock

_MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a limit leaves to somebody."""

    most: int
    left: int
    reset: int
    """After how many seconds all of it is there again."""
    refused: bool = False

    def headers(self) -> dict[str, str]:
        """Return what a response says about it."""
        found = {
            "RateLimit-Limit": str(self.most),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.reset),
        }
        if self.refused:
            found["Retry-After"] = str(max(1, self.reset))
        return found


@dataclass(slots=True)
class RateLimit:
    """So many requests a minute for each name, in windows of a minute; 0 limits nothing."""

    most: int
    _windows: dict[str, tuple[int, int]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, name: str) -> Allowed | None:
        """Return what is left to `name` after one more request."""
        if self.most <= 0:
            return None
        seconds = time.time()
        window, reset = int(seconds // 60), 60 - int(seconds % 60)
        with self._lock:
            if len(self._windows) >= _MOST_KNOWN:
                kept = {key: each for key, each in self._windows.items() if each[0] == window}
                self._windows = kept if len(kept) < _MOST_KNOWN else {}
            before, used = self._windows.get(name, (window, 0))
            used = used + 1 if before == window else 1
            self._windows[name] = (window, used)
        return Allowed(self.most, max(0, self.most - used), reset, used > self.most)
