"""One search from request to answer, in slices that let others work in between."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from syncsvc.formats.ldap import answers, ber
from syncsvc.formats.ldap.answers import Code
from syncsvc.formats.ldap.attributes import USER
from syncsvc.formats.ldap.filters import Equal, Present
from syncsvc.formats.ldap.requests import ANSWERS, SEARCH, Search
from syncsvc.serve.book import Row, View
from syncsvc.serve.book.folding import ASSERTED
from syncsvc.serve.directory import root
from syncsvc.serve.directory.conditions import Condition, compiled
from syncsvc.serve.directory.controls import (
    NO_WISHES,
    Window,
    Wishes,
    first_form,
    ordered,
    paged,
    sorted_answer,
    windowed,
)  # fmt: skip
from syncsvc.serve.directory.facts import SUBSCHEMA
from syncsvc.serve.directory.selection import Entries, framed, renumbered, selection
from syncsvc.serve.directory.tree import EVERY, Scope, Tree

Found = Iterator[list[Row]]
"""Rows that pass, some at a time."""
DONE = ANSWERS[SEARCH]
_SLICE_PIECES = 1_000
"""Of messages (three to an entry) that go out together."""
_TURN_S = 0.002
"""After so long others get their turn."""
_KEPT_REQUEST, _KEPT_PIECES = 1_024, 600
"""Octets of a request, and pieces of messages (three to an entry), up to which an answer is kept."""
_OPEN_PAGES = 4
"""Searches in pages that one connection may have open."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What searches are answered from."""

    tree: Tree
    entries: Entries
    special: dict[str, tuple[str, root.Attributes]]
    size_limit: int = 0
    time_limit: float = 30.0


@dataclass(slots=True)
class Pages:
    """The searches in pages that one connection has open; each goes on in the view in which it began."""

    _open: dict[bytes, tuple[Search, Found]] = field(default_factory=dict)
    _last: int = 0

    def take(self, cookie: bytes, search: Search) -> Found | None:
        """The rest of a search; None if it is not open, or was another search."""
        kept = self._open.pop(cookie, None)
        same = kept is not None and (kept[0].condition, kept[0].base) == (search.condition, search.base)
        return kept[1] if kept is not None and same else None

    def keep(self, search: Search, rest: Found) -> bytes:
        """Keep the rest; return the cookie to come back with."""
        while len(self._open) >= _OPEN_PAGES:
            del self._open[next(iter(self._open))]
        self._last += 1
        cookie = b"%d" % self._last
        self._open[cookie] = (search, rest)
        return cookie


@dataclass(frozen=True, slots=True)
class Task:
    """A search to be answered."""

    message: int
    search: Search
    view: View
    wishes: Wishes
    pages: Pages
    clock: Callable[[], float]
    asked: bytes = b""
    """The request as it came, if what is found may be kept."""


def known(message: int, asked: bytes, view: View, shown: Shown) -> bytes | None:
    """The whole answer to what was asked before and is still true: a view never changes."""
    number = ber.integer(message)
    found = view.answers.get((shown.size_limit, len(number), asked))
    if found is None:
        return None
    code, pieces = found
    return b"".join(renumbered(pieces, number)) + _done(message, code)


def _keep(task: Task, shown: Shown, code: int, pieces: list[bytes]) -> None:
    """Keep what was found, if it is little and was asked for briefly."""
    if not task.asked or len(task.asked) > _KEPT_REQUEST or len(pieces) > _KEPT_PIECES:
        return
    task.view.answers.keep((shown.size_limit, len(ber.integer(task.message)), task.asked), (code, pieces))


def answered(task: Task, shown: Shown) -> Iterator[bytes]:
    """The messages of the answer in pieces; an empty piece says that work goes on."""
    message, search, wishes = task.message, task.search, task.wishes
    if wishes.refused:
        yield _done(message, Code.UNAVAILABLE_CRITICAL_EXTENSION, f"control {wishes.refused} is not known")
        return
    try:
        scope = shown.tree.scope(search.base, search.scope, task.view)
    except ValueError:
        yield _done(message, Code.INVALID_DN_SYNTAX, "the base is not a distinguished name")
        return
    if scope is None:
        yield answers.result(message, DONE, Code.NO_SUCH_OBJECT, matched=shown.tree.nearest(search.base))
        return
    if scope.special:
        yield _special(task, scope, shown)
        return
    found = _rows(scope, compiled(search.condition, task.view.postings), task.view)
    if wishes is NO_WISHES:
        yield from _listed(task, shown, found, b"")
    else:
        yield from _as_wished(task, shown, found)


def _done(message: int, code: int, text: str = "", controls: bytes = b"") -> bytes:
    return answers.result(message, DONE, code, text, controls=controls)


def _special(task: Task, scope: Scope, shown: Shown) -> bytes:
    """Clients ask for these with (objectClass=*), or one of their classes."""
    dn, attributes = shown.special[scope.special]
    condition, held = task.search.condition, b""
    classes = {value.lower() for value in dict(attributes)["objectClass"]}
    by_class = isinstance(condition, Equal) and condition.attribute.lower() == "objectclass"
    matches = isinstance(condition, Present) or (
        by_class and isinstance(condition, Equal) and condition.value.lower() in classes
    )
    if matches:
        operation = root.operation(dn, attributes, task.search.attributes, types_only=task.search.types_only)
        held = b"".join(framed(ber.integer(task.message), (operation,)))
    return held + _done(task.message, Code.SUCCESS)


