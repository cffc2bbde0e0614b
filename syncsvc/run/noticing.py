"""Noticing: what a run should tell people about contacts that changed.

A value that two sources give to two people (a successor has it now, or one source is out of date); signs that a
contact is several people.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations

import numpy as np

from syncsvc.columns.hashing import Integers, unique
from syncsvc.matching.alarms import alarms
from syncsvc.matching.value_keys import of_values
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Kind
from syncsvc.model.issue import Issue
from syncsvc.model.match import Match, Verdict
from syncsvc.model.record import RecordRef
from syncsvc.run.service import Run
from syncsvc.store import Unit
from syncsvc.store.connection import chunks

_STAGE = "match"
_BATCH = 5_000
_KEYS = 100_000
"""Keys asked for at a time."""
_CROWD = 8
"""Records with one value above which it is a shared one, and no news."""
_SEVERAL = 2
"""Records of a contact up to which there is nothing to be alarmed about."""
_WHOLE_FROM = 50_000
"""From so many contacts on all shared values are looked at, which are read from left to right."""
Holders = dict[tuple[str, str], frozenset[str]]


def notice(unit: Unit, touched: Iterable[str], run: Run) -> None:
    """Bring the issues on these contacts, and on whoever they were told with, up to date."""
    ids = {*touched}
    if not ids:
        return
    # A pair is told under its lower id; the other one stands in ``place``.
    ids |= unit.issues.keys_at(_STAGE, ids)
    passed = _passed_on(unit, ids)
    for batch in chunks(sorted(ids), _BATCH):
        found = [*_alarmed(unit, batch), *(issue for id_ in batch for issue in passed.pop(id_, ()))]
        unit.issues.replace(_STAGE, "", batch, found, run=run.id, now=run.now)
    others = [issue for issues in passed.values() for issue in issues]
    unit.issues.replace(_STAGE, "", [], others, run=run.id, now=run.now)


def _alarmed(unit: Unit, ids: Sequence[str]) -> Iterator[Issue]:
    several = unit.identities.members(unit.identities.crowded(ids, _SEVERAL))
    whose = {ref: id_ for id_, refs in several.items() for ref in refs}
    within: dict[str, list[Match]] = defaultdict(list)
    for match in unit.linkage.matches([*whose]):
        if (id_ := whose.get(match.left)) is not None and whose.get(match.right) == id_:
            within[id_].append(match)
    signs = {id_: found for id_, refs in several.items() if (found := alarms(refs, within[id_]))}
    for contact in unit.directory.get(signs).values():
        for one in signs[contact.id]:
            pair = " ".join(f"{ref.source}:{ref.key}" for ref in one.refs) or "LEFT RIGHT"
            hint = f"«syncsvc why {contact.id}» tells why; «syncsvc decide {pair} different» parts them"
            yield Issue(_STAGE, one.code, one.message, key=contact.id, value=contact.name.display, hint=hint)


def _passed_on(unit: Unit, ids: AbstractSet[str]) -> dict[str, list[Issue]]:
    """Mailboxes and numbers that different sources give to different people, by the lower id of two."""
    told: dict[str, list[Issue]] = defaultdict(list)
    for pairs in chunks(sorted(_sharing(unit, ids)), _BATCH):
        known = unit.directory.get({id_ for pair in pairs for id_ in pair})
        both = [(known[one], known[two]) for one, two in pairs if one in known and two in known]
        found = [(one, two, values) for one, two in both if (values := _passed(one, two))]
        asked = _asked(unit, [ref for one, _, _ in found for ref in one.members])
        for one, two, values in found:
            if all(asked[ref].isdisjoint(two.members) for ref in one.members):
                told[one.id] += _between(one, two, values)
    return told


def _sharing(unit: Unit, ids: AbstractSet[str]) -> set[tuple[str, str]]:
    """Pairs of contacts, one of these among them, whose records have a value in common that few have."""
    pairs: set[tuple[str, str]] = set()
    values = _values(unit, ids) if len(ids) < _WHOLE_FROM else unit.linkage.shared()
    for keys in chunks(values.tolist(), _KEYS):
        # Each value is counted once, however many hold it: some are everybody's.
        census = unit.linkage.census(keys)
        few = [key for key, seen in census.items() if seen.names > 1 and seen.records <= _CROWD]
        together = unit.linkage.holders(few).values()
        homes = unit.identities.of({ref for refs in together for ref in refs})
        for refs in together:
            sharing = sorted({homes[ref] for ref in refs if ref in homes})
            pairs.update(pair for pair in combinations(sharing, 2) if not ids.isdisjoint(pair))
    return pairs


def _values(unit: Unit, ids: Iterable[str]) -> Integers:
    """The keys of all values these contacts' records have, each once."""
    keys = [np.zeros(0, dtype=np.int64)]
    for batch in chunks(sorted(ids), _BATCH):
        held = unit.linkage.entries([ref for refs in unit.identities.members(batch).values() for ref in refs]).key
        keys.append(held[of_values(held)])
    return unique(np.concatenate(keys))


def _passed(one: CanonicalContact, two: CanonicalContact) -> list[tuple[str, str]]:
    """What two people are given by different sources: fields and values."""
    if one.kind is not Kind.PERSON or two.kind is not Kind.PERSON:
        return []
    ours, theirs = _givers(one), _givers(two)
    # What one source lists for both it knows to be shared.
    return sorted(value for value in ours.keys() & theirs.keys() if ours[value].isdisjoint(theirs[value]))


def _between(one: CanonicalContact, two: CanonicalContact, values: Iterable[tuple[str, str]]) -> Iterator[Issue]:
    for field, value in values:
        what = "number" if field == "phones" else "mail address"
        yield Issue(
            _STAGE,
            "passed-on",
            f"two sources give one {what} to two people",
            key=one.id,
            place=two.id,
            field=field,
            value=f"{value}: {one.name.display}, {two.name.display}",
            hint=f"if one of them left, correct that source; «syncsvc why {one.id} {two.id}» tells why they are two",
        )


def _givers(contact: CanonicalContact) -> Holders:
    """Which sources give which mailbox or number; faxes and switchboards are nobody's own."""
    own = {phone.number for phone in contact.phones if phone.type not in ("fax", "switchboard")}
    return {
        (origin.field, origin.value.casefold()): frozenset(ref.source for ref in origin.refs)
        for origin in contact.origins
        if origin.field == "emails" or (origin.field == "phones" and origin.value in own)
    }


def _asked(unit: Unit, refs: Sequence[RecordRef]) -> Mapping[RecordRef, set[RecordRef]]:
    """With which records a person is asked about these anyway."""
    asked: dict[RecordRef, set[RecordRef]] = defaultdict(set)
    for match in unit.linkage.matches(refs):
        if match.verdict is not Verdict.DIFFERENT:
            asked[match.left].add(match.right)
            asked[match.right].add(match.left)
    return asked
