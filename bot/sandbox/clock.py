"""The sandbox's time, which a test can move forward."""

import time


class Clock:
    """Unix time in seconds, plus whatever it was advanced by."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move time forward; it never goes back."""
        if seconds < 0:
            msg = "the clock only goes forward"
            raise ValueError(msg)
        self._ahead += seconds
