"""The keys of the suppression list."""

import errno
import os
import stat
import threading

import pytest

from syncsvc.errors import StoreError
from syncsvc.store.secret import KeyRing, adopt, file_keys, key_name, key_ring


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "suppression.key"


def test_a_key_is_made_once_and_for_its_owner_alone(file):
    ring = key_ring(file)
    assert len(ring.keys[0]) == 64
    assert key_ring(file) == ring
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_of_many_that_make_the_key_one_wins(file):
    rings = []
    threads = [threading.Thread(target=lambda: rings.append(key_ring(file))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rings) == 8
    assert len({ring.keys for ring in rings}) == 1
    assert [file] == list(file.parent.iterdir())


def test_a_key_file_is_never_seen_without_its_key(file, monkeypatch):
    """Who reads it while another makes it would know of nobody who was erased."""
    write, seen = os.fdopen, []

    def looked_at_first(*given, **named):
        seen.append(file.exists())
        return write(*given, **named)

    monkeypatch.setattr(os, "fdopen", looked_at_first)
    key_ring(file)
    assert [False] == seen


def test_a_file_system_without_hard_links_has_a_key_too(file, monkeypatch):
    def refused(*_):
        raise PermissionError(errno.EPERM, "not here")

    monkeypatch.setattr(os, "link", refused)
    assert key_ring(file) == key_ring(file)
    assert [file] == list(file.parent.iterdir())


def test_a_key_file_without_a_key_is_an_error_and_not_a_list_of_nobody(file):
    file.parent.mkdir()
    file.write_text("\n")
    with pytest.raises(StoreError, match="holds no key"):
        key_ring(file)
    assert key_ring(file, "configured").keys == ("configured",)


def test_a_configured_key_comes_first_and_makes_no_file(file):
    assert key_ring(file, "configured").keys == ("configured",)
    assert not file.exists()


def test_adopted_keys_come_last_and_once(file):
    own = key_ring(file).keys[0]
    adopt(file, ["second", own, "second"])
    adopt(file, ["second"])
    assert file_keys(file) == (own, "second")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key_ring(file, "configured").keys == ("configured", own, "second")


def test_hashes_differ_by_key_and_term_and_tell_neither():
    ring = KeyRing(("one", "two"))
    ((name, sealed),) = ring.seal(["mail a.wiesner@musterstadt.example"])
    assert name == key_name("one") == ring.names[0]
    assert sealed in ring.every("mail a.wiesner@musterstadt.example")
    assert len(set(ring.every("x")) | set(ring.every("y"))) == 4
    assert "one" not in name


def test_a_key_file_that_cannot_be_read_is_an_error(file):
    file.mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be read"):
        key_ring(file)
