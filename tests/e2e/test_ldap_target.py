"""The LDAP target on a real slapd: what it does, what it leaves alone, and what it survives."""

import random
import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from syncsvc.errors import ConfigError, TargetError
from syncsvc.formats.ldap import ldif
from syncsvc.formats.vcard.photos import encode_data_uri
from syncsvc.model.canonical import Link
from syncsvc.model.contact import Kind
from syncsvc.model.plan import Change, ChangeKind, Plan
from tests.builders import a_canonical, a_name, a_phone, an_email
from tests.servers.slapd import Slapd
from tests.unit.exports.ldap_target import IDENTS, Keeper, export_on, person

pytestmark = pytest.mark.slapd
UNIQUE_MAIL = {
    "overlays": "moduleload syncprov\nmoduleload unique",
    "database": "overlay syncprov\noverlay unique\nunique_uri ldap:///?mail?sub?",
}


def dn(number: int, folder: str = "people") -> str:
    return f"uid={IDENTS[number]},ou={folder},ou=contacts,dc=musterstadt,dc=example"


def started(folder, **values) -> Slapd:
    server = Slapd(folder / "slapd", **values).start()
    top = f"dn: {server.suffix}\nobjectClass: domain\ndc: musterstadt\n"
    assert server.client("ldapadd", stdin=top.encode()).returncode == 0
    return server


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    server = started(tmp_path_factory.mktemp("shared"))
    yield server
    server.stop()


@pytest.fixture
def server(shared):
    yield shared
    below = f"ou=contacts,{shared.suffix}"
    shared.client("ldapdelete", "-r", below)


@pytest.fixture
def keeper(server, tmp_path):
    return Keeper(export_on(server, tmp_path))


def change(server: Slapd, text: str) -> None:
    done = server.client("ldapmodify", stdin=text.encode())
    assert done.returncode == 0, done.stderr


def read(server: Slapd, name: str, *attributes: str) -> str:
    return server.client(
        "ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-s", "base", "-b", name, *attributes
    ).stdout.decode()


def everything(server: Slapd) -> str:
    """All entries with their values, in a fixed order; nothing the server adds itself."""
    found = server.client("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", server.suffix).stdout.decode()
    return "\n\n".join(sorted("\n".join(sorted(entry.splitlines())) for entry in found.strip().split("\n\n")))


def test_the_first_delivery_makes_the_folders_and_the_entries(server, keeper):
    delivery = keeper.run([person(1), person(2)])

    assert (delivery.written, delivery.refused, delivery.issues) == (True, (), ())
    assert "mail: p1@musterstadt.example" in read(server, dn(1))
    assert "ou: groups" in read(server, f"ou=groups,ou=contacts,{server.suffix}")


def test_what_is_right_is_not_written_again(server, keeper):
    keeper.run([person(1)])
    stamp = read(server, dn(1), "entryCSN")

    delivery = keeper.run([person(1)])
    forgotten = Keeper(keeper.export).run([person(1)])

    assert (delivery.written, forgotten.written) == (False, False)
    assert read(server, dn(1), "entryCSN") == stamp


def test_only_what_changed_is_modified(tmp_path):
    log = tmp_path / "audit.ldif"
    server = started(
        tmp_path,
        overlays="moduleload syncprov\nmoduleload auditlog",
        database=f"overlay syncprov\noverlay auditlog\nauditlog {log}",
    )
    keeper = Keeper(export_on(server, tmp_path))
    keeper.run([person(1, role="Leitung"), person(2)])
    log.write_text("")

    keeper.run(
        [
            person(1, role="", emails=(an_email("p1@musterstadt.example"), an_email("zweite@musterstadt.example"))),
            person(2),
        ]
    )
    server.stop()

    changed = [line for line in log.read_text().splitlines() if re.match(r"(dn|add|delete|replace|mail|title)\b", line)]
    ours = changed[: next(at for at, line in enumerate(changed) if "entryCSN" in line)]
    assert ours == [f"dn: {dn(1)}", "add: mail", "mail: zweite@musterstadt.example", "replace: title"]


