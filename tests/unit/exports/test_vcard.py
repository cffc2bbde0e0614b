"""The vcard export: which files, what is in them, and that no card goes that is not read back."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from syncsvc.errors import RecordError
from syncsvc.exports import vcard as module
from syncsvc.exports.vcard import VcardExportSettings, unreadable
from syncsvc.formats.vcard import read
from syncsvc.formats.vcard.books import Packet
from syncsvc.formats.vcard.verify import verify
from syncsvc.model.contact import Kind, PersonName, Phone
from syncsvc.model.digest import digest
from syncsvc.model.plan import Change, ChangeKind
from syncsvc.plan import plan
from syncsvc.settings import Surroundings
from tests.builders import a_canonical, a_name

NOW = datetime(2026, 3, 1, tzinfo=UTC)
MIA = a_canonical("00000000-0000-4000-8000-00000000000a", name=a_name("Mia", "Falk"), organisation="Stadt Musterstadt", groups=("Rat", "Asyl"), revised_at=NOW)  # fmt: skip
LEO = a_canonical("00000000-0000-4000-8000-00000000000b", name=a_name("Leo", "Öz"), organisation="Kirche", groups=("Asyl",), revised_at=NOW - timedelta(days=90))  # fmt: skip
DESK = a_canonical("00000000-0000-4000-8000-00000000000c", kind=Kind.FUNCTION, name=PersonName("Zentrale"))


def export(base, **settings):
    told = {"name": "book", "audience": "public", "location": "book.vcf", **settings}
    return VcardExportSettings.model_validate(told).open(Surroundings(base))


def deliver(target, contacts, former=None):
    wanted = sorted(map(target.render, contacts), key=lambda one: (one.order, one.key))
    present = {key: digest(content) for key, content in (former or {}).items()}
    delivery = target.deliver(plan("book", wanted, present, former or {}), lambda: iter(wanted))
    return delivery, {entry.key: entry.content for entry in wanted}


def names(content):
    return [card.first("FN") for card in read(content)[0]]


def files(folder):
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {
        name: content
        for name, content in found.items()
        if ".syncsvc" not in name and not name.endswith((".manifest.json", ".removed.json"))
    }


def test_one_file_for_all_by_family_name(tmp_path):
    deliver(export(tmp_path), [DESK, LEO, MIA])
    assert files(tmp_path).keys() == {"book.vcf"}
    assert names((tmp_path / "book.vcf").read_bytes()) == ["Mia Falk", "Leo Öz", "Zentrale"]


def test_a_folder_with_one_card_per_file_beside_it(tmp_path):
    deliver(export(tmp_path, folder="cards"), [MIA, LEO])
    assert files(tmp_path).keys() == {"book.vcf", f"cards/{MIA.id}.vcf", f"cards/{LEO.id}.vcf"}
    assert names((tmp_path / f"cards/{MIA.id}.vcf").read_bytes()) == ["Mia Falk"]


def test_one_file_for_each_organisation(tmp_path):
    deliver(export(tmp_path, location="books", split="organisation"), [MIA, LEO, DESK])
    assert {name: names(content) for name, content in files(tmp_path).items()} == {
        "books/stadt-musterstadt.vcf": ["Mia Falk"],
        "books/kirche.vcf": ["Leo Öz"],
        "books/ohne.vcf": ["Zentrale"],
    }


def test_one_file_for_each_group_with_all_its_people(tmp_path):
    deliver(export(tmp_path, location="books", split="group"), [MIA, LEO])
    assert {name: names(content) for name, content in files(tmp_path).items()} == {
        "books/rat.vcf": ["Mia Falk"],
        "books/asyl.vcf": ["Mia Falk", "Leo Öz"],
    }


def test_an_organisation_and_a_group_stand_in_their_own_files(tmp_path):
    office = a_canonical(kind=Kind.ORGANISATION, name=PersonName("Kirche"))
    circle = a_canonical(kind=Kind.GROUP, name=PersonName("Asyl"))
    assert Packet.of(export(tmp_path, location="b", split="organisation").render(office).content).shelves == ("Kirche",)
    assert Packet.of(export(tmp_path, location="b", split="group").render(circle).content).shelves == ("Asyl",)


def test_groups_whose_names_look_alike_have_files_of_their_own(tmp_path):
    people = [replace(MIA, groups=("A-B",)), replace(LEO, groups=("a b",))]
    deliver(export(tmp_path, location="books", split="group"), people)
    assert len(files(tmp_path)) == 2


def test_only_what_changed_lately(tmp_path):
    deliver(export(tmp_path, changed="30d"), [MIA, LEO, DESK])
    assert names((tmp_path / "book.changed.vcf").read_bytes()) == ["Mia Falk"]


def test_without_any_known_change_the_file_of_changes_is_empty(tmp_path):
    deliver(export(tmp_path, changed="30d"), [DESK])
    assert (tmp_path / "book.changed.vcf").read_bytes() == b""


def test_outlook_gets_a_zip_with_one_card_per_file(tmp_path):
    deliver(export(tmp_path, location="book.zip", profile="outlook"), [MIA, LEO])
    with zipfile.ZipFile(tmp_path / "book.zip") as archive:
        assert [names(archive.read(name)) for name in archive.namelist()] == [["Mia Falk"], ["Leo Öz"]]
        assert archive.namelist()[1] == "oez-leo-leo-oez-00000000.vcf"
        assert b"VERSION:2.1" in archive.read(archive.namelist()[0])


def test_qr_codes_in_a_folder(tmp_path):
    deliver(export(tmp_path, qr="svg"), [MIA])
    assert b"<svg" in (tmp_path / f"book-qr/{MIA.id}.svg").read_bytes()


def test_nothing_is_written_again_when_nothing_changed(tmp_path):
    target = export(tmp_path, folder="cards", changed="30d", qr="png")
    _, former = deliver(target, [MIA, LEO])
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    delivery, _ = deliver(target, [MIA, LEO], former)
    assert not delivery.written
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before


def test_photos_can_stay_away(tmp_path):
    with_photo = replace(MIA, photo="data:image/jpeg;base64,/9j/4AAQSkZJRg==")
    assert b"PHOTO" in export(tmp_path).render(with_photo).content
    assert b"PHOTO" not in export(tmp_path, photos=False).render(with_photo).content
    assert export(tmp_path).rendering != export(tmp_path, photos=False).rendering


@pytest.mark.parametrize(
    "wrong",
    [
        {"location": "book.zip"},
        {"location": "book.vcf", "profile": "outlook"},
        {"location": "book.vcf", "split": "group"},
        {"folder": "../x"},
        {"folder": ".x"},
        {"folder": "a/b"},
        {"folder": "book.vcf"},
        {"changed": "soon"},
    ],
)
def test_settings_that_do_not_fit_are_refused(tmp_path, wrong):
    with pytest.raises(ValidationError):
        export(tmp_path, **wrong)


def test_a_contact_without_a_name_is_an_error_of_its_own(tmp_path):
    with pytest.raises(RecordError) as caught:
        export(tmp_path).render(replace(MIA, name=PersonName()))
    assert caught.value.code == "card-unfaithful"


# A card that vobject does not read as it was written: planted, for our writer makes none.


def spoilt(content):
    packet = Packet.of(content)
    return replace(packet, card=packet.card.replace(b"TITLE:Rat", b"TITLE:Rat, und mehr")).to_bytes()


def delivered_with_a_spoilt_card(folder, former):
    target = export(folder)
    mia = target.render(replace(MIA, role="Rat"))
    wanted = [mia._replace(content=spoilt(mia.content)), target.render(LEO)]
    present = {key: digest(content) for key, content in former.items()}
    return target.deliver(plan("book", wanted, present, former), lambda: iter(wanted))


def test_a_card_that_is_not_read_back_is_an_issue_and_not_delivered(tmp_path):
    delivery = delivered_with_a_spoilt_card(tmp_path, {})
    assert delivery.refused == (MIA.id,)
    assert [(issue.code, issue.key) for issue in delivery.issues] == [("card-unread", MIA.id)]
    assert names((tmp_path / "book.vcf").read_bytes()) == ["Leo Öz"]


def test_its_former_card_stays(tmp_path):
    _, former = deliver(export(tmp_path), [MIA, LEO])
    delivered_with_a_spoilt_card(tmp_path, former)
    assert names((tmp_path / "book.vcf").read_bytes()) == ["Mia Falk", "Leo Öz"]
    assert b"und mehr" not in (tmp_path / "book.vcf").read_bytes()


def changes(target, count, bad=()):
    people = [replace(MIA, id=f"{n:032x}", role="Rat", phones=(Phone(f"+4930231{n}", ""),)) for n in range(count)]
    contents = [target.render(one).content for one in people]
    return [
        Change(ChangeKind.ADD, one.id, spoilt(content) if place in bad else content)
        for place, (one, content) in enumerate(zip(people, contents, strict=True))
    ]


def test_of_a_large_load_a_sample_is_read_back_and_all_when_one_of_it_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "VERIFIED", 10)
    read_back = []
    monkeypatch.setattr(module, "verify", lambda card: read_back.append(card) or verify(card))
    good = changes(export(tmp_path), 30)
    assert unreadable(good) == {}
    assert len(read_back) == 10
    read_back.clear()
    everywhere = changes(export(tmp_path), 30, bad=range(0, 30, 2))
    assert unreadable(everywhere).keys() == {change.key for change in everywhere[::2]}
    assert len(read_back) == 40


@pytest.mark.parametrize("profile", ["phone", "v4"])
def test_a_single_odd_card_of_a_large_load_is_read_back_and_few_others_are(tmp_path, monkeypatch, profile):
    monkeypatch.setattr(module, "VERIFIED", 10)
    odd = changes(export(tmp_path, profile=profile), 300, bad=(217,))
    assert unreadable(odd).keys() == {odd[217].key}
    read_back = []
    monkeypatch.setattr(module, "verify", read_back.append)
    assert unreadable(odd) == {}
    assert len(read_back) < 30


def test_removals_are_not_read_back():
    assert unreadable([Change(ChangeKind.REMOVE, "1", b"", b"former")]) == {}


def test_an_export_can_be_read_as_a_source(tmp_path):
    deliver(export(tmp_path), [MIA, LEO, DESK])
    cards, issues = read((tmp_path / "book.vcf").read_bytes())
    assert issues == ()
    assert [card.first("UID").removeprefix("urn:uuid:") for card in cards] == [MIA.id, LEO.id, DESK.id]


def test_a_zip_is_the_same_whenever_it_is_made(tmp_path):
    target = export(tmp_path, location="book.zip", profile="outlook")
    deliver(target, [MIA])
    first = (tmp_path / "book.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
