"""Reading only what is new equals reading everything, whatever became of the text in between."""

import csv
import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncsvc.errors import SourceError
from syncsvc.formats import json_passages, passages
from syncsvc.settings import Surroundings
from syncsvc.sources.csv import CsvSettings
from syncsvc.sources.json import JsonSettings
from syncsvc.sources.vcard import VcardSettings

NAMES = ("Antje Wiesner", "Bernd Schaffner", "Clara Hollenbach", "Jörg Çelik", "Ł. Wójcik", "Müller; Söhne")
ROLES = ("", "Koordination", "Leitung\nund Vertretung", 'genannt "Der Große"', "«Sprechstunde»", "x" * 90)


@pytest.fixture(autouse=True, scope="module")
def _short_passages():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passages, "FULL", 96)
        patch.setattr(json_passages, "_WINDOW", 50)
        yield


people = st.tuples(st.integers(1, 10**6), st.sampled_from(NAMES), st.sampled_from(ROLES))


@st.composite
def histories(draw, odd):
    """Texts as they follow each other: people, sometimes one twice, in some histories odd pieces among them."""
    text = draw(st.lists(people, min_size=12, max_size=40, unique_by=lambda person: person[0]))
    for piece in draw(st.lists(st.sampled_from(odd), max_size=draw(st.sampled_from([0, 0, 3])))):
        text.insert(draw(st.integers(0, len(text))), piece)
    texts = [[*text]]
    for _ in range(draw(st.integers(1, 3))):
        for _ in range(draw(st.integers(0, 3))):
            begin = draw(st.integers(0, len(text)))
            away = text[begin : begin + draw(st.integers(0, 3))]
            text[begin : begin + len(away)] = draw(st.lists(people, max_size=2))
            place = draw(st.integers(0, len(text)))
            text[place:place] = draw(
                st.sampled_from([[], away, text[:1], draw(st.lists(st.sampled_from(odd), max_size=1))])
            )
        texts.append([*text])
    return texts


class Follower:
    """Whoever keeps what snapshots say."""

    def __init__(self):
        self.memory, self.notes, self.records = (), b"", {}

    def take(self, source):
        snapshot = source.fetch(self.memory, lambda: self.notes)
        self.memory = snapshot.memory
        if snapshot.unchanged:
            return None
        self.notes = snapshot.notes
        found = {one.ref.key: one for one in snapshot.records}
        assert len(found) == len(snapshot.records)
        assert not found.keys() & set(snapshot.kept)
        assert len(set(snapshot.kept)) == len(snapshot.kept)
        if snapshot.kept:
            assert sorted([*snapshot.kept, *snapshot.doubtful]) == sorted(self.records)
        self.records = {key: self.records[key] for key in snapshot.kept} | found
        return snapshot


def follow(source, file, contents):
    """Read each content with what was noted of the one before; each time it must be as if read for the first time."""
    follower = Follower()
    for content in contents:
        file.write_bytes(content)
        try:
            anew = source.fetch(())
        except SourceError as error:
            with pytest.raises(type(error), match=re.escape(str(error))):
                follower.take(source)
            continue
        snapshot = follower.take(source)
        if snapshot is None:
            continue
        assert said(follower.records.values()) == said(anew.records)
        assert snapshot.issues == anew.issues
        places = {one.ref.key: one.place for one in anew.records}
        assert {one.ref.key: one.place for one in snapshot.records}.items() <= places.items()
        assert not snapshot.marks or {*snapshot.marks} <= {*anew.marks}


def said(records):
    return {one.ref.key: (one.fields, one.modified_at) for one in records}


HEADS = ["ID;Name;Funktion", "Liste\n\nID;Name;Funktion;Farbe", "sep=;\nID;Name;Funktion"]
ODD_ROWS = ['99;"offen;x', "nur ein Text", "", "Summe;3", "ID;Name;Funktion", "7;zu;viele;Zellen;hier", '"', ";;"]
ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16"]


def row(person):
    if isinstance(person, str):
        return person
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="").writerow(person)
    return text.getvalue()


