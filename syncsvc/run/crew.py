"""Crew: pure work on many things spread over the processors, in processes that end with the work, or with us.

Processes come from a server that was started clean, not by forking ours, whose threads may hold locks just then.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TypeVar

from syncsvc.errors import StoreError
from syncsvc.formats.cycles import uncollected

T = TypeVar("T")
R = TypeVar("R")

MANY = 10_000
"""From so many things on it pays to start processes: their first start costs as much as normalising some thousand."""
_READY = ["syncsvc.config", "syncsvc.run.cleaning", "syncsvc.run.rendering", "syncsvc.run.uniting"]
"""What the server of processes imports once, so that each of them starts at once."""


def spread(work: Callable[[T], R], batches: Iterable[T], *, things: int) -> Iterator[R]:
    """``work`` done on each batch, the answers in order; ``things`` is how many there are in all batches together.

    Work, batches and answers travel, so they must be picklable. Few batches are drawn ahead: memory stays small.
    Raises what ``work`` raises, and StoreError if a process was ended from outside.
    """
    crew = processors()
    if things < MANY or crew < 2:
        yield from (_done(work, batch) for batch in batches)
        return
    context = get_context("forkserver")
    context.set_forkserver_preload(_READY)
    try:
        with ProcessPoolExecutor(crew, context, _join_the_crew) as pool:
            ahead: deque[Future[R]] = deque()
            for batch in batches:
                ahead.append(pool.submit(_done, work, batch))
                if len(ahead) > crew:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
    except BrokenProcessPool as error:
        raise StoreError("a process of the run was ended from outside", hint="is memory short?") from error


def _done(work: Callable[[T], R], batch: T) -> R:
    with uncollected():
        return work(batch)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _join_the_crew() -> None:
    # A person's Ctrl-C is for the run as a whole; and whoever kills the run must not leave us waiting for work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_run, daemon=True).start()


def _end_with_the_run() -> None:
    run = parent_process()
    if run is not None:
        wait([run.sentinel])
        os._exit(1)
