"""``python -m benchmarks.ldap_target [entries]``: the LDAP target and its rivals in one run.

Servers of one slapd, set up alike, flush every commit; whoever loads gets an empty one. The plain loop takes minutes, so it
goes in thirds, and between them the others load all three times: whatever else the machine does, it does to all.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import ldap3

from benchmarks.ldap_target.people import people
from syncsvc.exports.ldap.export import LdapExport, LdapExportSettings
from syncsvc.formats.ldap import ldif
from syncsvc.formats.ldap.entry import LdapEntry, base_entries, entry
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.digest import digest
from syncsvc.plan import plan
from syncsvc.settings import Surroundings
from tests.servers.slapd import AUTOCOMPLETE, Slapd

ROUNDS = 3


def connection(server: Slapd) -> ldap3.Connection:
    found = ldap3.Connection(
        ldap3.Server("127.0.0.1", server.port, get_info=ldap3.NONE), server.admin, server.password, check_names=False
    )
    assert found.bind()
    return found


def folders(server: Slapd, base: str) -> str:
    """An own subtree for each rival."""
    text = b"".join(ldif.document(map(ldif.record, base_entries(base))))
    assert server.client("ldapadd", stdin=text).returncode == 0
    return base


def plain_loop(server: Slapd, contacts: Sequence[CanonicalContact]) -> float:
    """Seconds for these: ldap3 as it comes, one ``add`` after the other."""
    made = [entry(contact, f"ou=plain,{server.suffix}") for contact in contacts]
    with ldap3.Connection(ldap3.Server("127.0.0.1", server.port), server.admin, server.password) as rival:
        begun = perf_counter()
        for one in made:
            assert rival.add(one.dn, attributes=dict(one.attributes)), rival.result
        return perf_counter() - begun


def ldapmodify(server: Slapd, contacts: Sequence[CanonicalContact]) -> float:
    """Seconds for all, in one transaction, from a file that is there already."""
    base = folders(server, f"ou=modify,{server.suffix}")
    path = server.folder / "load.ldif"
    path.write_bytes(b"".join(ldif.document(ldif.record(entry(contact, base)) for contact in contacts)))
    begun = perf_counter()
    command = [
        "ldapmodify",
        "-x",
        "-H",
        server.url,
        "-D",
        server.admin,
        "-w",
        server.password,
        "-a",
        "-E",
        "!txn=commit",
    ]
    subprocess.run([*command, "-f", str(path)], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - begun


def target(server: Slapd, folder: Path, base: str) -> LdapExport:
    (folder / "secret").write_text(server.password, encoding="utf-8")
    settings = LdapExportSettings(
        name="mail", audience="internal", url=server.url, base=base, bind_dn=server.admin, password_file="secret"
    )
    export = settings.open(Surroundings(folder))
    assert isinstance(export, LdapExport)
    return export


def load(export: LdapExport, contacts: Sequence[CanonicalContact]) -> tuple[float, str, dict[str, bytes]]:
    """Seconds for the delivery of a plan that adds all; reading back for the receipt included."""
    entries = [made for contact in contacts if (made := export.render(contact))]
    ready = plan("mail", entries, {}, {})
    begun = perf_counter()
    delivery = export.deliver(ready, lambda: entries)
    seconds = perf_counter() - begun
    assert not delivery.refused
    return seconds, delivery.receipt, {made.key: made.content for made in entries}


def changed(contacts: Sequence[CanonicalContact], turn: int) -> list[CanonicalContact]:
    """100 changed, 20 gone, 20 new, others in every turn."""
    at = 1000 * turn
    kept = [
        replace(one, role=f"Leitung {turn}") if at <= number < at + 100 else one
        for number, one in enumerate(contacts)
        if not at + 200 <= number < at + 220
    ]
    return kept + people(20, seed=100 + turn)


def ours(
    export: LdapExport, receipt: str, former: dict[str, bytes], contacts: Sequence[CanonicalContact]
) -> tuple[float, str]:
    """Survey, plan and delivery as a run does them; only what changed is rendered, as in a run."""
    entries = [made for contact in contacts if (made := export.render(contact))]
    moved = {made.key for made in entries if former.get(made.key) != made.content}
    moved |= former.keys() - {made.key for made in entries}
    begun = perf_counter()
    assert export.survey(receipt) is None
    present = {key: digest(former[key]) for key in moved if key in former}
    ready = plan("mail", [made for made in entries if made.key in moved], present, former)
    assert len(ready.changes) == 140
    delivery = export.deliver(ready, lambda: entries)
    assert not delivery.refused
    return perf_counter() - begun, delivery.receipt


def read_all(server: Slapd, base: str, contacts: Sequence[CanonicalContact]) -> float:
    """The same changes in the subtree that ldapmodify loaded: read everything with ldap3, compare, do what is needed."""
    rival = connection(server)
    wanted = {one.dn: one for one in (entry(contact, base) for contact in contacts)}
    begun = perf_counter()
    found = rival.extend.standard.paged_search(
        f"ou=people,{base}",
        "(objectClass=inetOrgPerson)",
        ldap3.SUBTREE,
        attributes=["*"],
        paged_size=500,
        generator=True,
    )
    present = {one["dn"]: {name: tuple(values) for name, values in one["raw_attributes"].items()} for one in found}
    steps = compare(rival, wanted, present)
    seconds = perf_counter() - begun
    assert steps == 140, steps
    return seconds


def compare(
    rival: ldap3.Connection, wanted: dict[str, LdapEntry], present: dict[str, dict[str, tuple[bytes, ...]]]
) -> int:
    steps = 0
    for dn, one in wanted.items():
        there = present.get(dn)
        if there is None:
            steps += rival.add(dn, attributes=dict(one.attributes))
        elif there != dict(one.attributes):
            names = {name for name, values in one.attributes if there.get(name) != values}
            steps += rival.modify(dn, {name: [(ldap3.MODIFY_REPLACE, list(one.values(name)))] for name in names})
    for dn in present.keys() - wanted.keys():
        steps += rival.delete(dn)
    return steps


def first_load(servers: ExitStack, folder: Path, contacts: Sequence[CanonicalContact]) -> None:
    """The plain loop once, in thirds; we load all in each of its pauses, ldapmodify in the middle of them."""
    slow = started(servers, folder / "plain")
    folders(slow, f"ou=plain,{slow.suffix}")
    loop, mine, tool = [], [], 0.0
    for turn in range(ROUNDS):
        loop.append(plain_loop(slow, contacts[turn::ROUNDS]))
        with ExitStack() as brief:
            server = started(brief, folder / f"mine{turn}")
            mine.append(load(target(server, folder, f"ou=contacts,{server.suffix}"), contacts)[0])
            if turn == ROUNDS // 2:
                tool = ldapmodify(started(brief, folder / "tool"), contacts)
    whole, ours = sum(loop), median(mine)
    print(f"first load of {len(contacts)} entries")
    print(f"  ldap3, one add after the other  {whole:8.2f} s  (thirds: {shown(loop)})")
    print(f"  ldapmodify, one transaction     {tool:8.2f} s")
    print(f"  syncsvc, median of {ROUNDS}            {ours:8.2f} s  ({shown(mine)})")
    print(f"  {whole / ours:.1f} times ldap3, {tool / ours:.1f} times ldapmodify", flush=True)


def changes(servers: ExitStack, folder: Path, contacts: Sequence[CanonicalContact]) -> None:
    """Read all and compare, against what a run does."""
    rivals, mine = (started(servers, folder / name) for name in ("rivals", "mine"))
    export = target(mine, folder, f"ou=contacts,{mine.suffix}")
    ldapmodify(rivals, contacts)
    _, receipt, former = load(export, contacts)
    here, there = [], []
    for turn in range(ROUNDS):
        contacts = changed(contacts, turn)
        took, receipt = ours(export, receipt, former, contacts)
        former = {made.key: made.content for made in map(export.render, contacts) if made}
        here.append(took)
        there.append(read_all(rivals, f"ou=modify,{rivals.suffix}", contacts))
    print(f"140 changes in {len(contacts)} entries, median of {ROUNDS}")
    print(f"  ldap3, read all and compare     {median(there):8.2f} s  ({shown(there)})")
    print(f"  syncsvc                         {median(here):8.2f} s  ({shown(here)})")
    print(f"  {median(there) / median(here):.1f} times as fast")


def shown(times: Sequence[float]) -> str:
    return ", ".join(f"{seconds:.2f}" for seconds in times)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        first_load(servers, Path(folder), people(count))
        changes(servers, Path(folder), people(count))


def started(servers: ExitStack, folder: Path) -> Slapd:
    server = Slapd(folder, durable=True, indexes=AUTOCOMPLETE).start()
    servers.callback(server.stop)
    top = f"dn: {server.suffix}\nobjectClass: domain\ndc: musterstadt\n"
    assert server.client("ldapadd", stdin=top.encode()).returncode == 0
    return server


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