def test_a_first_value_stays_the_first(server, keeper):
    first, second = an_email("erste@musterstadt.example"), an_email("zweite@musterstadt.example")
    keeper.run([person(1, emails=(first,))])

    keeper.run([person(1, emails=(second, first))])

    assert re.findall("mail: (.*)@", read(server, dn(1))) == ["zweite", "erste"]


def test_a_fax_number_changes_although_no_server_can_find_it(server, keeper):
    keeper.run([person(1, phones=(a_phone("+493023125001", "fax"), a_phone("+493023125002", "fax")))])

    delivery = keeper.run([person(1, phones=(a_phone("+493023125002", "fax"),))])

    assert delivery.refused == ()
    assert re.findall("facsimileTelephoneNumber: (.*)", read(server, dn(1))) == ["+493023125002"]


def test_a_number_written_differently_is_the_servers_to_keep(server, tmp_path):
    keeper = Keeper(export_on(server, tmp_path, readable_numbers=True))
    phone = replace(a_phone(), display="030 23125-124")
    keeper.run([person(1, phones=(phone,))])

    delivery = keeper.run([person(1, phones=(replace(phone, display="030 23125124"),))])

    assert delivery.refused == ()
    assert "telephoneNumber: +49 30 23125124" in read(server, dn(1))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_any_picture_goes_in_as_a_jpeg_that_clients_load(server, keeper, form):
    file = BytesIO()
    Image.frombytes("RGB", (600, 600), random.Random(7).randbytes(600 * 600 * 3)).save(file, form, quality=100)
    assert len(file.getvalue()) > 224 * 1024

    delivery = keeper.run([person(1, photo=encode_data_uri(file.getvalue(), f"image/{form.lower()}"))])

    stored = b64decode(re.findall("jpegPhoto:: (.*)", read(server, dn(1), "jpegPhoto"))[0])
    assert delivery.issues == ()
    assert stored.startswith(b"\xff\xd8\xff")
    assert len(stored) <= 224 * 1024


def test_what_vanished_goes_and_what_is_not_ours_stays(server, keeper):
    keeper.run([person(1), person(2)])
    stranger = f"uid=gast,ou=people,ou=contacts,{server.suffix}"
    change(server, f"dn: {stranger}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: Gast\nsn: Gast\n")

    delivery = keeper.run([person(1)])

    assert delivery.refused == ()
    assert read(server, dn(2)) == ""
    assert "Gast" in read(server, stranger)


def test_an_entry_of_somebody_else_in_our_place_is_an_issue_and_stays(server, keeper):
    keeper.run([person(1)])
    change(server, f"dn: {dn(2)}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: Fremd\nsn: Fremd\n")

    delivery = keeper.run([person(1), person(2), person(3)])

    assert delivery.refused == (IDENTS[2],)
    assert [(issue.code, issue.key) for issue in delivery.issues] == [("ldap-foreign", IDENTS[2])]
    assert "cn: Fremd" in read(server, dn(2))
    assert "cn: Antje" in read(server, dn(3))


def test_entries_loaded_from_a_file_are_adopted_when_asked(server, tmp_path):
    export = export_on(server, tmp_path, adopt=True)
    Keeper(export).run([])
    change(server, f"dn: {dn(2)}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: Fremd\nsn: Fremd\n")

    delivery = Keeper(export).run([person(2)])

    assert delivery.refused == ()
    assert "cn: Antje Wiesner" in read(server, dn(2))
    assert "seeAlso: cn=syncsvc" in read(server, dn(2))


def test_what_others_changed_is_put_right(server, keeper):
    wanted = [person(1), person(2), person(3)]
    keeper.run(wanted)
    before = everything(server)
    change(
        server,
        f"dn: {dn(1)}\nchangetype: modify\nreplace: mail\nmail: falsch@musterstadt.example\n-\nadd: pager\npager: 1\n",
    )
    change(server, f"dn: {dn(2)}\nchangetype: delete\n")

    delivery = keeper.run(wanted)

    assert delivery.written
    assert everything(server) == before
    assert not keeper.run(wanted).written


