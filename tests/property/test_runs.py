"""Whatever happened before, a run leaves what a first run on the same sources would give."""

import os
import shutil
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from syncsvc.model.match import Verdict
from syncsvc.pipeline import amend, erase, sync
from syncsvc.run import deciding, erasing
from syncsvc.run.asking import NotFound
from syncsvc.run.deciding import Refused
from tests.offices import Office, World

PEOPLE = [
    {
        "name": "Antje Wiesner",
        "organisation": "Stadt Musterstadt",
        "phone": "030 23125-124",
        "email": "a.wiesner@musterstadt.example",
    },
    {"name": "Wiesner, Antje", "organisation": "Stadt Musterstadt", "phone": "030 23125-124", "role": "Koordination"},
    {"name": "A. Wiesner", "organisation": "Stadt", "phone": "030 23125-0", "email": "a.wiesner@musterstadt.example"},
    {
        "name": "Peter Müller",
        "organisation": "Stadt Musterstadt",
        "phone": "030 23125-201",
        "email": "p.mueller@musterstadt.example",
    },
    {
        "name": "Petra Müller",
        "organisation": "Stadt Musterstadt",
        "phone": "030 23125-201",
        "email": "petra.mueller@musterstadt.example",
    },
    {"name": "Petra Mueller", "organisation": "Stadt", "email": "petra.mueller@musterstadt.example"},
    {
        "name": "Flüchtlingsbeauftragte",
        "kind": "function",
        "organisation": "Stadt Musterstadt",
        "phone": "030 23125-124",
    },
    {
        "name": "Maria Alber",
        "organisation": "Caritas",
        "phone": "0176 04069047",
        "email": "alber.m@caritas-muster.example",
    },
    {
        "name": "Maria Alber-Weiß",
        "organisation": "Caritas",
        "phone": "0176 04069047",
        "email": "alber-weiss.m@caritas-muster.example",
    },
    {"name": "Sekretariat", "kind": "function", "organisation": "Caritas", "email": "info@caritas-muster.example"},
]
OFFICES = ("fachstelle", "kreis", "stadt")
offices = st.sampled_from(OFFICES)
keys = st.sampled_from("abc")
people = st.sampled_from(range(len(PEOPLE)))


class Runs(RuleBasedStateMachine):
    """Offices change, fail, come back; people decide, correct and erase; in between, runs."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.world = World(
            self.folder / "world",
            {name: Office(name) for name in OFFICES},
            allow_empty=True,
            grace="0s",
            max_removed="100%",
        )
        self.good = {name: {} for name in OFFICES}
        self.decided = {}
        self.erased = False
        self.settled = False

    @initialize()
    def first(self):
        self.run()

    @rule(office=offices, key=keys, person=people)
    def say(self, office, key, person):
        self.world.offices[office].records[key] = PEOPLE[person]
        self.settled = False

    @rule(office=offices, key=keys)
    def leave(self, office, key):
        self.world.offices[office].records.pop(key, None)
        self.settled = False

    @rule(office=offices, fails=st.booleans())
    def fail(self, office, fails):
        self.world.offices[office].failing = fails
        self.settled = False

    @rule(office=offices, trust=st.integers(0, 3))
    def trust(self, office, trust):
        self.world.set(office, trust=trust)
        self.settled = False

    @rule()
    def run(self):
        sync(self.world.service)
        for name, office in self.world.offices.items():
            if not office.failing:
                self.good[name] = dict(office.records)
        self.settled = True

    @precondition(lambda self: self.settled and not self.erased)
    @rule(
        first=st.tuples(offices, keys),
        second=st.tuples(offices, keys),
        verdict=st.sampled_from([Verdict.SAME, Verdict.DIFFERENT]),
    )
    def decide(self, first, second, verdict):
        if first == second or any(key not in self.good[office] for office, key in (first, second)):
            return
        pair = tuple(f"{office}:{key}" for office, key in (first, second))
        amend(self.world.service, partial(deciding.decide, pair=pair, verdict=verdict, author="me", reason="r"))
        self.decided[frozenset((first, second))] = (pair, verdict)

    @precondition(lambda self: self.settled and self.decided)
    @rule(data=st.data())
    def undo(self, data):
        which = data.draw(st.sampled_from(sorted(self.decided, key=repr)))
        pair, _ = self.decided.pop(which)
        with suppress(NotFound, Refused):  # the records went, and the decision with them
            amend(self.world.service, partial(deciding.undo, pair=pair, author="me", reason="r"))

    @precondition(lambda self: self.settled and not self.decided and self.world.contacts())
    @rule(data=st.data())
    def erase(self, data):
        chosen = data.draw(st.sampled_from([contact.id for contact in self.world.contacts()]))
        members = next(contact.members for contact in self.world.contacts() if contact.id == chosen)
        erase(self.world.service, partial(erasing.erase_contact, asked=chosen, author="me", reason="request"))
        self.erased = True
        assert not {contact.members for contact in self.world.contacts()} & {members}

    @invariant()
    def every_record_has_one_id_and_every_id_a_record(self):
        contacts = self.world.contacts()
        refs = [ref for contact in contacts for ref in contact.members]
        assert len(refs) == len(set(refs))
        assert all(contact.members for contact in contacts)
        with self.world.store.read() as unit:
            assert {contact.id for contact in contacts} == {one.id for one in unit.identities.memberships()}

    @precondition(lambda self: self.settled)
    @invariant()
    def exports_hold_what_the_directory_holds(self):
        text = self.world.file("internal").decode("utf-8")
        assert sorted(line.split(",")[0] for line in text.splitlines()[1:]) == sorted(
            contact.id for contact in self.world.contacts()
        )

    @precondition(lambda self: self.settled and not self.erased and not self.decided)
    @invariant()
    def the_directory_is_what_a_first_run_would_give(self):
        fresh = World(
            Path(tempfile.mkdtemp(dir=self.folder)),
            {name: Office(name, dict(records)) for name, records in self.good.items()},
            allow_empty=True,
        )
        try:
            for name, kept in self.world.settings.items():
                fresh.settings[name] = kept
            sync(fresh.service)
            assert fresh.content() == self.world.content()
        finally:
            fresh.close()

    def teardown(self):
        before = self.world.content(), self.world.file("internal")
        for office in self.world.offices.values():
            office.failing = False
            office.records = dict(self.good[office.name])
        sync(self.world.service)
        assert before == (self.world.content(), self.world.file("internal")) or not self.settled
        self.world.close()
        shutil.rmtree(self.folder)


TestRuns = Runs.TestCase
TestRuns.settings = settings(
    max_examples=12,
    derandomize=bool(os.environ.get("CI")),
    stateful_step_count=18,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
