"""People's decisions: which are in force, which are out of date, and what they say of rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from syncsvc.columns.comparable import PART, Linkable, seen
from syncsvc.model.digest import digest
from syncsvc.model.match import Decision, Verdict
from syncsvc.model.record import RecordRef

Pair = tuple[RecordRef, RecordRef]


def identity_digest(contact: Linkable) -> str:
    """Stands for what a record says of whose it is: name, birthday, ids, mailboxes and numbers.

    Organisation, unit, role, address and everything else may change without making it somebody else's.
    """
    one = seen(contact)
    words = (one.given, one.family, one.suffix) if one.given or one.family else (one.display,)
    numbers = sorted({phone.partition(PART)[0] for phone in one.phones})
    ids = sorted({(scheme, value) for scheme, _, value in (text.partition(PART) for text in one.ids)})
    parts = (one.kind, words, one.birthday, ids, numbers, sorted(set(one.mails)))
    return digest(repr(parts).encode(errors="surrogatepass"))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the ledger says of pairs of present records."""

    same: tuple[Pair, ...]
    """Newest first: where two words contradict each other through a third record, the newer one holds."""
    different: frozenset[Pair]
    stale: tuple[Decision, ...]


def ruling(decisions: Iterable[Decision], digest_of: Callable[[RecordRef], str | None]) -> Ruling:
    """The last word on each pair, unless a record it names is gone or says something else of itself since.

    ``digest_of`` gives the identity digest of a present record, None for one that is gone.
    """
    last: dict[Pair, Decision] = {}
    for decision in sorted(decisions, key=lambda item: (item.at, item.verdict, item.reason)):
        pair = (decision.left, decision.right) if decision.left < decision.right else (decision.right, decision.left)
        last[pair] = decision
    same: list[tuple[Decision, Pair]] = []
    different: set[Pair] = set()
    stale: list[Decision] = []
    for pair, decision in sorted(last.items()):
        standing = _standing(decision, digest_of)
        if standing is None or decision.verdict is Verdict.UNSURE or pair[0] == pair[1]:
            continue
        if not standing:
            stale.append(decision)
        elif decision.verdict is Verdict.SAME:
            same.append((decision, pair))
        else:
            different.add(pair)
    same.sort(key=lambda item: item[1])
    same.sort(key=lambda item: item[0].at, reverse=True)
    return Ruling(tuple(pair for _, pair in same), frozenset(different), tuple(stale))


def _standing(decision: Decision, digest_of: Callable[[RecordRef], str | None]) -> bool | None:
    """Whether both records still say what they said; None if one is gone."""
    now = digest_of(decision.left), digest_of(decision.right)
    if None in now:
        return None
    then = decision.left_digest, decision.right_digest
    return all(not before or before == after for before, after in zip(then, now, strict=True))
