"""Whether increments equal a fresh start: ``python -m benchmarks.matching.sequences [--first N] [--sequences N] [--steps N]``.

Each sequence is a seeded history of adds, changes, removals, decisions and their undoings over contacts whose values
collide, with blocks and groups of several limits. After every step the clusters and matches that relinking kept are
compared with those of linking everything from scratch, in another order. Prints how many clusters and matches differed.
"""

import argparse
import random
from datetime import UTC, datetime, timedelta

from syncsvc.matching import blocking, changes, clustering, identity_digest, link, reach, relink
from syncsvc.matching.neighbourhood import InMemory
from syncsvc.model.contact import Address, Contact, Email, Kind, PersonName, Phone
from syncsvc.model.match import Decision, Verdict
from syncsvc.model.record import RecordRef
from tests.property import matching_contacts as pool

KINDS = (Kind.PERSON,) * 6 + (Kind.FUNCTION, Kind.ORGANISATION, Kind.GROUP)
START = datetime(2026, 1, 1, tzinfo=UTC)


class History:
    """One sequence: the present, and what relinking made of how it came about."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        blocking.LIMIT = reach.LIMIT = self.random.choice((50, 3, 5))
        clustering.FEW = self.random.choice((40, 2))
        self.records = self.random.choice((8, 16, 40))
        self.kept, self.now = InMemory(), START
        self.contacts: dict[RecordRef, Contact] = {}
        self.decisions: list[Decision] = []
        self.differing = self.compared = 0

    def step(self) -> None:
        acts = (self.put, self.put, self.put, self.remove, self.decide, self.undo)
        self.random.choice(acts)()
        present = [*self.contacts.values()]
        self.random.shuffle(present)
        fresh = link(present, self.decisions)
        self.compared += len(fresh.clusters)
        self.differing += len(self.kept.partition ^ {*fresh.clusters}) + len(self.kept.pairs ^ {*fresh.matches})

    def put(self) -> None:
        book = {one.ref: one for one in (self.contact() for _ in range(self.random.randint(1, 6)))}
        self.contacts |= book
        self.sync(put=book.values())

    def remove(self) -> None:
        gone = self.random.sample(sorted(self.contacts), min(len(self.contacts), self.random.randint(1, 3)))
        for ref in gone:
            del self.contacts[ref]
        self.sync(gone=gone)

    def decide(self) -> None:
        if len(self.contacts) > 1:
            self.now += timedelta(minutes=1)
            left, right = sorted(self.random.sample(sorted(self.contacts), 2))
            digests = [identity_digest(self.contacts[ref]) for ref in (left, right)]
            word = Decision(left, right, self.random.choice([*Verdict]), "kim", self.now, "known", *digests)
            self.rule([*self.decisions, word], word)

    def undo(self) -> None:
        if self.decisions:
            word = self.random.choice(self.decisions)
            self.rule([other for other in self.decisions if other is not word], word)

    def rule(self, decisions: list[Decision], word: Decision) -> None:
        self.decisions = decisions
        self.kept.decide(decisions)
        self.sync(decided=(word.left, word.right))

    def sync(self, put=(), gone=(), decided=()) -> None:
        self.kept.put(put, gone)
        found = relink(changes(put, gone, decided), self.kept)
        self.kept.keep(found.dropped, found.matches, found.dissolved, found.built)

    def contact(self) -> Contact:
        one = self.random.choice
        kind, given, family = one(KINDS), one(pool.GIVEN), one(pool.FAMILY)
        named = PersonName(
            f"{given} {family}".strip(), given=given, family=family, suffix=one(("", "", "", "sen.", "jun."))
        )
        types = ("work", "cell", "home", "switchboard", "fax")
        return Contact(
            RecordRef(one("ab"), str(self.random.randrange(self.records))),
            kind,
            named if kind is Kind.PERSON else PersonName(one(pool.LABELS)),
            organisation=one(pool.BODIES),
            units=self.some(("Soziales", "Bauen"), 1),
            role=one(("Sekretariat", "Leitung", "")),
            birthday=one(pool.DAYS),
            phones=tuple(Phone(number, number, one(types)) for number in self.some(pool.NUMBERS)),
            emails=tuple(map(Email, self.some(pool.MAILS))),
            addresses=tuple(Address(*place) for place in self.some(pool.PLACES, 1)),
            ids=tuple(("personnel", value) for value in self.some(("1234567", "1234568", "9999999"), 1)),
        )

    def some(self, values, most: int = 2) -> tuple:
        return tuple(self.random.sample(values, self.random.randint(0, most)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.matching.sequences")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first sequence")
    parser.add_argument("--sequences", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=6)
    chosen = parser.parse_args()
    compared = differing = 0
    for seed in range(chosen.first, chosen.first + chosen.sequences):
        history = History(seed)
        for _ in range(chosen.steps):
            history.step()
        compared, differing = compared + history.compared, differing + history.differing
        if history.differing:
            print(f"sequence {seed}: {history.differing} differ")
    print(
        f"{chosen.sequences} sequences from {chosen.first}, {chosen.steps} steps each: {compared} clusters compared, {differing} differ"
    )
    raise SystemExit(differing > 0)


if __name__ == "__main__":
    main()