@settings(max_examples=200, deadline=None)
@given(
    history=histories(ODD_ROWS),
    head=st.sampled_from(HEADS),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(ENCODINGS),
    last=st.booleans(),
)
def test_of_tables(history, head, end, encoding, last, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    source = CsvSettings(name="source", kind="csv", location="list.csv").open(Surroundings(base=folder))
    texts = [end.join([*head.split("\n"), *map(row, pieces)]) + end * last for pieces in history]
    follow(source, folder / "list.csv", [text.encode(encoding, "replace") for text in texts])


ODD_ENTRIES = [
    '{"id": 3}',
    "7",
    "null",
    '{"id": {"no": 1}, "name": "x"}',
    '{"id": 4, "name": {}}',
    '{"name": "Ohne Nummer"}',
    "12345.6789e-12",
    '{"id": 6, "name": "%s"}' % ("lang und ü und 😀 " * 30),
]


def entry(person):
    if isinstance(person, str):
        return person
    return json.dumps(dict(zip(("id", "name", "role"), person, strict=True)), ensure_ascii=False)


@settings(max_examples=200, deadline=None)
@given(
    history=histories(ODD_ENTRIES),
    around=st.sampled_from([("[", "]", "@"), ('{"made": %d, "list": {"all": [', ']}, "x": [1]}', "list.all")]),
    between=st.sampled_from([",", ",\n", " ,\r\n\t"]),
    spelt=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "ascii"]),
)
def test_of_feeds(history, around, between, spelt, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    head, tail, path = around
    fields = {"name": "name", "role": "role"}
    source = JsonSettings(name="source", kind="json", location="feed.json", records=path, fields=fields)
    texts = [
        (head % number if "%" in head else head) + between.join(map(entry, pieces)) + tail
        for number, pieces in enumerate(history)
    ]
    follow(
        source.open(Surroundings(base=folder)), folder / "feed.json", [text.encode(spelt, "replace") for text in texts]
    )


ODD_CARDS = [
    "BEGIN:VCARD\nVERSION:3.0\nN:Ohne;Namen;;;\nEND:VCARD\n",
    "BEGIN:VCARD\nVERSION:3.0\nFN:Offen\n",
    "Text dazwischen\n",
    "END:VCARD\n",
    "\n\n",
    "BEGIN:VCARD\nVERSION:2.1\nFN:Mit Vertretung\nAGENT:\nBEGIN:VCARD\nVERSION:2.1\nFN:Vertretung\nEND:VCARD\nEND:VCARD\n",
    "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nUID:30\nFN:Alle\nMEMBER:mailto:5@musterstadt.example\nEND:VCARD\n",
    "begin:vcard\nversion:3.0\nuid:29\nfn:Klein Geschrieben\nend:vcard\n",
]


def card(person):
    if isinstance(person, str):
        return person
    number, name, role = person
    told = role.replace("\n", "\\n")
    folded = f"TITLE:{told[:20]}\n {told[20:]}\n" if len(told) > 20 else f"TITLE:{told}\n"
    mail = f"EMAIL:{number}@musterstadt.example\n"
    return f"BEGIN:VCARD\nVERSION:3.0\nUID:{number}\nFN:{name}\n{folded}{mail}END:VCARD\n"


@settings(max_examples=200, deadline=None)
@given(history=histories(ODD_CARDS), end=st.sampled_from(["\n", "\r\n", "\r"]), encoding=st.sampled_from(ENCODINGS))
def test_of_address_books(history, end, encoding, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    source = VcardSettings(name="source", kind="vcard", location="book.vcf").open(Surroundings(base=folder))
    texts = ["".join(map(card, pieces)).replace("\n", end) for pieces in history]
    follow(source, folder / "book.vcf", [text.encode(encoding, "replace") for text in texts])


def test_what_is_appended_goes_on_with_the_last_record(tmp_path):
    source = CsvSettings(name="source", kind="csv", location="list.csv").open(Surroundings(base=tmp_path))
    text = "ID;Name;Funktion\n" + "\n".join(f"{number};Person Muster{number};Leitung" for number in range(20))
    texts = [text, f"{text} und Vertretung", f"{text} und Vertretung\n21;Anna Muster;Leitung", f"{text}\n"]
    follow(source, tmp_path / "list.csv", [text.encode() for text in texts])
