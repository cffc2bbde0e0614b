"""Choosing: the sources or exports a person named, or all that are switched on."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from syncsvc.errors import ConfigError
from syncsvc.run.service import ActiveSource, ActiveTarget

T = TypeVar("T", ActiveSource, ActiveTarget)


def chosen(active: Sequence[T], names: Iterable[str], what: str) -> list[T]:
    """Those that are named, else all that are enabled. Raises ConfigError for a name that is not there."""
    wanted = list(names)
    known = {one.name: one for one in active}
    if unknown := [name for name in wanted if name not in known]:
        raise ConfigError(f"there is no {what} called {unknown[0]}", hint=f"there are: {', '.join(known) or 'none'}")
    return [known[name] for name in wanted] if wanted else [one for one in active if one.settings.enabled]
