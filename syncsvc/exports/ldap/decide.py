"""From planned changes and what is there to the operations that are needed: pure, before anything is done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from syncsvc.errors import RecordError
from syncsvc.exports.ldap.batches import Work
from syncsvc.exports.ldap.present import Found
from syncsvc.formats.ldap import ldif
from syncsvc.formats.ldap.changes import Add, Delete, Operation, inverse, modify
from syncsvc.formats.ldap.entry import LdapEntry
from syncsvc.model.plan import Change, ChangeKind


class Repair(StrEnum):
    """What happens to an attribute that others changed."""

    FORCE = "force"
    """Ours again."""
    KEEP = "keep"
    """Theirs from now on; ours only where they left it as we wrote it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How to decide."""

    repair: Mapping[str, Repair]
    """By attribute; ``default`` for all others."""
    adopt: bool = False
    """Whether entries under our names without our mark become ours."""

    def keeps(self, attribute: str) -> bool:
        """Whether what others made of an attribute stays."""
        default = self.repair.get("default", Repair.FORCE)
        return attribute not in {"objectClass", "seeAlso"} and self.repair.get(attribute, default) is Repair.KEEP


def decide(
    changes: Iterable[Change], there: Mapping[str, Sequence[Found]], rules: Rules, foreign: list[str]
) -> Iterator[Work]:
    """The operations for these changes, one key after the other; a key that is right already needs none.

    Keys whose place is taken by an entry that is not ours are added to ``foreign``.
    """
    for change in sorted(changes, key=_turn):
        found = there.get(change.key, ())
        steps = _removal(found) if change.kind is ChangeKind.REMOVE else _renewal(change, found, rules)
        if steps is None:
            foreign.append(change.key)
        elif steps:
            yield Work(change.key, tuple(steps))


def _turn(change: Change) -> tuple[bool, bool]:
    """Groups after their members, removals at last."""
    return change.kind is ChangeKind.REMOVE, b"\nobjectClass: groupOfNames\n" in change.content


def _removal(found: Iterable[Found]) -> list[Operation]:
    return [Delete(one.entry.dn) for one in found if one.ours]


def _renewal(change: Change, found: Iterable[Found], rules: Rules) -> list[Operation] | None:
    """None if somebody else's entry stands there."""
    wanted = ldif.parse(change.content)
    present = next((one for one in found if one.entry.dn == wanted.dn), None)
    moved: list[Operation] = [Delete(one.entry.dn) for one in found if one.ours and one is not present]
    if present is None:
        return [Add(wanted), *moved]
    if not present.ours and not rules.adopt:
        return None
    last = _parsed(change.former)
    step = modify(present.entry, wanted, lambda name: rules.keeps(name) and _touched(name, present.entry, last))
    return [step, *moved] if step else moved


def _touched(name: str, present: LdapEntry, last: LdapEntry | None) -> bool:
    """Whether others changed an attribute since we wrote it; if we do not remember, whether there is anything."""
    if last is None or last.dn != present.dn:
        return bool(present.values(name))
    return present.values(name) != last.values(name)


def _parsed(content: bytes) -> LdapEntry | None:
    try:
        return ldif.parse(content)
    except RecordError:
        return None


def undoing(works: Sequence[Work], there: Mapping[str, Sequence[Found]]) -> list[bytes]:
    """The change records that take these works back, the last first."""
    records: list[bytes] = []
    for work in reversed(works):
        before = {one.entry.dn: one.entry for one in there.get(work.key, ())}
        for step in reversed(work.operations):
            back = inverse(step, before.get(step.dn))
            if back is not None:
                records.append(ldif.change(back))
    return records
