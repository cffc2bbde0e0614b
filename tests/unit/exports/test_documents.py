"""JSON, JSON-LD, HTML and telephone books: well-formed, escaped, and saying what the directory says."""

import json
from dataclasses import replace

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from syncsvc.exports.html import HtmlExportSettings
from syncsvc.exports.json import JsonExportSettings
from syncsvc.exports.jsonld import JsonLdExportSettings
from syncsvc.exports.phonebook import PhonebookExportSettings
from syncsvc.formats.contact_json import contact_json
from syncsvc.model.contact import Address, Email, Kind, PersonName, Phone
from syncsvc.plan import plan
from syncsvc.settings import Surroundings
from tests.builders import a_canonical, a_name

EVIL = "</script><script>alert(1)</script> & \"'\x00\x0b"
NASTY = a_canonical(
    name=a_name("Zoë", "Größl <b>", prefix="Dr."),
    organisation=f"Verein {EVIL}",
    units=("Fachbereich",),
    role=EVIL,
    note="eine\nzweite Zeile",
    hours="Mo-Fr 9-12",
    phones=(
        Phone("+497141910124", "07141 910-124"),
        Phone("+4917604069012", "0176 04069012", "cell"),
        Phone("+497141910125", "07141 910-125", "fax"),
        Phone("+493023125;ext=12", "030 23125 -12", "switchboard"),
    ),
    emails=(Email("o'neil+x&y@verein.example"),),
    addresses=(Address("Allee 1", "01067", "Dresden"),),
    urls=("https://verein.example/?a=1&b=2", "javascript:alert(1)"),
)
OFFICE = a_canonical(
    "00000000-0000-4000-8000-000000000002",
    kind=Kind.FUNCTION,
    name=PersonName("Sekretariat"),
    organisation="Stadt Musterstadt",
    phones=(Phone("+493023125100", "030 23125-100"),),
)
COUNCIL = a_canonical("00000000-0000-4000-8000-000000000003", kind=Kind.ORGANISATION, name=PersonName("Landratsamt"))


def delivered(tmp_path, kind, contacts, **settings):
    told = {"name": "list", "audience": "public", "location": "out", **settings}
    export = kind.model_validate(told).open(Surroundings(tmp_path, title="Netzwerk & Asyl"))
    entries = [one for one in map(export.render, contacts) if one is not None]
    entries.sort(key=lambda one: (one.order, one.key))
    delivery = export.deliver(plan("list", entries, {}, {}), lambda: iter(entries))
    return (tmp_path / "out").read_bytes(), delivery


def test_json_is_an_array_of_contacts_with_its_schema_beside_it(tmp_path):
    content, _ = delivered(tmp_path, JsonExportSettings, [NASTY, OFFICE])
    assert json.loads(content) == [contact_json(NASTY), contact_json(OFFICE)]
    assert content.count(b"\n") == 4
    assert json.loads((tmp_path / "out.schema.json").read_bytes())["type"] == "array"


@pytest.mark.parametrize("kind", [JsonExportSettings, JsonLdExportSettings])
def test_an_empty_directory_is_valid_json(tmp_path, kind):
    content, _ = delivered(tmp_path, kind, [])
    assert json.loads(content) in ([], {"@context": "https://schema.org", "@graph": []})


