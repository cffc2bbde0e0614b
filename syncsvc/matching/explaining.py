"""Why two records are one, and why they are not: every comparison with its values, weight and words."""

from collections.abc import Callable, Sequence

import numpy as np

from syncsvc.matching.blocking import count
from syncsvc.matching.census import Book, counted
from syncsvc.matching.comparisons import DEFAULT
from syncsvc.matching.decisions import identity_digest, ruling
from syncsvc.matching.declaration import Comparison, Model
from syncsvc.matching.features import Features
from syncsvc.matching.keys import entries
from syncsvc.matching.neighbourhood import Neighbourhood
from syncsvc.matching.pairs import Pairs
from syncsvc.matching.scoring import HOLDS, KINDS_DIFFER, SAME, UNSURE, Scale, shares, weights
from syncsvc.matching.table import tabulate
from syncsvc.model.contact import Address, Contact
from syncsvc.model.match import Decision, Evidence, Match, Verdict

_VERDICTS = {SAME: Verdict.SAME, UNSURE: Verdict.UNSURE}
_PRIOR = ("prior", "met")
_WORDS = {
    ("prior", "met"): ("zwei beliebige Einträge", "any two records"),
    ("kinds", "different"): ("verschiedene Arten von Kontakten", "different kinds of contacts"),
}


def explain(
    left: Contact,
    right: Contact,
    neighbourhood: Neighbourhood | None = None,
    decisions: Sequence[Decision] = (),
    model: Model = DEFAULT,
) -> Match:
    """Weigh one pair and tell every comparison's finding, whatever the verdict.

    With a neighbourhood, shared values weigh by how many different names use them there, and its decisions count;
    without one, the two contacts are all there is.
    """
    first, second = sorted((left, right), key=lambda contact: contact.ref)
    features = Features(tabulate((first, second)))
    keys = entries(features)
    counts = count(keys) if neighbourhood is None else counted(keys, Book(neighbourhood))[0]
    scale = Scale(features, shares(keys, counts), model)
    weighed = scale.weigh(np.array([0]), np.array([1]))
    score, lane = float(weighed.score[0]), int(weighed.lane[0])
    asked = scale.asked(np.array([0]), np.array([1]))
    evidence = _table(asked[0], asked[1], first, second) if asked else (_kinds(first, second),)
    words = [*decisions, *(neighbourhood.decisions((first.ref, second.ref)) if neighbourhood else ())]
    verdict, basis = _ruled(first, second, words, _VERDICTS.get(lane, Verdict.DIFFERENT), lane)
    return Match(first.ref, second.ref, score, verdict, evidence, "holds" if lane == HOLDS else "", basis)


def sentence(evidence: Evidence, language: str = "de", model: Model = DEFAULT) -> str:
    """What a piece of evidence says, in German («de») or English («en»)."""
    words = _WORDS.get((evidence.comparison, evidence.level))
    if words is None:
        sheets = (*(sheet.comparisons for sheet in model.sheets), model.holds)
        words = next(
            (level.de, level.en)
            for comparisons in sheets
            for comparison in comparisons
            for level in comparison.levels
            if (comparison.name, level.name) == (evidence.comparison, evidence.level)
        )
    return words[language != "de"]


def _ruled(
    left: Contact, right: Contact, words: Sequence[Decision], verdict: Verdict, lane: int
) -> tuple[Verdict, str]:
    """A decision outranks the score, but not the kinds."""
    if lane in (HOLDS, KINDS_DIFFER):
        return Verdict.DIFFERENT, "kinds" if lane == KINDS_DIFFER else ""
    digests = {contact.ref: identity_digest(contact) for contact in (left, right)}
    said = ruling([word for word in words if {word.left, word.right} == set(digests)], digests.get)
    if said.stale:
        return Verdict.UNSURE, "stale-decision"
    if said.same:
        return Verdict.SAME, "decision"
    return (Verdict.DIFFERENT, "decision") if said.different else (verdict, "")


def _kinds(left: Contact, right: Contact) -> Evidence:
    return Evidence("kinds", "different", 0.0, left.kind.value, right.kind.value)


def _table(pairs: Pairs, prior: float, left: Contact, right: Contact) -> tuple[Evidence, ...]:
    rows = [Evidence(*_PRIOR, prior, "", "")] if prior else []
    for comparison in pairs.asked.values():
        found = pairs.found[comparison.name]
        level = comparison.levels[int(found.level[0])].name
        weight = round(float(weights(comparison, found)[0]), 2)
        rows.append(Evidence(comparison.name, level, weight, _said(left, comparison), _said(right, comparison)))
    return tuple(rows)


def _said(contact: Contact, comparison: Comparison) -> str:
    """What a contact says on what is compared."""
    return _VALUES[comparison.name](contact)


_VALUES: dict[str, Callable[[Contact], str]] = {
    "given": lambda contact: contact.name.given,
    "family": lambda contact: contact.name.family,
    "generation": lambda contact: contact.name.suffix,
    "label": lambda contact: contact.name.display,
    "name": lambda contact: contact.name.display,
    "task": lambda contact: contact.role or contact.name.display,
    "role": lambda contact: contact.role,
    "unit": lambda contact: ", ".join(contact.units),
    "organisation": lambda contact: contact.organisation,
    "source": lambda contact: contact.ref.source,
    "birthday": lambda contact: contact.birthday,
    "id": lambda contact: ", ".join(f"{scheme} {value}".strip() for scheme, value in contact.ids),
    "mailbox": lambda contact: ", ".join(email.address for email in contact.emails),
    "phone": lambda contact: ", ".join(phone.display or phone.number for phone in contact.phones),
    "address": lambda contact: "; ".join(_place(address) for address in contact.addresses),
}


def _place(address: Address) -> str:
    parts = (address.street, f"{address.postal_code} {address.city}".strip())
    return ", ".join(part for part in parts if part)
