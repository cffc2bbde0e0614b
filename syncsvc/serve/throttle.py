"""The throttle: whoever fails again and again has to wait, twice as long every time."""

from dataclasses import dataclass, field

_FREE_FAILURES = 5
_FORGIVEN_S = 300.0
_LONGEST_S = 60.0
_KNOWN_FAILURES = 10_000


@dataclass(slots=True)
class Throttle:
    """Counts failures by address and by name."""

    _failures: dict[str, tuple[int, float]] = field(default_factory=dict)

    def wait(self, keys: tuple[str, ...], now: float) -> float:
        """For how many seconds none of these may try."""
        return max(self._left(key, now) for key in keys)

    def failed(self, keys: tuple[str, ...], now: float) -> None:
        """Note a failure."""
        if len(self._failures) > _KNOWN_FAILURES:
            self._failures = {key: (count, at) for key, (count, at) in self._failures.items() if now - at < _FORGIVEN_S}
        for key in keys:
            count, at = self._failures.get(key, (0, now))
            self._failures[key] = (1 if now - at > _FORGIVEN_S else count + 1, now)

    def succeeded(self, keys: tuple[str, ...]) -> None:
        """Forget the failures."""
        for key in keys:
            self._failures.pop(key, None)

    def _left(self, key: str, now: float) -> float:
        count, at = self._failures.get(key, (0, 0.0))
        if count < _FREE_FAILURES:
            return 0.0
        return max(0.0, at + min(_LONGEST_S, 2.0 ** (count - _FREE_FAILURES)) - now)
