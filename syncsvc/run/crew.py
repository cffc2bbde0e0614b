"""Crew: pure work on many things spread over the processors, in processes that end with the work, or with us.

Processes come from a server that was started clean, not by forking ours, whose threads may hold locks just then.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext
from threading import Thread
from typing import TypeVar

from syncsvc.errors import StoreError
from syncsvc.formats.cycles import uncollected

T = TypeVar("T")
R = TypeVar("R")

MANY = 10_000
"""From so many things on it pays to start processes: their first start costs as much as normalising some thousand."""
_MATCHING = ["syncsvc.run.companion", "syncsvc.columns.gathering"]
_READY = [*_MATCHING, "syncsvc.config", "syncsvc.run.cleaning", "syncsvc.run.rendering", "syncsvc.run.uniting"]
"""What the server of processes imports once, so that each of them starts at once."""


class _Crew:
    """Processes that are started when they are needed first, and end with ``watch``."""

    def __init__(self, watch: ExitStack) -> None:
        self._watch = watch
        self._pool: ProcessPoolExecutor | None = None

    @property
    def pool(self) -> ProcessPoolExecutor:
        """The processes, one for each processor."""
        if self._pool is None:
            context = get_context("forkserver")
            prepare(context)
            self._pool = self._watch.enter_context(ProcessPoolExecutor(processors(), context, join_the_crew))
        return self._pool


def prepare(context: ForkServerContext) -> None:
    """Say what the server of processes imports once; of no effect when it runs already."""
    context.set_forkserver_preload(_READY if _mustered.get() else _MATCHING)


_mustered: ContextVar[_Crew | None] = ContextVar("mustered", default=None)


@contextmanager
def mustered() -> Iterator[None]:
    """One crew for all that is spread while the block lasts: what it learnt at one station it knows at the next."""
    with ExitStack() as watch:
        token = _mustered.set(_Crew(watch))
        try:
            yield
        finally:
            _mustered.reset(token)


def spread(work: Callable[[T], R], batches: Iterable[T], *, things: int) -> Iterator[R]:
    """``work`` done on each batch, the answers in order; ``things`` is how many there are in all batches together.

    Work, batches and answers travel, so they must be picklable. Few batches are drawn ahead: memory stays small.
    Raises what ``work`` raises, and StoreError if a process was ended from outside.
    """
    if things < MANY or processors() < 2:
        yield from (_done(work, batch) for batch in batches)
        return
    try:
        with ExitStack() as watch:
            crew = _mustered.get() or _Crew(watch)
            ahead: deque[Future[R]] = deque()
            for batch in batches:
                ahead.append(crew.pool.submit(_done, work, batch))
                if len(ahead) > processors():
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


def join_the_crew() -> None:
    """What every process does first that works for a run."""
    # A person's Ctrl-C is for the run as a whole; and whoever kills the run must not leave us waiting for work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_run, daemon=True).start()


def _end_with_the_run() -> None:
    run = parent_process()
    if run is not None:
        wait([run.sentinel])
        os._exit(1)
