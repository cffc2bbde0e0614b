"""Signs that a contact is too much: what a person should look at before two people are taken for one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from syncsvc.matching.comparisons import DEFAULT
from syncsvc.matching.watching import weakest
from syncsvc.model.match import Match, Verdict
from syncsvc.model.record import RecordRef

LARGE = 12
"""Records in one contact above which somebody should look."""
DOUBLES = 3
"""Records of one source in one contact from which on somebody should look."""
SLACK = 2.0
"""A pair that holds two halves together with so few bits to spare is a weak bridge."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One sign."""

    code: str
    message: str
    refs: tuple[RecordRef, ...] = ()


def alarms(members: Sequence[RecordRef], matches: Iterable[Match]) -> tuple[Alarm, ...]:
    """The signs of over-merging in one contact; ``matches`` are the kept pairs among its records."""
    found: list[Alarm] = []
    if len(members) > LARGE:
        found.append(Alarm("contact-large", f"{len(members)} records are taken for one contact"))
    source, most = max(Counter(ref.source for ref in members).items(), key=lambda item: (item[1], item[0]))
    if most >= DOUBLES:
        found.append(Alarm("contact-doubles", f"{most} records of {source} are taken for one contact"))
    if bridge := _weak_bridge(members, [match for match in matches if match.verdict is Verdict.SAME]):
        text = f"two groups of records are one contact by a single pair of {bridge.score:+.1f} bits"
        found.append(Alarm("contact-bridge", text, (bridge.left, bridge.right)))
    return tuple(found)


def _weak_bridge(members: Sequence[RecordRef], edges: Sequence[Match]) -> Match | None:
    """The weakest pair everything hangs on, if it is weak and parts the records into groups of two and more."""
    bridge = weakest(edges)
    if bridge is None or bridge.score >= DEFAULT.lanes.same + SLACK:
        return None
    group, grown = {bridge.left}, True
    while grown:
        ends = [{one.left, one.right} for one in edges if one != bridge and {one.left, one.right} & group]
        grown = any(not pair <= group for pair in ends)
        group = group.union(*ends)
    return bridge if bridge.right not in group and 2 <= len(group) <= len(members) - 2 else None
