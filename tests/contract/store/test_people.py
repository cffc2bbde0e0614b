"""What the store promises of what people decide, set, approve and suppress, and of who they are, on every engine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncsvc.model.audience import Audience
from syncsvc.model.match import Decision, Verdict
from syncsvc.store import (
    Account,
    AppPassword,
    AuditLine,
    CorrectionState,
    Hold,
    HoldState,
    Role,
    Run,
    RunPart,
    Scope,
    SetValue,
    Suppression,
    hold_digest,
)
from syncsvc.store.schema import metadata
from tests.builders import ref

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
LAST = NOW + timedelta(days=9)


def decision(left="1", right="2", verdict=Verdict.SAME, at=NOW, **values):
    return Decision(ref(left), ref(right), verdict, "d.berg", at, "seen both", **values)


def test_a_decision_is_pending_until_linking_took_notice(store):
    with store.write() as unit:
        first = unit.decisions.add(decision(left_digest="x", right_digest="y"))
        second = unit.decisions.add(decision("2", "3", Verdict.DIFFERENT))
        assert [entry.number for entry in unit.decisions.pending()] == [first, second]
        unit.decisions.applied([first])
        assert [entry.number for entry in unit.decisions.pending()] == [second]
        assert unit.decisions.undo(first, by="admin", at=LATER, reason="mixed up")
        assert [entry.number for entry in unit.decisions.pending()] == [first, second]


def test_the_last_word_on_a_pair_is_in_force(store):
    with store.write() as unit:
        unit.decisions.add(decision())
        last = unit.decisions.add(decision(verdict=Verdict.DIFFERENT, at=LATER))
        assert unit.decisions.in_force([ref("1")]) == (decision(verdict=Verdict.DIFFERENT, at=LATER),)
        unit.decisions.undo(last, by="admin", at=LATER)
        assert unit.decisions.in_force() == (decision(),)


def test_an_undone_decision_stays_in_the_ledger(store):
    with store.write() as unit:
        number = unit.decisions.add(decision())
        assert unit.decisions.undo(number, by="admin", at=LATER, reason="mixed up")
        assert not unit.decisions.undo(number, by="admin", at=LATER)
        (entry,) = unit.decisions.of([ref("2")])
        assert (entry.undone_by, entry.undone_at, entry.undone_reason) == ("admin", LATER, "mixed up")
        assert not entry.in_force
        assert unit.decisions.in_force() == ()


def test_decisions_are_found_by_record_not_by_key_alone(store):
    with store.write() as unit:
        unit.decisions.add(decision())
        assert unit.decisions.of([ref("1", "amt")]) == ()
        assert len(unit.decisions.of([ref("1"), ref("2")])) == 1


def test_a_decision_names_its_records_in_order(store):
    with store.write() as unit, pytest.raises(ValueError, match="sorts before"):
        unit.decisions.add(decision("2", "1"))


def value(**values):
    return SetValue(
        **{"id": "a", "field": "role", "value": "Leitung", "author": "d.berg", "reason": "told so", "at": NOW, **values}
    )


def test_a_set_value_follows_its_records(store):
    with store.write() as unit:
        number = unit.corrections.add(value(anchors=(ref("2"), ref("1"))))
        kept = value(anchors=(ref("1"), ref("2")), number=number)
        assert unit.corrections.of("a") == (kept,)
        assert unit.corrections.of("b", [ref("2")]) == (kept,)
        assert unit.corrections.of("b", [ref("2", "amt")]) == ()
        unit.corrections.move(number, "b")
        assert unit.corrections.of("b") == (replace(kept, id="b"),)


def test_a_value_set_again_replaces_the_first(store):
    with store.write() as unit:
        unit.corrections.add(value())
        number = unit.corrections.add(value(value="Stellvertretung", author="admin", at=LATER))
        unit.corrections.add(value(field="room", value="12"))
        assert [one.value for one in unit.corrections.of("a")] == ["Stellvertretung", "12"]
        (former,) = unit.corrections.all(CorrectionState.REPLACED)
        assert (former.value, former.closed_by, former.closed_at) == ("Leitung", "admin", LATER)
        assert unit.corrections.unset(number, by="admin", now=LAST)
        assert not unit.corrections.unset(number, by="admin", now=LAST)
        assert [one.value for one in unit.corrections.of("a")] == ["12"]


def test_a_value_ends_when_its_time_is_over(store):
    with store.write() as unit:
        unit.corrections.add(value(until=LATER))
        unit.corrections.add(value(field="room", value="12"))
        assert unit.corrections.expire(NOW) == ()
        assert [one.value for one in unit.corrections.expire(LATER)] == ["Leitung"]
        assert unit.corrections.expire(LATER) == ()
        assert [one.state for one in unit.corrections.all()] == [CorrectionState.EXPIRED, CorrectionState.ACTIVE]


def test_what_the_sources_said_is_remembered(store):
    with store.write() as unit:
        number = unit.corrections.add(value(seen="Sachbearbeitung"))
        unit.corrections.see(number, "Leitung")
        assert unit.corrections.of("a")[0].seen == "Leitung"


def hold(id_="h1", keys=("1", "2"), **values):
    return Hold(
        **{
            "id": id_,
            "scope": Scope.SOURCE,
            "name": "stadt",
            "keys": keys,
            "created": NOW,
            "expires": LAST,
            "reason": "limit",
            **values,
        }
    )


def test_an_approval_is_bound_to_exactly_its_set(store):
    with store.write() as unit:
        unit.holds.open(hold())
        assert not unit.holds.approve("h1", keys_digest=hold_digest(["1"]), by="admin", now=LATER)
        assert unit.holds.approve("h1", keys_digest=hold_digest(["2", "1"]), by="admin", now=LATER)
        assert unit.holds.approved(Scope.SOURCE, "stadt", ["1", "2"], LATER).decided_by == "admin"
        assert unit.holds.approved(Scope.SOURCE, "stadt", ["1", "2", "3"], LATER) is None
        assert unit.holds.approved(Scope.SOURCE, "stadt", ["1"], LATER) is None
        assert unit.holds.approved(Scope.TARGET, "stadt", ["1", "2"], LATER) is None


def test_an_approval_expires_and_works_once(store):
    with store.write() as unit:
        unit.holds.open(hold())
        unit.holds.approve("h1", keys_digest=hold().digest, by="admin", now=LATER)
        assert unit.holds.approved(Scope.SOURCE, "stadt", ["1", "2"], LAST) is None
        unit.holds.done("h1", LATER)
        assert unit.holds.approved(Scope.SOURCE, "stadt", ["1", "2"], LATER) is None
        assert unit.holds.get("h1").state is HoldState.DONE


def test_an_expired_hold_cannot_be_approved(store):
    with store.write() as unit:
        unit.holds.open(hold())
        assert not unit.holds.approve("h1", keys_digest=hold().digest, by="admin", now=LAST)
        assert unit.holds.expire(LAST) == ("h1",)
        assert unit.holds.expire(LAST) == ()


def test_the_same_set_is_held_once_and_another_one_ends_it(store):
    with store.write() as unit:
        assert unit.holds.open(hold()).id == "h1"
        assert unit.holds.open(hold("h2", ("2", "1"), created=LATER)).id == "h1"
        assert unit.holds.open(hold("h3", ("1", "2", "3"), created=LATER)).id == "h3"
        assert unit.holds.open(hold("h4", scope=Scope.TARGET, name="stadt", created=LATER)).id == "h4"
        states = {one.id: one.state for one in unit.holds.all()}
    assert states == {"h1": HoldState.EXPIRED, "h3": HoldState.OPEN, "h4": HoldState.OPEN}


def test_a_refused_hold_is_decided(store):
    with store.write() as unit:
        unit.holds.open(hold())
        assert unit.holds.refuse("h1", by="admin", now=LATER)
        assert not unit.holds.refuse("h1", by="admin", now=LATER)
        assert not unit.holds.approve("h1", keys_digest=hold().digest, by="admin", now=LATER)
        assert not unit.holds.approve("h9", keys_digest="", by="admin", now=LATER)
        assert unit.holds.get("h1") == hold(state=HoldState.REFUSED, decided_by="admin", decided_at=LATER)


TERMS = ("mail a.wiesner@musterstadt.example", "phone +493023125124 wiesner")


def test_suppressed_terms_are_known_again(store):
    suppression = Suppression("s1", "request", NOW, "admin")
    with store.write() as unit:
        unit.suppressions.add(suppression, TERMS)
    with store.read() as unit:
        assert unit.suppressions.hits([TERMS[0], "mail x@y.example"], LATER) == {TERMS[0]: suppression}
        assert unit.suppressions.all() == (suppression,)


def test_the_list_tells_nobody(store):
    with store.write() as unit:
        unit.suppressions.add(Suppression("s1", "request", NOW), TERMS)
    with store.read() as unit:
        rows = unit.database.rows(metadata.tables["suppression_hash"].select())
    assert len(rows) == 2
    assert all(len(row.hash) == 64 for row in rows)
    assert "wiesner" not in repr(rows).lower()


def test_a_lifted_suppression_holds_no_more_and_stays_on_the_list(store):
    with store.write() as unit:
        unit.suppressions.add(Suppression("s1", "request", NOW), TERMS)
        assert unit.suppressions.lift("s1", by="admin", reason="came back", now=LATER)
        assert not unit.suppressions.lift("s1", by="admin", reason="twice", now=LATER)
        assert unit.suppressions.hits(TERMS, LATER) == {}
        assert unit.suppressions.all()[0].lift_reason == "came back"
        assert unit.suppressions.keys() == frozenset()


def test_a_suppression_may_end_by_itself(store):
    with store.write() as unit:
        unit.suppressions.add(Suppression("s1", "request", NOW, until=LATER), TERMS)
        assert unit.suppressions.hits(TERMS, NOW)
        assert unit.suppressions.hits(TERMS, LATER) == {}


def test_runs_are_kept_with_their_parts(store):
    part = RunPart("source", "stadt", "failed", (("records", 3),), "timeout", "no answer")
    with store.write() as unit:
        unit.runs.keep(Run("r1", NOW, cause="schedule"))
        unit.runs.keep(Run("r2", LATER))
        ended = Run("r1", NOW, LATER, "partly", "schedule", (("added", 2),), (part,))
        unit.runs.keep(ended)
        assert unit.runs.get("r1") == ended
        assert [run.id for run in unit.runs.latest()] == ["r2", "r1"]
        assert [run.id for run in unit.runs.unended()] == ["r2"]
        assert unit.runs.get("r9") is None


def test_the_audit_log_notices_what_was_altered(store):
    table = metadata.tables["audit"]
    with store.write() as unit:
        for number in range(3):
            unit.audit.add(AuditLine(NOW, "admin", "approve", f"h{number}"))
        assert unit.audit.broken() is None
        assert [line.subject for line in unit.audit.lines(newest_first=True, limit=2)] == ["h2", "h1"]
        unit.database.execute(table.update().where(table.c.subject == "h1").values(who="nobody"))
        assert unit.audit.broken() == 2


def test_the_audit_log_notices_what_was_taken_out(store):
    table = metadata.tables["audit"]
    with store.write() as unit:
        for number in range(3):
            unit.audit.add(AuditLine(NOW, "admin", "approve", f"h{number}"))
        unit.database.execute(table.delete().where(table.c.subject == "h0"))
        assert unit.audit.broken() is None, "the oldest lines may go"
        unit.database.execute(table.delete().where(table.c.subject == "h1"))
        unit.audit.add(AuditLine(NOW, "admin", "approve", "h3"))
        unit.database.execute(table.delete().where(table.c.subject == "h2"))
        unit.audit.add(AuditLine(NOW, "admin", "approve", "h4"))
        assert unit.audit.broken() is None
        unit.audit.add(AuditLine(NOW, "admin", "approve", "h5"))
        unit.database.execute(table.delete().where(table.c.subject == "h4"))
        assert unit.audit.broken() == 6


def test_accounts_and_the_passwords_of_their_devices(store):
    account = Account("d.berg", "$argon2id$x", Role.EDITOR, Audience.INTERNAL, NOW)
    phone, laptop = (AppPassword(label, "d.berg", label, "$argon2id$y", NOW) for label in ("phone", "laptop"))
    with store.write() as unit:
        unit.accounts.put(account)
        unit.accounts.put(replace(account, role=Role.ADMIN, created=LATER))
        unit.accounts.add_app_password(phone)
        unit.accounts.add_app_password(laptop)
        unit.accounts.app_password_used("phone", LATER)
        unit.accounts.signed_in("d.berg", LATER)
        assert unit.accounts.revoke("laptop", LATER)
        assert not unit.accounts.revoke("laptop", LATER)
        assert unit.accounts.all() == (replace(account, role=Role.ADMIN, signed_in=LATER),)
        assert unit.accounts.app_passwords("d.berg") == (replace(phone, last_used=LATER),)
        assert len(unit.accounts.app_passwords("d.berg", revoked=True)) == 2
        assert unit.accounts.remove("d.berg")
        assert not unit.accounts.remove("d.berg")
        assert unit.accounts.get("d.berg") is None
        assert unit.accounts.app_passwords("d.berg", revoked=True) == ()
