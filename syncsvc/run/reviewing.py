"""Reviewing: pairs of contacts a person should decide, the most valuable first, with what speaks for and against."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from syncsvc.matching import explain
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.match import Decision, Match, Verdict
from syncsvc.store import Unit


@dataclass(frozen=True, slots=True)
class Unsure:
    """A pair that waits for a person, with the contacts it would join."""

    match: Match
    left: CanonicalContact
    right: CanonicalContact
    cause: str = ""
    """Why it is asked about: ``unsure``, ``stale-decision`` (decided before the records changed) or ``refused`` (alike
    enough, but other records of the two contradict each other)."""
    said: Decision | None = None
    """The word that was given before the records changed."""


def unsure(unit: Unit, limit: int) -> tuple[Unsure, ...]:
    """Pairs of contacts to decide, each once: what was decided before, then the likeliest; of equals, the larger ones.

    Of several pairs of records between two contacts the likeliest stands for all.
    """
    found: dict[frozenset[str], Unsure] = {}
    for pair in _pairs(unit):
        found.setdefault(frozenset((pair.left.id, pair.right.id)), pair)
    ordered = sorted(found.values(), key=_value)[:limit]
    return tuple(_explained(unit, pair) for pair in ordered)


def waiting(unit: Unit) -> int:
    """How many pairs of records wait for a person."""
    return unit.linkage.count(Verdict.UNSURE) + sum(1 for _ in unit.linkage.refused())


def _value(pair: Unsure) -> tuple[object, ...]:
    size = len(pair.left.members) + len(pair.right.members)
    return (pair.cause != "stale-decision", -pair.match.score, -size, pair.match.left, pair.match.right)


def _pairs(unit: Unit) -> Iterator[Unsure]:
    for match in chain(unit.linkage.lane(Verdict.UNSURE), unit.linkage.refused()):
        ids = unit.identities.of([match.left, match.right])
        if len(set(ids.values())) == 2:
            cause = "refused" if match.verdict is Verdict.SAME else match.basis or "unsure"
            contacts = unit.directory.get(ids.values())
            yield Unsure(match, contacts[ids[match.left]], contacts[ids[match.right]], cause)


def _explained(unit: Unit, pair: Unsure) -> Unsure:
    refs = (pair.match.left, pair.match.right)
    contacts = unit.contacts.get(refs)
    evidence = explain(contacts[pair.match.left], contacts[pair.match.right], unit.linkage).evidence
    said = [one for one in unit.decisions.in_force(refs) if {one.left, one.right} == set(refs)]
    last = said[-1] if said and pair.cause == "stale-decision" else None
    return replace(pair, match=replace(pair.match, evidence=evidence), said=last)