def test_what_others_changed_between_survey_and_delivery_shows_next_time(server, keeper):
    wanted = [person(1), person(2)]
    keeper.run(wanted)
    planned, entries = keeper.plan([*wanted, person(3)])
    change(server, f"dn: {dn(1)}\nchangetype: modify\nreplace: mail\nmail: falsch@musterstadt.example\n")
    keeper.receipt = keeper.export.deliver(planned, lambda: entries).receipt
    keeper.former = {entry.key: entry.content for entry in entries}

    keeper.run([*wanted, person(3)])

    assert "mail: p1@musterstadt.example" in read(server, dn(1))


def test_what_others_add_beyond_our_attributes_is_theirs(server, keeper):
    keeper.run([person(1)])
    mine = "add: objectClass\nobjectClass: posixAccount\n"
    extra = (
        mine.replace("posixAccount", "pkiUser")
        + "-\nadd: userPassword\nuserPassword: x\n-\nadd: seeAlso\nseeAlso: cn=other\n"
    )
    change(server, f"dn: {dn(1)}\nchangetype: modify\n{extra}")

    delivery = keeper.run([person(1)])
    keeper.run([person(1, role="Leitung")])

    assert not delivery.written
    after = read(server, dn(1))
    assert all(text in after for text in ("pkiUser", "userPassword", "seeAlso: cn=other", "title: Leitung"))


def test_kept_attributes_are_theirs_once_they_changed_them(server, tmp_path):
    keeper = Keeper(export_on(server, tmp_path, repair={"description": "keep", "title": "keep"}))
    keeper.run([person(1, note="unser Text", role="Leitung")])
    change(
        server,
        f"dn: {dn(1)}\nchangetype: modify\nreplace: description\ndescription: ihr Text\n-\nreplace: mail\nmail: x@y.example\n",
    )

    keeper.run([person(1, note="unser neuer Text", role="Koordination")])
    again = keeper.run([person(1, note="unser neuer Text", role="Koordination")])

    after = read(server, dn(1))
    assert "description: ihr Text" in after
    assert "title: Koordination" in after
    assert "mail: p1@musterstadt.example" in after
    assert not again.written


def test_one_refused_entry_is_an_issue_and_the_rest_goes_in(tmp_path):
    server = started(tmp_path, **UNIQUE_MAIL)
    keeper = Keeper(export_on(server, tmp_path))
    people = [person(number) for number in range(1, 300)]
    double = [replace(people[7], id=IDENTS[1001]), replace(people[200], id=IDENTS[1002])]

    delivery = keeper.run([*people, *double])
    held = server.client("ldapsearch", "-LLL", "-b", server.suffix, "(mail=*)", "1.1").stdout.count(b"dn: ")
    repaired = keeper.run([*people, replace(double[0], emails=()), replace(double[1], emails=())])
    server.stop()

    assert len(delivery.refused) == 2
    assert held == 299
    assert {issue.code for issue in delivery.issues} == {"ldap-refused"}
    assert "musterstadt" not in " ".join(issue.message + issue.hint for issue in delivery.issues)
    assert repaired.refused == ()


def test_two_connections_take_turns_and_lose_nothing(tmp_path, monkeypatch):
    for place in ("batches", "export"):
        monkeypatch.setattr(f"syncsvc.exports.ldap.{place}.SIZE", 20)
    server = started(tmp_path, **UNIQUE_MAIL)
    keeper = Keeper(export_on(server, tmp_path))
    people = [person(number) for number in range(1, 200)]
    double = [replace(people[at], id=IDENTS[1000 + at]) for at in (3, 44, 45, 150)]

    delivery = keeper.run([*people, *double])
    again = keeper.run([*people, *(replace(one, emails=()) for one in double)])
    held = keeper.export.survey('{"context": "", "state": ""}')
    last = keeper.run(people[:50])
    server.stop()

    assert len(delivery.refused) == 4
    assert (again.refused, last.refused) == ((), ())
    assert held is not None
    assert len(held) == 203


