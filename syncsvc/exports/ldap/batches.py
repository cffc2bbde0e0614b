"""Carries changes out in transactions (RFC 5805), and finds the single change a server refuses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from time import monotonic, sleep

from syncsvc.errors import TargetError
from syncsvc.exports.ldap.wire import Wire
from syncsvc.formats.ldap import messages
from syncsvc.formats.ldap.changes import Operation
from syncsvc.formats.ldap.messages import Reply

SIZE = 1000
"""Changes in a transaction: more slow slapd down, fewer cost a disk flush each."""
FEW = 10
"""So few changes are as quick one by one, and then there is nothing to roll back."""
_SETTLE = 0.03
"""Seconds between the last reply and the end of a transaction: slapd 2.5.13 still works on a request it has answered,
and ending the transaction frees the request. Without the pause one server in some hundred transactions crashes."""
_HOPELESS = 50
"""So many refusals and no success: it is not the entries."""
_EVERYTHING = {8, 10, 13, 48, 49, 51, 52}
"""Result codes that are about the server and not about an entry: no right, a replica, busy (RFC 4511, A.2)."""
_EITHER = {53, 80}
"""«Unwilling» and «other»: about an entry, or about a server that is full or takes no changes."""
_IN_A_ROW = 5
"""So many of those and no success between them: it is the server."""


@dataclass(frozen=True, slots=True)
class Work:
    """All that must be done for one key; done as a whole where the server has transactions."""

    key: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """A work and the requests it takes."""

    work: Work
    requests: tuple[bytes, ...]


@dataclass(slots=True)
class Outcome:
    """What became of the works."""

    done: list[Work] = field(default_factory=list)
    refused: list[tuple[Ready, Reply]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Staged:
    """A transaction whose changes the server has taken but not yet made."""

    wire: Wire
    batch: Sequence[Ready]
    identifier: bytes
    owners: Sequence[int]
    """The place in the batch that each request belongs to."""
    first: int
    """The number of the first request."""
    failed: dict[int, Reply]
    """What the server refused at once, by place in the batch."""
    at: float
    """When the last reply came, by the monotonic clock."""


class Batches:
    """Carries works out over one connection, or two: one is told the next batch while the other one commits."""

    def __init__(self, wires: Sequence[Wire], works: Iterable[Work], *, transactions: bool) -> None:
        self.outcome = Outcome()
        self._wires = wires
        self._wire = wires[0]
        self._transactions = transactions
        self._coming = (Ready(work, tuple(map(messages.operation, work.operations))) for work in works)
        self._next: Sequence[Ready] | None = None
        self._ahead: Staged | None = None
        self._unwilling = 0
        """How often the server was since it last did something."""

    def carry_out(self) -> None:
        """Do them all, in an order that only batches keep; refused ones are noted and the rest goes in.

        Raises TargetError when the server refuses everything; batches already committed stay.
        """
        while batch := self._take():
            if self._suits(batch):
                self._committed(batch)
            else:
                self._singly(batch)
        # One may have stood in another's way: a unique value that moved from entry to entry.
        again, self.outcome.refused = self.outcome.refused, []
        if self.outcome.done:
            self._unwilling = 0
            self._singly([ready for ready, _ in again])
        else:
            self.outcome.refused = again

    def _suits(self, batch: Sequence[Ready]) -> bool:
        return self._transactions and len(batch) > FEW

    def _prepare(self) -> None:
        """Make the next batch ready, and tell it to the other connection, while the server is busy with this one."""
        if self._next is not None:
            return
        self._next = list(islice(self._coming, SIZE))
        other = next((wire for wire in self._wires if wire is not self._wire), None)
        if other is not None and self._suits(self._next):
            self._ahead = self._stage(self._next, other)

    def _take(self) -> Sequence[Ready]:
        if self._next is None:
            self._next = list(islice(self._coming, SIZE))
        batch, self._next = self._next, None
        return batch

    def _committed(self, batch: Sequence[Ready]) -> None:
        """One transaction; if it fails the refused ones are left out, or both halves tried by themselves."""
        if not batch:
            return
        at_once, at_commit = self._end(self._staged(batch))
        if not at_once and not at_commit:
            self._note([ready.work for ready in batch])
            return
        named = {number for number in at_once | at_commit if number >= 0}
        if not named and len(batch) == 1:
            named = {0}
        # By itself the culprit tells its own code; a commit often says no more than «other».
        self._singly([batch[number] for number in sorted(named)])
        rest = [ready for number, ready in enumerate(batch) if number not in named]
        if at_once:
            self._committed(rest)
            return
        # A commit names one culprit at most; where there is one there may be more.
        middle = len(rest) // 2
        self._committed(rest[:middle])
        self._committed(rest[middle:])

    def _staged(self, batch: Sequence[Ready]) -> Staged:
        """The batch as told to a connection, which is the one in use from now on."""
        ahead = self._ahead
        if ahead is None or ahead.batch is not batch:
            return self._stage(batch, self._wire)
        self._wire, self._ahead = ahead.wire, None
        return ahead

    def _stage(self, batch: Sequence[Ready], wire: Wire) -> Staged:
        """Tell a transaction to the server.

        slapd keeps a request it refused at once out of the transaction and commits the rest: so every reply counts.
        """
        begun = wire.ask(messages.extended(messages.TRANSACTION_START))
        if begun.code:
            raise TargetError(f"the LDAP server begins no transaction: code {begun.code}", hint="look at its log")
        owners = [number for number, ready in enumerate(batch) for _ in ready.requests]
        first = wire.upcoming
        bodies = [body for ready in batch for body in ready.requests]
        replies = wire.exchange(bodies, messages.control(messages.TRANSACTION_CONTROL, begun.value))
        failed = {owner: reply for owner, reply in zip(owners, replies, strict=True) if reply.code}
        return Staged(wire, batch, begun.value, owners, first, failed, monotonic())

    def _end(self, staged: Staged) -> tuple[dict[int, Reply], dict[int, Reply]]:
        """Commit, or take back what is spoilt; return by place what failed at once, and what at the commit."""
        sleep(max(0.0, staged.at + _SETTLE - monotonic()))
        body = messages.transaction_end(staged.identifier, commit=not staged.failed)
        end = staged.wire.ask(body, meanwhile=self._prepare)
        if staged.failed or not end.code:
            return staged.failed, {}
        culprit = messages.failed_message(end.value)
        if culprit is None or not 0 <= culprit - staged.first < len(staged.owners):
            return {}, {_UNNAMED: end}
        return {}, {staged.owners[culprit - staged.first]: end}

    def _singly(self, batch: Sequence[Ready]) -> None:
        """Without transactions: the first operation of every work, then the second of those that went well."""
        failed: dict[int, Reply] = {}
        for wave in zip_longest(*(ready.requests for ready in batch)):
            going = {number: body for number, body in enumerate(wave) if body is not None and number not in failed}
            replies = self._wire.exchange(tuple(going.values()))
            failed |= {number: reply for number, reply in zip(going, replies, strict=True) if reply.code}
        self._note([ready.work for number, ready in enumerate(batch) if number not in failed])
        for number, reply in failed.items():
            self._refuse(batch[number], reply)

    def _note(self, done: Sequence[Work]) -> None:
        self.outcome.done += done
        if done:
            self._unwilling = 0

    def _refuse(self, ready: Ready, reply: Reply) -> None:
        self.outcome.refused.append((ready, reply))
        self._unwilling += reply.code in _EITHER
        if reply.code in _EVERYTHING or self._unwilling >= _IN_A_ROW:
            raise TargetError(f"the LDAP server takes no changes: code {reply.code}", hint=_hint(reply.code))
        if len(self.outcome.refused) >= _HOPELESS and not self.outcome.done:
            raise TargetError(
                f"the LDAP server refuses every entry, the last with code {reply.code}",
                hint="look at the schema it has, the rights of the sign-in, and its log",
            )


_UNNAMED = -1


def _hint(code: int) -> str:
    return {
        10: "this is a replica; name the server that takes changes",
        80: "a full database is the common reason: raise maxsize",
    }.get(code, "look at the rights of the sign-in and the server's log")