def special(suffix: str, *, starttls: bool) -> dict[str, tuple[str, root.Attributes]]:
    """The entries outside of the tree."""
    return {"root": ("", root.root(suffix, starttls=starttls)), "subschema": (SUBSCHEMA, root.subschema())}


def _rows(scope: Scope, condition: Condition, view: View) -> Found:
    """The rows that pass, some at a time; now and then none, so that others get their turn."""
    test, folder = condition.true, scope.folder
    if scope.rows:
        yield [row for row in scope.rows if test(row)]
    if not folder:
        return
    for some in view.candidates(condition.lists):
        here = some if folder == EVERY else [row for row in some if row.folder == folder]
        yield here if condition.exact else [row for row in here if test(row)]


def _limit(search: Search, shown: Shown) -> int:
    return min(search.size or sys.maxsize, shown.size_limit or sys.maxsize)


def _listed(task: Task, shown: Shown, found: Found, controls: bytes) -> Iterator[bytes]:
    """The entries up to the limits, then the result."""
    left = _limit(task.search, shown)
    deadline = task.clock() + min(task.search.seconds or shown.time_limit, shown.time_limit)
    chosen = selection(task.search.attributes, types_only=task.search.types_only)
    number, code = ber.integer(task.message), Code.SUCCESS
    ready: list[bytes] = []
    sent: list[bytes] = []
    turn = task.clock() + _TURN_S
    for rows in found:
        over = len(rows) > left
        pieces = framed(number, shown.entries.of(chosen, rows[:left] if over else rows))
        ready += pieces
        left -= len(rows)
        if len(sent) <= _KEPT_PIECES:
            sent += pieces
        if over:
            code = Code.SIZE_LIMIT_EXCEEDED
            break
        now = task.clock()
        if len(ready) > _SLICE_PIECES or now > turn:
            yield b"".join(ready)
            ready, turn = [], task.clock() + _TURN_S
            if now > deadline:
                code = Code.TIME_LIMIT_EXCEEDED
                break
    ready.append(_done(task.message, code, controls=controls))
    yield b"".join(ready)
    if code is not Code.TIME_LIMIT_EXCEEDED:
        _keep(task, shown, code, sent)


def _as_wished(task: Task, shown: Shown, found: Found) -> Iterator[bytes]:
    """In order, in a window or in pages."""
    wishes, controls = task.wishes, b""
    if wishes.window is not None and not wishes.sort:
        yield _done(task.message, Code.SORT_CONTROL_MISSING, controls=windowed(0, 0, Code.SORT_CONTROL_MISSING))
        return
    resumed = None
    if wishes.page is not None and wishes.page.cookie:
        resumed = task.pages.take(wishes.page.cookie, task.search)
        if resumed is None:
            yield _done(task.message, Code.UNWILLING_TO_PERFORM, "that page is not open on this connection")
            return
    if wishes.sort:
        controls = sorted_answer(wishes.sort)
        if wishes.sort_critical and any(key.place is None for key in wishes.sort):
            yield _done(task.message, Code.UNAVAILABLE_CRITICAL_EXTENSION, controls=controls)
            return
    if wishes.sort and resumed is None:
        gathered: list[Row] = []
        for some in found:
            gathered += some
            yield b""
        gathered = ordered(gathered, wishes.sort)
        if wishes.window is not None:
            yield from _in_window(task, shown, gathered, controls)
            return
        found = iter((gathered,))
    if wishes.page is None:
        yield from _listed(task, shown, found, controls)
    else:
        yield from _in_page(task, shown, resumed or found, controls)


def _in_page(task: Task, shown: Shown, found: Found, controls: bytes) -> Iterator[bytes]:
    """One page; whatever is left is kept for the next."""
    assert task.wishes.page is not None
    size = task.wishes.page.size
    if size == 0 and task.wishes.page.cookie:
        yield _done(task.message, Code.SUCCESS, controls=controls + paged(b""))
        return
    page: list[Row] = []
    for rows in found:
        page += rows
        if size and len(page) > size:
            cookie = task.pages.keep(task.search, chain((page[size:],), found))
            yield from _listed(task, shown, iter((page[:size],)), controls + paged(cookie))
            return
        yield b""
    yield from _listed(task, shown, iter((page,)), controls + paged(b""))


def _in_window(task: Task, shown: Shown, rows: list[Row], controls: bytes) -> Iterator[bytes]:
    window = task.wishes.window
    assert window is not None
    target = _target(window, rows, task.wishes)
    if target < 1 and window.value is None:
        failed = windowed(0, len(rows), Code.OFFSET_RANGE_ERROR)
        yield _done(task.message, Code.OFFSET_RANGE_ERROR, controls=controls + failed)
        return
    start = max(0, target - 1 - window.before)
    part = rows[start : max(start, target + window.after)]
    yield from _listed(task, shown, iter((part,)), controls + windowed(target, len(rows)))


def _target(window: Window, rows: list[Row], wishes: Wishes) -> int:
    """The place (from 1) of what the window is around; one behind the end if everything comes before it."""
    if window.value is None:
        if window.offset < 1:
            return 0
        if window.total < 1 or window.offset >= window.total:
            return min(window.offset, len(rows)) if window.total < 1 else len(rows)
        return max(1, round(len(rows) * window.offset / window.total))
    key = wishes.sort[0]
    if key.place is None:
        return 1
    place = key.place
    forms = ASSERTED[USER[place].comparison](window.value.decode("utf-8", "replace"))
    wanted = (False, forms[0] if forms else "")
    hits = (
        at
        for at, row in enumerate(rows, 1)
        if (first_form(row, place) <= wanted if key.reverse else first_form(row, place) >= wanted)
    )
    return next(hits, len(rows) + 1)
