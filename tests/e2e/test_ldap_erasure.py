"""An erased person leaves an LDAP server too, when it did not answer at the time, and no undo file brings them back."""

from functools import partial

import pytest

from syncsvc.exports.ldap.export import LdapExportSettings
from syncsvc.pipeline import erase, sync
from syncsvc.run import erasing
from tests.offices import Office, World
from tests.servers.slapd import Slapd

pytestmark = pytest.mark.slapd
ANTJE = {"name": "Antje Wiesner", "organisation": "Stadt Musterstadt", "email": "a.wiesner@musterstadt.example"}
TOM = {"name": "Tom Ewers", "organisation": "Stadt Musterstadt", "phone": "030 23125-126"}


@pytest.fixture
def server(tmp_path):
    server = Slapd(tmp_path / "slapd").start()
    server.client("ldapadd", stdin=f"dn: {server.suffix}\nobjectClass: domain\ndc: musterstadt\n".encode())
    yield server
    server.stop()


@pytest.fixture
def world(server, tmp_path):
    world = World(tmp_path / "world", {"stadt": Office("stadt", {"1": ANTJE, "2": TOM})})
    (world.folder / "secret").write_text(server.password, encoding="utf-8")
    told = {"name": "target", "audience": "public", "url": server.url, "base": f"ou=contacts,{server.suffix}"}
    told |= {"bind_dn": server.admin, "password_file": "secret", "max_removed": 1.0, "undo": "."}
    world.exports.append(LdapExportSettings.model_validate(told))
    sync(world.service)
    yield world
    world.close()


def test_what_a_server_that_was_down_still_owes_goes_with_the_next_run(server, world):
    def shown():
        return server.client("ldapsearch", "-LLL", "-b", f"ou=contacts,{server.suffix}").stdout.decode()

    world.offices["stadt"].records["1"] = {**ANTJE, "role": "Leitung"}
    sync(world.service)
    server.stop()
    (her,) = [contact for contact in world.contacts() if contact.name.display == "Antje Wiesner"]
    report = erase(world.service, partial(erasing.erase_contact, asked=her.id, author="me", reason="request"))
    assert 3 == report.exit_code
    server.start()
    assert "Wiesner" in shown()

    assert 0 == sync(world.service).exit_code

    assert "Wiesner" not in shown()
    assert "Tom Ewers" in shown()
    kept = [path for path in world.folder.rglob("*") if path.is_file() and b"iesner" in path.read_bytes()]
    assert [] == kept
