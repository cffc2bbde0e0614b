"""Carries changes out in transactions (RFC 5805), and finds the single change a server refuses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from syncsvc.errors import TargetError
from syncsvc.exports.ldap.wire import Wire
from syncsvc.formats.ldap import messages
from syncsvc.formats.ldap.changes import Operation
from syncsvc.formats.ldap.messages import Reply

SIZE = 1000
"""Changes in a transaction: more cost slapd memory, fewer cost a disk flush each."""
_HOPELESS = 50
"""So many refusals and no success: it is not the entries."""
_EVERYTHING = {8, 10, 13, 48, 49, 51, 52, 53, 80}
"""Result codes that are about the server and not about an entry: no right, a replica, busy, full (RFC 4511, A.2)."""


@dataclass(frozen=True, slots=True)
class Work:
    """All that must be done for one key; done as a whole where the server has transactions."""

    key: str
    operations: tuple[Operation, ...]


@dataclass(slots=True)
class Outcome:
    """What became of the works."""

    done: list[Work] = field(default_factory=list)
    refused: list[tuple[Work, Reply]] = field(default_factory=list)


@dataclass(slots=True)
class Batches:
    """Carries works out over one connection."""

    wire: Wire
    transactions: bool
    outcome: Outcome = field(default_factory=Outcome)
    progress: Callable[[int], None] = lambda _: None

    def carry_out(self, works: Sequence[Work]) -> None:
        """Do them all, in an order that only batches keep; refused ones are noted and the rest goes in.

        Raises TargetError when the server refuses everything; batches already committed stay.
        """
        for at in range(0, len(works), SIZE):
            batch = works[at : at + SIZE]
            if self.transactions:
                self._committed(batch)
            else:
                self._singly(batch)
            self.progress(len(batch))

    def _committed(self, batch: Sequence[Work]) -> None:
        """One transaction; if it fails the refused ones are left out, or both halves tried by themselves."""
        if not batch:
            return
        at_once, at_commit = self._attempt(batch)
        if not at_once and not at_commit:
            self.outcome.done += batch
            return
        named = {number: reply for number, reply in (at_once | at_commit).items() if number >= 0}
        if not named and len(batch) == 1:
            named = {0: at_commit[_UNNAMED]}
        for number, reply in sorted(named.items()):
            self._refuse(batch[number], reply)
        rest = [work for number, work in enumerate(batch) if number not in named]
        if at_once:
            self._committed(rest)
            return
        # A commit names one culprit at most; where there is one there may be more.
        middle = len(rest) // 2
        self._committed(rest[:middle])
        self._committed(rest[middle:])

    def _attempt(self, batch: Sequence[Work]) -> tuple[dict[int, Reply], dict[int, Reply]]:
        """Try it in one transaction; return by index what failed at once, and what at the commit.

        slapd keeps a request it refused at once out of the transaction and commits the rest: so every reply counts.
        """
        begun = self.wire.ask(messages.extended(messages.TRANSACTION_START))
        if begun.code:
            raise TargetError(f"the LDAP server begins no transaction: code {begun.code}", hint="look at its log")
        owners = [number for number, work in enumerate(batch) for _ in work.operations]
        bodies = [messages.operation(operation) for work in batch for operation in work.operations]
        first = self.wire.upcoming
        replies = self.wire.exchange(bodies, messages.control(messages.TRANSACTION_CONTROL, begun.value))
        failed = {owner: reply for owner, reply in zip(owners, replies, strict=True) if reply.code}
        end = self.wire.ask(messages.transaction_end(begun.value, commit=not failed))
        if failed or not end.code:
            return failed, {}
        culprit = messages.failed_message(end.value)
        known = culprit is not None and 0 <= culprit - first < len(owners)
        return {}, {owners[culprit - first] if known and culprit is not None else _UNNAMED: end}

    def _singly(self, batch: Sequence[Work]) -> None:
        """Without transactions: the first operation of every work, then the second of those that went well."""
        failed: dict[int, Reply] = {}
        for wave in zip_longest(*(work.operations for work in batch)):
            going = [number for number, step in enumerate(wave) if step is not None and number not in failed]
            bodies = [messages.operation(step) for number in going if (step := wave[number]) is not None]
            replies = self.wire.exchange(bodies)
            failed |= {number: reply for number, reply in zip(going, replies, strict=True) if reply.code}
        self.outcome.done += [work for number, work in enumerate(batch) if number not in failed]
        for number, reply in failed.items():
            self._refuse(batch[number], reply)

    def _refuse(self, work: Work, reply: Reply) -> None:
        self.outcome.refused.append((work, reply))
        if reply.code in _EVERYTHING:
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
