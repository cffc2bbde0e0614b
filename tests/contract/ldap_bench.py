"""The LDAP target on a private slapd, as the contract suite sees it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syncsvc.exports.ldap.export import LdapExportSettings
from syncsvc.ports import Export
from syncsvc.settings import Surroundings
from tests.servers.slapd import Slapd

_OWN = "cn=mine"


class LdapBench:
    """Entries below one base; what stands beside them belongs to somebody else."""

    def __init__(self, server: Slapd) -> None:
        self.server = server
        self.base = f"ou=contacts,{server.suffix}"
        self.export = self.again()

    def again(self) -> Export:
        (self.server.folder / "secret").write_text(self.server.password, encoding="utf-8")
        told = {"name": "target", "audience": "public", "url": self.server.url, "base": self.base}
        told |= {"bind_dn": self.server.admin, "password_file": "secret"}
        return LdapExportSettings.model_validate(told).open(Surroundings(self.server.folder, title="Netzwerk"))

    def look(self) -> list[str]:
        return self._entries()

    def state(self) -> list[str]:
        return self._entries("*", "entryCSN", "modifyTimestamp", "entryUUID")

    def holds(self, text: str) -> bool:
        return any(text in entry for entry in self.look())

    def spoil(self) -> None:
        victim = next(entry for entry in self.look() if "Wiesner" in entry).split("\n")[0]
        self._change(f"{victim}\nchangetype: modify\nreplace: sn\nsn: Spoilt\n")

    def plant(self) -> None:
        self._change(f"dn: {_OWN},{self.base}\nchangetype: add\nobjectClass: device\ndescription: mine\n")

    def planted(self) -> bool:
        return any(_OWN in entry and "description: mine" in entry for entry in self._search("*"))

    def _entries(self, *attributes: str) -> list[str]:
        return [entry for entry in self._search(*attributes) if _OWN not in entry]

    def _search(self, *attributes: str) -> list[str]:
        found = self.server.client("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", self.base, *attributes)
        entries = re.split(r"\n\n", found.stdout.decode().strip())
        return sorted("\n".join(_sorted(entry)) for entry in entries if entry)

    def _change(self, ldif: str) -> None:
        done = self.server.client("ldapmodify", stdin=ldif.encode())
        assert done.returncode == 0, done.stderr


def _sorted(entry: str) -> list[str]:
    """The name, then the values in an order of their own: servers give them as they were written last."""
    name, *values = entry.split("\n")
    return [name, *sorted(values)]


@contextmanager
def ldap_bench(folder: Path) -> Iterator[LdapBench]:
    """A server with nothing but its suffix."""
    server = Slapd(folder / "slapd").start()
    try:
        suffix = (
            f"dn: {server.suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: musterstadt\no: Musterstadt\n"
        )
        done = server.client("ldapadd", stdin=suffix.encode())
        assert done.returncode == 0, done.stderr
        yield LdapBench(server)
    finally:
        server.stop()
