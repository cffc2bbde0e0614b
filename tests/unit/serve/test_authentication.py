"""Who may sign in: accounts and the app passwords of devices."""

from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher

from syncsvc.errors import StoreError
from syncsvc.model.audience import Audience
from syncsvc.serve.authentication import Authenticator, SignedIn
from syncsvc.store import Account, AppPassword, Role, open_store

NOW = datetime(2026, 1, 2, tzinfo=UTC)
HASHES = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
ANNA = SignedIn("anna", Audience.PARTNER)


class Store:
    """A store that can go away."""

    def __init__(self, store):
        self.store, self.away = store, False

    @contextmanager
    def read(self):
        if self.away:
            raise StoreError("away")
        with self.store.read() as unit:
            yield unit


@pytest.fixture
def store(tmp_path):
    opened = open_store("sqlite:///directory.sqlite", tmp_path)
    with opened.write() as unit:
        unit.accounts.put(Account("anna", HASHES.hash("eigenes"), Role.VIEWER, Audience.PARTNER, NOW))
        unit.accounts.add_app_password(AppPassword("p1", "anna", "Telefon", HASHES.hash("telefon"), NOW))
        unit.accounts.add_app_password(AppPassword("p2", "anna", "Tablet", HASHES.hash("tablet"), NOW))
    yield Store(opened)
    opened.close()


@pytest.fixture
def clock():
    return SimpleNamespace(now=0.0)


def authenticator(store, clock, **options):
    return Authenticator(store, lambda: clock.now, **options)


def test_for_devices_only_app_passwords_count(store, clock):
    used = []
    gate = authenticator(store, clock, devices_only=True, used=used.append)

    assert [None, ANNA, ANNA, None] == [gate.check("anna", word) for word in (b"eigenes", b"telefon", b"tablet", b"")]
    assert ANNA == authenticator(store, clock).check("anna", b"eigenes")
    assert ["p1", "p2"] == used


def test_what_was_checked_is_remembered_for_an_hour(store, clock):
    gate = authenticator(store, clock)
    assert gate.remembered("anna", b"telefon") is None
    gate.check("anna", b"telefon")

    assert ANNA == gate.remembered("anna", b"telefon")
    assert gate.remembered("anna", b"tablet") is None
    assert gate.remembered("berta", b"telefon") is None
    clock.now = 3601.0
    assert gate.remembered("anna", b"telefon") is None


def change(store, act):
    with store.store.write() as unit:
        act(unit.accounts)


REVOKING = {
    "revoked": lambda accounts: accounts.revoke("p1", NOW),
    "removed": lambda accounts: accounts.remove("anna"),
    "disabled": lambda accounts: accounts.put(Account("anna", "", Role.VIEWER, Audience.PARTNER, NOW, disabled=True)),
}


@pytest.mark.parametrize("how", REVOKING)
def test_what_is_revoked_ends_with_the_next_look_however_well_it_is_remembered(store, clock, how):
    gate = authenticator(store, clock)
    gate.check("anna", b"telefon")
    change(store, REVOKING[how])
    gate.roster.refresh()

    assert gate.remembered("anna", b"telefon") is None
    assert gate.check("anna", b"telefon") is None


def test_a_narrower_circle_counts_at_once(store, clock):
    gate = authenticator(store, clock)
    gate.check("anna", b"telefon")
    change(store, lambda accounts: accounts.put(Account("anna", "", Role.VIEWER, Audience.PUBLIC, NOW)))
    gate.roster.refresh()

    assert Audience.PUBLIC == gate.remembered("anna", b"telefon").audience


def test_while_the_store_is_away_whom_it_knew_last_may_come_in(store, clock):
    gate = authenticator(store, clock)
    gate.roster.refresh()
    store.away = True

    assert ANNA == gate.check("anna", b"telefon")
    with pytest.raises(StoreError):
        authenticator(store, clock).check("anna", b"telefon")


def test_the_roster_looks_again_by_itself(store, clock):
    gate = authenticator(store, clock)
    gate.roster.start()
    try:
        gate.check("anna", b"telefon")
        change(store, REVOKING["revoked"])
        deadline = datetime.now(UTC).timestamp() + 5
        while gate.remembered("anna", b"telefon") and datetime.now(UTC).timestamp() < deadline:
            pass
        assert gate.remembered("anna", b"telefon") is None
    finally:
        gate.roster.stop()