def test_a_database_stays_whole_through_batches_that_are_rolled_back(tmp_path):
    server = started(tmp_path, **UNIQUE_MAIL)
    keeper = Keeper(export_on(server, tmp_path))
    double = replace(person(2, role="Leitung", note="da", room="7"), id=IDENTS[1001])
    keeper.run([*(person(number, role="Leitung", room="7", note="da") for number in range(1, 40)), double])
    changed = [person(number, role="Kasse", room="8", note="fort") for number in range(1, 40)]
    keeper.run([*changed, replace(double, role="Kasse")])
    held = keeper.export.survey('{"context": "", "state": ""}')
    found = server.client("ldapsearch", "-LLL", "-b", server.suffix, "(title=*asse*)", "1.1").stdout.count(b"dn: ")
    server.stop()
    dumped = server.tool("slapcat")

    assert held is not None
    assert len(held) == 39
    assert found == 39
    assert (dumped.returncode, dumped.stdout.count(b"title: Kasse")) == (0, 39)


def test_without_transactions_every_change_stands_alone(tmp_path):
    server = started(tmp_path, **UNIQUE_MAIL)
    keeper = Keeper(export_on(server, tmp_path, transactions=False))
    people = [person(number) for number in range(1, 40)]

    delivery = keeper.run([*people, replace(people[7], id=IDENTS[1001])])
    server.stop()

    assert len(delivery.refused) == 1
    assert "constraintViolation (19)" in delivery.issues[0].message


def test_a_refused_removal_is_tried_again(server, keeper):
    keeper.run([person(1), person(2)])
    change(server, f"dn: cn=darunter,{dn(2)}\nchangetype: add\nobjectClass: applicationProcess\ncn: darunter\n")

    refused = keeper.run([person(1)])
    server.client("ldapdelete", f"cn=darunter,{dn(2)}")
    done = keeper.run([person(1)])

    assert refused.refused == (IDENTS[2],)
    assert done.refused == ()
    assert read(server, dn(2)) == ""


def test_a_person_who_becomes_a_function_moves(server, keeper):
    keeper.run([person(1)])

    delivery = keeper.run([person(1, kind=Kind.FUNCTION)])

    assert delivery.refused == ()
    assert read(server, dn(1)) == ""
    assert "employeeType: function" in read(server, dn(1, "functions"))


def test_a_group_has_its_members_and_is_found_by_mail(server, keeper):
    group = a_canonical(
        IDENTS[9],
        kind=Kind.GROUP,
        name=a_name("", "", display="Arbeitskreis Asyl"),
        emails=(an_email("ak@musterstadt.example"),),
    )
    keeper.run([person(1), person(2), group])
    empty = read(server, dn(9, "groups"))

    keeper.run([person(1), person(2), replace(group, links=(Link("member", IDENTS[1]), Link("member", IDENTS[2])))])
    both = read(server, dn(9, "groups"))
    keeper.run([person(1), replace(group, links=(Link("member", IDENTS[1]),))])
    last = keeper.run([person(1), group])

    assert "member:\n" in empty
    assert "mail: ak@musterstadt.example" in empty
    assert re.findall(r"member: uid=(\S+?),", both) == [IDENTS[1], IDENTS[2]]
    assert last.refused == ()
    assert "member:\n" in read(server, dn(9, "groups"))


@pytest.mark.parametrize(
    "spelling",
    [
        "OU=Contacts, DC=Musterstadt, DC=example",
        "ou=K\\C3\\B6nig\\, Max,dc=musterstadt,dc=example",
        "ou=Büro #1,dc=musterstadt,dc=example",
    ],
)
def test_a_base_may_be_spelt_in_many_ways(server, tmp_path, spelling):
    group = a_canonical(
        IDENTS[9], kind=Kind.GROUP, name=a_name("", "", display="AK"), links=(Link("member", IDENTS[1]),)
    )
    keeper = Keeper(export_on(server, tmp_path, base=spelling))
    keeper.run([person(1), group])

    fresh = Keeper(export_on(server, tmp_path, base=spelling))
    fresh.receipt = '{"context": "", "state": "another"}'
    again = fresh.run([person(1), group])
    removed = keeper.run([])
    server.client("ldapdelete", "-r", spelling)

    assert not again.written
    assert again.refused == ()
    assert removed.refused == ()