class TestJsonLd:
    def nodes(self, tmp_path, *contacts):
        content, _ = delivered(tmp_path, JsonLdExportSettings, contacts)
        told = json.loads(content)
        assert told["@context"] == "https://schema.org"
        return told["@graph"]

    def test_a_person_works_for_an_organisation(self, tmp_path):
        (node,) = self.nodes(tmp_path, NASTY)
        assert (node["@type"], node["@id"]) == ("Person", f"urn:uuid:{NASTY.id}")
        assert (node["givenName"], node["honorificPrefix"]) == ("Zoë", "Dr.")
        assert node["worksFor"]["department"] == {"@type": "Organization", "name": "Fachbereich"}
        assert node["telephone"] == ["+497141910124", "+4917604069012", "+493023125 ext. 12"]
        assert node["faxNumber"] == "+497141910125"
        assert node["address"]["postalCode"] == "01067"

    def test_a_function_is_a_contact_point_of_its_organisation(self, tmp_path):
        (node,) = self.nodes(tmp_path, OFFICE)
        assert (node["@type"], node["name"]) == ("Organization", "Stadt Musterstadt")
        assert (node["contactPoint"]["@type"], node["contactPoint"]["name"]) == ("ContactPoint", "Sekretariat")
        (alone,) = self.nodes(tmp_path, replace(OFFICE, organisation=""))
        assert alone["@type"] == "ContactPoint"

    def test_an_organisation_is_one_and_empty_values_are_left_out(self, tmp_path):
        assert self.nodes(tmp_path, COUNCIL) == [
            {"@type": "Organization", "@id": f"urn:uuid:{COUNCIL.id}", "name": "Landratsamt"}
        ]

    def test_no_value_ends_the_script_it_stands_in(self, tmp_path):
        content, _ = delivered(tmp_path, JsonLdExportSettings, [NASTY])
        assert b"<" not in content
        assert json.loads(content)["@graph"][0]["jobTitle"] == EVIL


class TestHtml:
    def test_it_is_a_section_with_an_article_for_each(self, tmp_path):
        content, _ = delivered(tmp_path, HtmlExportSettings, [NASTY, OFFICE])
        tree = LexborHTMLParser(content.decode())
        section = tree.css_first("section")
        assert (section.attributes["aria-label"], section.attributes["lang"]) == ("Netzwerk & Asyl", "de")
        assert [node.text() for node in tree.css("section > article > h3")] == ["Dr. Zoë Größl <b>", "Sekretariat"]
        assert tree.css_first("article").attributes["id"] == f"contact-{NASTY.id}"

    def test_mail_and_telephone_are_plain_links(self, tmp_path):
        content, _ = delivered(tmp_path, HtmlExportSettings, [NASTY])
        links = {node.attributes["href"]: node.text() for node in LexborHTMLParser(content.decode()).css("a")}
        assert links["tel:+497141910124"] == "07141 910-124"
        assert links["mailto:o%27neil%2Bx%26y@verein.example"] == "o'neil+x&y@verein.example"
        assert links["https://verein.example/?a=1&b=2"]

    def test_a_fax_and_a_foreign_scheme_are_no_links(self, tmp_path):
        content, _ = delivered(tmp_path, HtmlExportSettings, [NASTY])
        hrefs = [node.attributes["href"] for node in LexborHTMLParser(content.decode()).css("a")]
        assert not any("910125" in href or "javascript" in href for href in hrefs)
        assert "07141 910-125" in content.decode()

    def test_nothing_in_a_value_becomes_markup(self, tmp_path):
        content, _ = delivered(tmp_path, HtmlExportSettings, [NASTY])
        tree = LexborHTMLParser(content.decode())
        assert tree.css("script") == []
        assert tree.css("b") == []

    def test_every_fact_has_its_label(self, tmp_path):
        content, _ = delivered(tmp_path, HtmlExportSettings, [NASTY], language="en", heading_level=2)
        tree = LexborHTMLParser(content.decode())
        labels = [node.text() for node in tree.css("dt")]
        expected = ["Phone", "Mobile", "Fax", "Switchboard", "E-mail", "Address", "Hours", "Website", "Website", "Note"]
        assert labels == expected
        assert len(tree.css("dd")) == len(labels)
        assert tree.css_first("h2").text() == "Dr. Zoë Größl <b>"

    def test_it_is_well_formed_even_for_xml(self, tmp_path):
        content, _ = delivered(tmp_path, HtmlExportSettings, [NASTY, OFFICE, COUNCIL])
        assert ElementTree.fromstring(content).tag == "section"


TYPES = {
    "fritzbox": {"home", "mobile", "work", "fax_work"},
    "snom": {"business", "fixed", "mobile", "home"},
}


