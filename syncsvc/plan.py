"""Plans: the changes that would make a target right, and the guard before removals."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from syncsvc.model.digest import digest
from syncsvc.model.plan import Change, ChangeKind, Entry, Plan


def plan(
    target: str,
    wanted: Iterable[Entry],
    present: Mapping[str, str],
    former: Mapping[str, bytes],
    receipt: str = "",
    moved: Collection[str] = (),
) -> Plan:
    """Compare what a target should hold with what it holds (key → digest) and list the changes, by key.

    ``former`` holds the contents last delivered, where known; targets that modify rather than replace need them.
    ``receipt`` is that of the delivery that left the target just so, if one did. Entries that are ``moved`` say the
    same and stand elsewhere among the others.
    """
    entries = {entry.key: entry for entry in wanted}
    changes = [
        Change(ChangeKind.UPDATE if key in present else ChangeKind.ADD, key, entry.content, former.get(key, b""))
        for key, entry in entries.items()
        if present.get(key) != digest(entry.content) or key in moved
    ]
    changes += [Change(ChangeKind.REMOVE, key, former=former.get(key, b"")) for key in present if key not in entries]
    return Plan(target, tuple(sorted(changes, key=lambda change: change.key)), receipt)


def exceeds(limit: float | tuple[float, ...], removed: int, total: int) -> bool:
    """Whether removing so many of so many is more than a limit: a whole number, or a share below or at 1.0; or both."""
    limits = limit if isinstance(limit, tuple) else (limit,)
    return any(removed > (one if isinstance(one, int) else one * total) for one in limits)


def without_removals(plan: Plan) -> Plan:
    """The same plan with its removals left out: what goes on while they wait for a person."""
    return replace(plan, changes=tuple(change for change in plan.changes if change.kind is not ChangeKind.REMOVE))