def test_an_interrupted_load_leaves_whole_batches_and_is_finished_next_time(tmp_path, monkeypatch):
    monkeypatch.setattr("syncsvc.exports.ldap.batches.SIZE", 10)
    server = started(tmp_path, limits="")
    keeper = Keeper(export_on(server, tmp_path))
    planned, entries = keeper.plan([person(number) for number in range(1, 41)])
    broken = Plan(
        planned.target, (*planned.changes[:25], Change(ChangeKind.ADD, "zz", b"no LDIF"), *planned.changes[25:])
    )

    with pytest.raises(Exception, match="not an LDIF record"):
        keeper.export.deliver(broken, lambda: entries)
    part = server.client("ldapsearch", "-LLL", "-b", server.suffix, "(mail=*)", "1.1").stdout.count(b"dn: ")
    delivery = keeper.run([person(number) for number in range(1, 41)])
    whole = server.client("ldapsearch", "-LLL", "-b", server.suffix, "(mail=*)", "1.1").stdout.count(b"dn: ")
    server.stop()

    assert part % 10 == 0
    assert part < 40
    assert (delivery.refused, whole) == ((), 40)


def test_an_undo_file_takes_a_delivery_back(server, tmp_path):
    (tmp_path / "undo").mkdir()
    keeper = Keeper(export_on(server, tmp_path, undo="undo", undo_keep=2))
    keeper.run([person(1, note="Sprechzeit nach Vereinbarung"), person(2), person(3)])
    before = everything(server)

    keeper.run([person(1, role="Leitung"), person(3), person(4)])
    newest = max((tmp_path / "undo").iterdir())
    assert everything(server) != before
    change(server, newest.read_text())

    assert everything(server) == before
    assert newest.stat().st_mode & 0o777 == 0o600
    keeper.run([person(1)])
    assert len(list((tmp_path / "undo").iterdir())) == 2
    keeper.export.purge()
    assert list((tmp_path / "undo").iterdir()) == []


def test_other_spellings_are_found_and_not_shown(tmp_path):
    hidden = "access to attrs=cn;x-search,sn;x-search,telephoneNumber;x-search by * search\naccess to * by * read"
    server = started(tmp_path, access=hidden)
    keeper = Keeper(export_on(server, tmp_path, search_values=True))
    keeper.run([person(1, "Müller-Groß")])

    def anonymous(condition: str) -> str:
        return server.stranger("ldapsearch", "-LLL", "-b", server.suffix, condition).stdout.decode()

    answers = [
        anonymous(f"({condition})")
        for condition in (
            "sn=mueller-gross",
            "cn=*muller gross*",
            "sn=mueller gross",
            "telephoneNumber=03023125124",
            "telephoneNumber=00493023125124",
        )
    ]
    again = keeper.run([person(1, "Müller-Groß")])
    server.stop()

    assert all(IDENTS[1] in answer for answer in answers[:1] + answers[2:]), answers
    assert not any("x-search" in answer or "ueller" in answer for answer in answers)
    assert not again.written


@pytest.mark.parametrize("own", [False, True])
def test_check_says_whether_the_schema_is_there(tmp_path, own):
    server = started(tmp_path, own_schema=own)
    export = export_on(server, tmp_path, auxiliary="syncsvcContact")

    if own:
        assert "with transactions" in export.check()
    else:
        with pytest.raises(TargetError, match="does not know the class syncsvcContact"):
            export.check()
    server.stop()


@pytest.mark.parametrize("way", [{"starttls": True}, {"tls": True}])
def test_the_servers_certificate_is_verified(shared, tmp_path, way):
    url = shared.tls_url if way.pop("tls", False) else shared.url
    other = Slapd(tmp_path / "other").identity.ca

    trusted = export_on(shared, tmp_path, url=url, ca_file=str(shared.identity.ca), **way)
    stranger = export_on(shared, tmp_path, url=url, ca_file=str(other), **way)
    unknown = export_on(shared, tmp_path, url=url, **way)

    assert "with transactions" in trusted.check()
    for export in (stranger, unknown):
        with pytest.raises(TargetError, match="certificate cannot be verified"):
            export.check()


