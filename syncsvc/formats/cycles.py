"""The cycle collector at rest while very many values are made that form no cycles: a quarter of the time is its."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no cycles as long as the block lasts.

    Safe beside other threads: their cycles wait a moment, and whoever switched the collector off switches it on.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
