"""What tests of the LDAP target share: an export on a real server, driven as a run drives it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from syncsvc.exports.ldap.export import LdapExport, LdapExportSettings
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.digest import digest
from syncsvc.model.plan import Entry, Plan
from syncsvc.plan import plan
from syncsvc.ports import Delivery
from syncsvc.settings import Surroundings
from tests.builders import a_canonical, a_name, a_phone, an_email
from tests.servers.slapd import Slapd

IDENTS = [f"00000000-0000-4000-8000-{number:012d}" for number in range(2000)]


def person(number: int = 1, family: str = "Wiesner", **values: object) -> CanonicalContact:
    name = a_name("Antje", family)
    return a_canonical(
        IDENTS[number],
        **{"name": name, "phones": (a_phone(),), "emails": (an_email(f"p{number}@musterstadt.example"),), **values},
    )


def export_on(server: Slapd, folder: Path, **values: object) -> LdapExport:
    (folder / "secret").write_text(server.password + "\n", encoding="utf-8")
    settings = {
        "name": "mail",
        "audience": "internal",
        "url": server.url,
        "base": f"ou=contacts,{server.suffix}",
        "bind_dn": server.admin,
        "password_file": "secret",
        **values,
    }
    return LdapExportSettings(**settings).open(Surroundings(folder, title="Netzwerk Musterstadt"))


class Keeper:
    """Remembers what a store would: the last receipt, and the contents last delivered."""

    def __init__(self, export: LdapExport) -> None:
        self.export = export
        self.receipt = ""
        self.former: dict[str, bytes] = {}

    def plan(self, contacts: Iterable[CanonicalContact]) -> tuple[Plan, list[Entry]]:
        entries = sorted(filter(None, map(self.export.render, contacts)), key=lambda entry: (entry.order, entry.key))
        present: Mapping[str, str] | None = self.export.survey(self.receipt) if self.receipt else {}
        if present is None:
            present = {key: digest(content) for key, content in self.former.items()}
        return plan("mail", entries, present, self.former), entries

    def run(self, contacts: Iterable[CanonicalContact]) -> Delivery:
        planned, entries = self.plan(contacts)
        delivery = self.export.deliver(planned, lambda: entries)
        self.receipt = delivery.receipt
        self.former = {entry.key: entry.content for entry in entries if entry.key not in delivery.refused}
        return delivery
