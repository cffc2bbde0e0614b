"""Whatever happened before, a run leaves what a first run on the same records would give."""

import os
import shutil
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from syncsvc.exports.filetarget import listing
from syncsvc.model.match import Verdict
from syncsvc.pipeline import amend, approved, erase, sync
from syncsvc.privacy import view
from syncsvc.run import deciding, erasing
from syncsvc.run.asking import NotFound
from syncsvc.run.checking import Refused
from syncsvc.run.correcting import corrections
from syncsvc.store import HoldState, Scope, State
from tests.offices import Office, World
from tests.servers.crashes import crash
from tests.servers.stores import fresh_url


@pytest.fixture(autouse=True, scope="module")
def _blocks_of_an_entry_each():
    """So that files of few entries are made from the last ones, as large ones are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "_BLOCK", 1)
        yield


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
CORRECTIONS = {
    "role": ["Leitung", "Vertretung", ""],
    "units": ["Soziales; Team 3", "Soziales", ""],
    "address": ["Rathausplatz 1, 71638 Musterstadt", ""],
    "phone": ["030 23125-124", ""],
}
corrections_made = st.sampled_from([(field, text) for field, texts in CORRECTIONS.items() for text in texts])
AUTHOR = {"author": "me", "reason": "request"}


class Runs(RuleBasedStateMachine):
    """Offices change, fail, shrink, empty, come back; people decide, correct, erase, approve; settings change; runs crash."""

    engine = "sqlite"

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.world = World(
            self.folder / "world",
            {name: Office(name) for name in OFFICES},
            fresh_url(self.engine, self.folder),
            allow_empty=True,
            grace="0s",
            max_removed="40%",
        )
        self.decided = set()
        self.minted = set()
        self.settled = False

    @initialize()
    def first(self):
        self.run(again=False)

    @rule(office=offices, key=keys, person=people)
    def say(self, office, key, person):
        self.world.offices[office].records[key] = PEOPLE[person]
        self.settled = False

    @rule(office=offices, key=keys)
    def leave(self, office, key):
        self.world.offices[office].records.pop(key, None)
        self.settled = False

    @rule(office=offices)
    def empty(self, office):
        self.world.offices[office].records.clear()
        self.settled = False

    @rule(office=offices, fails=st.booleans())
    def fail(self, office, fails):
        self.world.offices[office].failing = fails
        self.settled = False

    @rule(office=offices, trust=st.integers(0, 3))
    def trust(self, office, trust):
        self.world.set(office, trust=trust)
        self.settled = False

    @rule(office=offices, organisation=st.sampled_from(["", "Landratsamt Musterkreis"]), allow=st.booleans())
    def configure(self, office, organisation, allow):
        self.world.set(office, organisation=organisation, allow_empty=allow)
        self.settled = False

    @rule(office=offices, mapping=st.sampled_from(["", "other"]))
    def read_in_another_way(self, office, mapping):
        self.world.set(office, mapping=mapping)
        self.settled = False

    @rule(again=st.booleans())
    def run(self, again):
        first = sync(self.world.service)
        self.settled = True
        if again:
            before = self.state()
            report = sync(self.world.service)
            assert report.quiet
            assert before == self.state()
            assert self.told(first) == self.told(report)

    @rule(after=st.integers(0, 120))
    def crash(self, after):
        with crash(self.world.store, self.folder, after):
            sync(self.world.service)
        self.world.reopen()
        self.settled = False

    @precondition(lambda self: self.settled)
    @rule(
        first=st.tuples(offices, keys),
        second=st.tuples(offices, keys),
        verdict=st.sampled_from([Verdict.SAME, Verdict.DIFFERENT]),
    )
    def decide(self, first, second, verdict):
        pair = tuple(f"{office}:{key}" for office, key in (first, second))
        with suppress(NotFound, Refused):  # no such record, or twice the same
            amend(self.world.service, partial(deciding.decide, pair=pair, verdict=verdict, **AUTHOR))
            self.decided.add(pair)

    @precondition(lambda self: self.settled and self.decided)
    @rule(data=st.data())
    def undo(self, data):
        pair = data.draw(st.sampled_from(sorted(self.decided)))
        self.decided.discard(pair)
        with suppress(NotFound, Refused):  # the records went, and the decision with them
            amend(self.world.service, partial(deciding.undo, pair=pair, **AUTHOR))

    @precondition(lambda self: self.settled and self.world.contacts())
    @rule(data=st.data(), made=corrections_made)
    def set(self, data, made):
        asked = data.draw(st.sampled_from([contact.id for contact in self.world.contacts()]))
        field, text = made
        amend(self.world.service, partial(deciding.set_value, asked=asked, field=field, value=text, **AUTHOR))

    @precondition(lambda self: self.settled and self.world.contacts())
    @rule(data=st.data(), field=st.sampled_from(sorted(CORRECTIONS)))
    def unset(self, data, field):
        asked = data.draw(st.sampled_from([contact.id for contact in self.world.contacts()]))
        with suppress(Refused):  # nothing was set
            amend(self.world.service, partial(deciding.unset_value, asked=asked, field=field, author="me"))

    @precondition(lambda self: self.settled and self.world.contacts())
    @rule(data=st.data())
    def erase(self, data):
        contact = data.draw(st.sampled_from(self.world.contacts()))
        erase(self.world.service, partial(erasing.erase_contact, asked=contact.id, **AUTHOR))
        assert not {ref for kept in self.world.contacts() for ref in kept.members} & {*contact.members}

    @precondition(lambda self: self.settled and self.holds())
    @rule(data=st.data(), yes=st.booleans())
    def settle(self, data, yes):
        hold = data.draw(st.sampled_from(self.holds()))
        with self.world.store.write() as unit:
            deciding.settle(unit, hold.id, self.world.now(), author="me", approve=yes)
        if yes:
            approved(self.world.service, hold)
            stay = {ref.key for ref in self.records() if ref.source == hold.name}
            assert not stay & {*hold.keys} - {*self.world.offices[hold.name].records}

    @invariant()
    def every_record_has_one_id_and_every_id_a_record(self):
        contacts = self.world.contacts()
        refs = [ref for contact in contacts for ref in contact.members]
        assert len(refs) == len(set(refs))
        assert all(contact.members for contact in contacts)
        with self.world.store.read() as unit:
            assert {contact.id for contact in contacts} == {one.id for one in unit.identities.memberships()}

    @invariant()
    def ids_are_for_ever_and_redirects_lead_to_a_contact(self):
        with self.world.store.read() as unit:
            known = {one.id: one for one in unit.identities.all()}
            here = {*unit.directory.ids()}
            assert here == {id_ for id_, one in known.items() if one.state is State.ACTIVE}
            for one in known.values():
                led = unit.identities.resolve(one.id)
                assert led is None or led in here
                assert one.state is not State.MERGED or one.survivor in known
        assert self.minted <= known.keys()
        self.minted = {*known}

    @invariant()
    def a_source_keeps_what_it_said_and_what_waits(self):
        with self.world.store.read() as unit:
            for name in OFFICES:
                assert unit.sources.get(name).records == unit.records.count(name)
                states = {hold.state for hold in unit.holds.all(scope=Scope.SOURCE, name=name)}
                assert not unit.records.vanished(name) or states, "vanished records wait for somebody"

    @precondition(lambda self: self.settled)
    @invariant()
    def targets_hold_what_the_directory_holds(self):
        for target in self.world.service.targets:
            seen = [view(contact, target.export.audience) for contact in self.world.contacts()]
            entries = [target.export.render(contact) for contact in seen if contact is not None]
            entries.sort(key=lambda entry: (entry.order, entry.key))
            product = next(iter(target.export.products(lambda entries=entries: iter(entries))))
            assert b"".join(product.content.assembled()) == self.world.file(target.name)

    @precondition(lambda self: self.settled)
    @invariant()
    def the_directory_is_what_a_first_run_would_give(self):
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        kept = {name: {} for name in OFFICES}
        for ref, fields in self.records().items():
            kept[ref.source][ref.key] = fields
        known = {name: Office(name, records) for name, records in kept.items()}
        fresh = World(folder, known, fresh_url("sqlite", folder))
        try:
            fresh.settings |= {
                name: settings.model_copy(update={"allow_empty": True, "min_records": 0})
                for name, settings in self.world.settings.items()
            }
            sync(fresh.service)
            self.say_again(fresh)
            assert fresh.content() == self.world.content()
        finally:
            fresh.close()
            shutil.rmtree(folder)

    def say_again(self, fresh):
        """What people said stands apart from what sources say: a first run has to be told of it, too."""
        with self.world.store.read() as unit:
            decisions = unit.decisions.in_force(self.records())
            members = {id_: unit.identities.members([id_])[id_] for id_ in unit.directory.ids()}
        with self.world.store.write() as unit:  # a correction may find a new home
            values = corrections(unit, self.world.time)

        def decide(unit, run):
            for decision in decisions:
                unit.decisions.add(decision)
            return ()

        amend(fresh.service, decide)
        for id_, said in values.items():
            for one in said if id_ in members else ():
                with fresh.store.read() as unit:
                    home = unit.identities.of([members[id_][0]])[members[id_][0]]
                put = partial(deciding.set_value, asked=home, field=one.field, value=one.value, **AUTHOR)
                amend(fresh.service, put)

    def records(self):
        """What the store keeps as the sources' words: present, and vanished but waiting."""
        with self.world.store.read() as unit:
            return {
                record.ref: {field.name: field.value for field in record.fields} for record in unit.records.iterate()
            }

    def holds(self):
        with self.world.store.read() as unit:
            return unit.holds.all(scope=Scope.SOURCE, state=HoldState.OPEN)

    def state(self):
        return self.world.contacts(), [self.world.file(target.name) for target in self.world.service.targets]

    def told(self, report):
        return [(one.name, one.records, one.issues, one.held) for one in report.sources]

    def teardown(self):
        if self.settled:
            before = self.state()
            sync(self.world.service)
            assert before == self.state()
        self.world.close()
        shutil.rmtree(self.folder)


class RunsOnPostgres(Runs):
    engine = "postgres"


def _settings(examples, steps):
    return settings(
        max_examples=examples,
        derandomize=bool(os.environ.get("CI")),
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


TestRuns = Runs.TestCase
TestRuns.settings = _settings(int(os.environ.get("RUNS_EXAMPLES", "12")), 18)
TestRunsOnPostgres = pytest.mark.postgres(RunsOnPostgres.TestCase)
TestRunsOnPostgres.settings = _settings(3, 14)
