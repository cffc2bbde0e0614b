"""Match: link again what changed, and give every cluster its lasting id."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from syncsvc.matching import link as link_all
from syncsvc.run.taking import Run, Taken
from syncsvc.store import Unit


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking brought: the ids that have to be merged again."""

    ids: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def link(unit: Unit, taken: Sequence[Taken], run: Run) -> Linked:
    """Interim: link everything."""
    gone = {ref for one in taken for ref in one.gone}
    contacts = [contact for contact in unit.contacts.iterate() if contact.ref not in gone]
    pending = unit.decisions.pending()
    linkage = link_all(contacts, unit.decisions.in_force())
    former = {cluster.members for cluster in unit.linkage.partition()}
    present = {cluster.members for cluster in linkage.clusters}
    from syncsvc.model.match import Cluster
    old = unit.linkage.matches(sorted({ref for members in former for ref in members}))
    unit.linkage.keep([(m.left, m.right) for m in old], linkage.matches,
                      [Cluster(m) for m in former - present], [Cluster(m) for m in present - former])
    unit.decisions.applied(entry.number for entry in pending)
    changed = {contact.ref for one in taken for contact in one.contacts}
    touched = [members for members in present if members not in former or changed & set(members)]
    home = unit.identities.of({ref for members in (*former, *present) for ref in members})
    used = set()
    ids = set()
    assign = {}
    for members in sorted(present, key=lambda m: (-len(m), m)):
        votes = Counter(home[ref] for ref in members if ref in home and home[ref] not in used)
        id_ = max(votes, key=lambda i: (votes[i], i), default=None) or run.mint()
        used.add(id_)
        if members in touched:
            ids.add(id_)
        assign.update({ref: id_ for ref in members})
    lost = set(home.values()) - used
    unit.identities.mint(ids - set(home.values()), run.now)
    unit.identities.leave(gone, run.now)
    unit.identities.assign(assign, run.now)
    unit.identities.retire(lost, run.now)
    return Linked(frozenset(ids | lost))
