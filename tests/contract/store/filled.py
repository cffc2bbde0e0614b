"""A store with one person in every table of it, and somebody else beside."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from syncsvc.model.issue import Issue
from syncsvc.model.match import Cluster, Decision, Match, Verdict
from syncsvc.model.plan import Entry
from syncsvc.model.record import RecordRef
from syncsvc.store import (
    Erasure,
    Event,
    Hold,
    Run,
    Scope,
    SetValue,
    Suppression,
    TargetState,
    seal,
)
from tests.builders import a_canonical, a_contact, a_name, a_phone, a_record, an_email

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
TELLTALES = ("Zacharias", "Quellwasser", "quellwasser", "zacharias", "9000977", "90009-77", "zq-77")
MAIL = "z.quellwasser@musterstadt.example"
PERSON = {
    "name": a_name("Zacharias", "Quellwasser"),
    "phones": (a_phone("+4969900977"), replace(a_phone("+49699000977"), display="069 90009-77")),
    "emails": (an_email(MAIL),),
}
HERS = (RecordRef("amt", "zq-77"), RecordRef("stadt", "zq-77"))
OTHER = RecordRef("stadt", "2")


def fill(store):
    with store.write() as unit:
        unit.records.put(
            [seal(a_record("zq-77", source, name="Zacharias Quellwasser", email=MAIL)) for source in ("amt", "stadt")],
            NOW,
        )
        unit.records.put([seal(a_record("2", name="Antje Wiesner"))], NOW)
        unit.contacts.put(
            [a_contact("zq-77", source, **PERSON) for source in ("amt", "stadt")] + [a_contact("2")], "v1"
        )
        unit.linkage.keep(
            (),
            [Match(*HERS, 9.0, Verdict.SAME), Match(OTHER, HERS[1], 1.0, Verdict.UNSURE)],
            (),
            [Cluster(HERS), Cluster((OTHER,))],
        )
        unit.identities.mint(["old", "hers", "other"], NOW)
        unit.identities.assign({HERS[0]: "hers", HERS[1]: "old", OTHER: "other"}, NOW)
        unit.identities.assign({HERS[1]: "hers"}, NOW)
        unit.identities.merge({"old": "hers"}, NOW)
        unit.directory.put([a_canonical("hers", members=HERS, **PERSON), a_canonical("other")], NOW)
        unit.events.add([Event("create", "hers", NOW), Event("create", "other", NOW)])
        unit.decisions.add(Decision(*HERS, Verdict.SAME, "d.berg", NOW, "Zacharias told me"))
        unit.corrections.add(
            SetValue("hers", "role", "Quellwasser-Beauftragter", "d.berg", "Zacharias says", NOW, anchors=HERS)
        )
        unit.holds.open(Hold("h1", Scope.SOURCE, "stadt", ("zq-77", "2"), NOW, LATER))
        unit.holds.open(Hold("h2", Scope.TARGET, "website", ("hers", "other"), NOW, LATER))
        own = Issue("normalise", "phone-invalid", "odd", "stadt", "zq-77", value="90009-77")
        unit.issues.replace("normalise", "stadt", ["zq-77"], [own], run="r1", now=NOW)
        elsewhere = Issue("match", "successor", "took over", "stadt", "2", value=f"{MAIL} was Zacharias Quellwasser")
        unit.issues.replace("match", "stadt", ["2"], [elsewhere], run="r1", now=NOW)
        unit.targets.keep(TargetState("website", "hash"))
        unit.targets.put(
            "website",
            [Entry("hers", f"FN:Zacharias Quellwasser {MAIL}".encode(), "quellwasser"), Entry("other", b"FN:Antje")],
        )
        unit.runs.keep(Run("r1", NOW, NOW))


def erasure():
    return Erasure(
        ("hers",), "d.berg", LATER, suppression=Suppression("s1", "request", LATER, "d.berg"), terms=(f"mail {MAIL}",)
    )