class TestPhonebooks:
    def book(self, tmp_path, maker, *contacts):
        content, _ = delivered(tmp_path, PhonebookExportSettings, contacts, format=maker)
        assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
        return ElementTree.fromstring(content)

    def test_fritzbox(self, tmp_path):
        root = self.book(tmp_path, "fritzbox", NASTY, OFFICE)
        assert (root.tag, root[0].tag, root[0].get("name")) == ("phonebooks", "phonebook", "Netzwerk & Asyl")
        for contact in root[0]:
            assert [part.tag for part in contact] == ["category", "person", "telephony", "services"]
            numbers = contact.findall("telephony/number")
            assert contact.find("telephony").get("nid") == str(len(numbers))
            assert [number.get("id") for number in numbers] == [str(place) for place in range(len(numbers))]
            assert [number.get("prio") for number in numbers].count("1") == 1
            assert {number.get("type") for number in numbers} <= TYPES["fritzbox"]
            assert all(number.text.lstrip("+").isdigit() for number in numbers)
        assert root.find(".//realName").text.startswith("Größl <b>, Dr. Zoë (Verein </script>")

    def test_fritzbox_keeps_at_most_nine_numbers_so_more_become_a_second_contact(self, tmp_path):
        many = replace(OFFICE, phones=tuple(Phone(f"+4930231251{n:02d}", f"{n}") for n in range(20)))
        contacts = self.book(tmp_path, "fritzbox", many).findall(".//contact")
        assert [len(one.findall(".//number")) for one in contacts] == [9, 9, 2]
        assert {one.find("person/realName").text for one in contacts} == {"Sekretariat (Stadt Musterstadt)"}

    def test_yealink(self, tmp_path):
        root = self.book(tmp_path, "yealink", NASTY, OFFICE)
        assert root.tag == "YealinkIPPhoneDirectory"
        assert [part.tag for part in root] == ["Title", "DirectoryEntry", "DirectoryEntry"]
        assert [part.tag for part in root[1]] == ["Name", "Telephone", "Telephone", "Telephone"]
        assert [part.text for part in root[1][1:]] == ["+497141910124", "+4917604069012", "+493023125"]

    def test_snom(self, tmp_path):
        root = self.book(tmp_path, "snom", NASTY, OFFICE)
        assert (root.tag, root.attrib) == ("tbook", {"complete": "true", "e": "2", "version": "2.0"})
        for contact in root:
            parts = ["first_name", "last_name", "title", "organization", "email", "numbers"]
            assert [part.tag for part in contact] == parts
            assert {number.get("type") for number in contact.iter("number")} <= TYPES["snom"]
        assert root[1].find("last_name").text == "Sekretariat"

    @pytest.mark.parametrize("maker", ["fritzbox", "yealink", "snom"])
    def test_who_has_no_number_is_not_in_the_book(self, tmp_path, maker):
        fax = replace(OFFICE, phones=(Phone("+493023125100", "030 23125-100", "pager"),))
        root = self.book(tmp_path, maker, COUNCIL, fax)
        assert list(root.iter("number")) == list(root.iter("Telephone")) == []
        assert list(root.iter("contact")) == list(root.iter("DirectoryEntry")) == []

    def test_a_number_given_twice_stands_once(self, tmp_path):
        twice = replace(OFFICE, phones=(*OFFICE.phones, replace(OFFICE.phones[0], type="switchboard")))
        assert len(list(self.book(tmp_path, "fritzbox", twice).iter("number"))) == 1

    def test_more_contacts_than_the_telephones_keep_are_worth_a_warning(self, tmp_path):
        contacts = [replace(OFFICE, id=str(n)) for n in range(3)]
        _, within = delivered(tmp_path, PhonebookExportSettings, contacts, format="yealink", capacity=3)
        _, beyond = delivered(tmp_path, PhonebookExportSettings, contacts, format="yealink", capacity=2)
        assert within.issues == ()
        assert [issue.code for issue in beyond.issues] == ["phonebook-too-large"]

    @given(text=st.text())
    @pytest.mark.parametrize("maker", ["fritzbox", "yealink", "snom"])
    def test_any_text_gives_well_formed_xml(self, maker, text):
        settings = PhonebookExportSettings(name="x", audience="public", location="x", format=maker)
        export = settings.open(Surroundings(base=None))
        entry = export.render(replace(OFFICE, name=PersonName(text), organisation=text, role=text))
        ElementTree.fromstring(b"<x>" + entry.content + b"</x>")
