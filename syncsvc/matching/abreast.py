"""Work that goes on abreast: columns in threads, and what is gathered apart wherever the caller likes it to be done."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")

THREADS = 2
"""NumPy lets other threads run while it counts and sorts, Python does not: of more, most would only wait."""


def abreast(work: Callable[[T], R], things: Iterable[T]) -> Iterator[R]:
    """``work`` done on each, the answers in order; few things are drawn ahead. One thing is worked on at once."""
    rest = iter(things)
    first = [*islice(rest, THREADS)]
    if len(first) < THREADS:
        yield from map(work, first)
        return
    with ThreadPoolExecutor(THREADS, thread_name_prefix="match") as pool:
        ahead: deque[Future[R]] = deque()
        for thing in chain(first, rest):
            ahead.append(pool.submit(work, thing))
            if len(ahead) > THREADS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def meanwhile(work: Callable[[T], R], thing: T) -> Callable[[], R]:
    """``work`` begun in a thread; what is returned waits for the answer."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="match")
    answer = pool.submit(work, thing)
    pool.shutdown(wait=False)
    return answer.result


class Aside(Protocol):
    """Does work on things that are drawn here, perhaps in another process; what it returns waits for the answer."""

    def __call__(self, work: Callable[[Iterable[T]], R], things: Iterable[T]) -> Callable[[], R]:
        """All things are drawn before it returns; ``work``, things and the answer are picklable."""
        ...


def here(work: Callable[[Iterable[T]], R], things: Iterable[T]) -> Callable[[], R]:
    """In this process, at once."""
    answer = work(things)
    return lambda: answer
