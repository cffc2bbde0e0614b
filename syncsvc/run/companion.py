"""Companion: one process that works through what is drawn here, while we go on with other work."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, TypeVar

from syncsvc.errors import StoreError
from syncsvc.formats.cycles import uncollected
from syncsvc.run.crew import join_the_crew, prepare, processors

T = TypeVar("T")
R = TypeVar("R")

MANY = 3
"""From so many things on, batches of many thousand each, it pays to start a process."""
_END, _LEFT = b"", None
Wire = Connection


def aside(work: Callable[[Iterable[T]], R], things: Iterable[T]) -> Callable[[], R]:
    """``work`` done on things by a process that ends with it; what is returned waits for the answer.

    Work, things and the answer travel, so they must be picklable; few things are worked on here, at once. Waiting
    raises what ``work`` raises, and StoreError if the process was ended from outside.
    """
    rest = iter(things)
    first = [*islice(rest, MANY)]
    if len(first) < MANY or processors() < 2:
        answer = work(chain(first, rest))
        return lambda: answer
    given: SimpleQueue[bytes | None] = SimpleQueue()
    talk = ThreadPoolExecutor(1, thread_name_prefix="companion")
    answered = talk.submit(_told, work, given)
    talk.shutdown(wait=False)
    last = _LEFT
    try:
        for thing in chain(first, rest):
            given.put(pickle.dumps(thing, protocol=5))
        last = _END
    finally:
        given.put(last)
    return answered.result


def _told(work: Callable[[Iterable[Any]], R], given: "SimpleQueue[bytes | None]") -> R:
    """The other side's answer. In a thread of its own: a process takes a moment to start, and may be slower than we."""
    context = get_context("forkserver")
    prepare(context)
    ours, theirs = context.Pipe()
    process = context.Process(target=_answer, args=(work, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        with ours:
            while (thing := given.get()) is not _LEFT:
                ours.send_bytes(thing)
                if thing == _END:
                    answer: R = _received(ours)
                    return answer
    except (EOFError, OSError) as error:
        raise StoreError("a process of the run was ended from outside", hint="is memory short?") from error
    finally:
        process.kill()
        process.join()
    raise RuntimeError("nobody waits for the answer")


def _received(wire: Wire) -> Any:
    failure, sizes = wire.recv()
    if failure is not None:
        raise failure
    shape, columns = wire.recv_bytes(), [bytearray(size) for size in sizes]
    for column in columns:
        wire.recv_bytes_into(column)
    return pickle.loads(shape, buffers=columns)  # noqa: S301 — from our own process


class _Failing:
    """Tells the other side of an error, which is raised there."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if error is not None:
            self._wire.send((error, []))
        return error is not None


def _answer(work: Callable[[Iterable[Any]], Any], wire: Wire) -> None:
    join_the_crew()
    buffers: list[pickle.PickleBuffer] = []
    with uncollected(), _Failing(wire):
        shape = pickle.dumps(work(_drawn(wire)), protocol=5, buffer_callback=buffers.append)
        columns = [buffer.raw() for buffer in buffers]
        wire.send((None, [column.nbytes for column in columns]))
        wire.send_bytes(shape)
        for column in columns:
            wire.send_bytes(column)


def _drawn(wire: Wire) -> Iterator[Any]:
    while data := wire.recv_bytes():
        yield pickle.loads(data)  # noqa: S301 — from the process that started this one