def test_a_certificate_for_another_name_is_not_believed(tmp_path):
    server = started(tmp_path, certified="directory.musterstadt.example")
    export = export_on(server, tmp_path, url=server.tls_url, ca_file=str(server.identity.ca))

    with pytest.raises(TargetError, match="certificate cannot be verified"):
        export.check()
    server.stop()


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"url": "ldap://directory.musterstadt.example"}, "without encryption"),
        ({"url": "ldaps://directory.musterstadt.example", "starttls": True}, "starttls goes with"),
        ({"url": "https://directory.musterstadt.example"}, "given as ldaps"),
        ({"bind_dn": ""}, "go together"),
        ({"repair": {"shoeSize": "keep"}}, "shoeSize is not an attribute"),
        ({"base": "street=x"}, "a suffix begins with"),
        ({"base": "no name"}, "not a distinguished name"),
    ],
)
def test_settings_that_cannot_work_are_refused(tmp_path, shared, values, word):
    with pytest.raises(ValueError, match=word):
        export_on(shared, tmp_path, **values)


def test_a_wrong_password_is_told_without_the_password(shared, tmp_path):
    export = export_on(shared, tmp_path)
    (tmp_path / "secret").write_text("very-wrong")

    with pytest.raises(TargetError, match="invalidCredentials") as caught:
        export.check()

    assert "very-wrong" not in f"{caught.value} {caught.value.hint}"


def test_a_missing_secret_is_a_fault_of_the_configuration(shared, tmp_path):
    export = export_on(shared, tmp_path)
    (tmp_path / "secret").unlink()

    with pytest.raises(ConfigError, match="password_file"):
        export.check()


def test_no_server_is_told_with_its_address(shared, tmp_path):
    export = export_on(shared, tmp_path, url="ldap://127.0.0.1:1")

    with pytest.raises(TargetError, match=re.escape("ldap://127.0.0.1:1: no answer")):
        export.survey("")


def test_a_sign_in_without_rights_changes_nothing(tmp_path):
    server = started(tmp_path)
    user = f"cn=reader,{server.suffix}"
    change(
        server,
        f"dn: {user}\nchangetype: add\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: just-for-tests\n",
    )
    Keeper(export_on(server, tmp_path)).run([person(number) for number in range(1, 60)])
    before = everything(server)

    with pytest.raises(TargetError, match="refuses every entry, the last with code 50"):
        Keeper(export_on(server, tmp_path, bind_dn=user)).run([person(number, "Anders") for number in range(1, 60)])
    assert everything(server) == before
    server.stop()


def test_a_full_database_is_told_and_repaired_when_there_is_room(tmp_path):
    server = Slapd(tmp_path / "slapd")
    text = server.conf.read_text()
    server.conf.write_text(text.replace("maxsize 2147483648", "maxsize 1500000"))
    server.start()
    server.client("ldapadd", stdin=f"dn: {server.suffix}\nobjectClass: domain\ndc: musterstadt\n".encode())
    people = [person(number) for number in range(1, 1500)]
    keeper = Keeper(export_on(server, tmp_path))

    with pytest.raises(TargetError, match="takes no changes: code 80"):
        keeper.run(people)
    server.stop()
    server.conf.write_text(text)
    server.start()
    delivery = keeper.run(people)
    server.stop()

    assert delivery.refused == ()


def test_any_history_ends_in_what_is_wanted(server, keeper):
    chance = random.Random(3)
    for _ in range(12):
        chosen = chance.sample(range(1, 30), chance.randrange(1, 20))
        wanted = [
            person(
                number, role=chance.choice(("", "Leitung", "Kasse")), kind=chance.choice((Kind.PERSON, Kind.FUNCTION))
            )
            for number in chosen
        ]
        if chance.random() < 0.5:
            server.client("ldapdelete", dn(chance.choice(chosen)))
        if chance.random() < 0.3:
            keeper.receipt = '{"context": "", "state": ""}'
        delivery = keeper.run(wanted)
        assert delivery.refused == ()
        there = keeper.export.survey('{"context": "", "state": ""}')
        assert there is not None
        assert there.keys() == {IDENTS[number] for number in chosen}
        assert keeper.plan(wanted)[0].changes == ()


def test_entries_left_over_from_a_lost_store_are_found_by_the_second_run(server, keeper):
    keeper.run([person(1), person(2)])
    fresh = Keeper(keeper.export)

    fresh.run([person(1)])
    fresh.run([person(1)])

    assert read(server, dn(2)) == ""


def test_the_ldif_of_an_entry_is_its_content(keeper):
    made = keeper.export.render(person(1))

    assert ldif.parse(made.content).dn == dn(1)
