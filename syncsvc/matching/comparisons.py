"""The matching model: what is compared, what each answer weighs in bits, and what that means in words.

Weights are fixed and reviewed, never trained. One bit doubles the odds that two records are one.
"""

from syncsvc.matching.declaration import Comparison, Lanes, Level, Model, Sheet
from syncsvc.model.contact import Kind

# A table is read by its lines:
# fmt: off
GIVEN = Comparison("given", "Vorname", "given name", (
    Level("equal", 0, "gleicher Vorname", "same given name", rarity=1, agrees=True),
    Level("variant", -1, "andere Form desselben Vornamens", "another form of the same given name", rarity=0.9,
          agrees=True),
    Level("swapped", -1, "Vor- und Nachname vertauscht", "given and family name swapped", rarity=1, agrees=True),
    Level("part", -1.5, "ein Vorname gemeinsam", "one given name in common", rarity=0.8),
    Level("similar", 5, "Vorname mit Schreibfehler", "given name with a slip"),
    Level("initial", 4, "Anfangsbuchstabe passt", "initial fits"),
    Level("script", 0, "Vorname in anderer Schrift", "given name in another script"),
    Level("missing", -2, "Vorname fehlt", "no given name"),
    Level("slip", 5, "beide Namen nur ähnlich", "both names merely alike"),
    Level("renamed", -2, "anderer Vorname, aber gleiche Kennung", "another given name, but the same id"),
    Level("different", -8, "anderer Vorname", "another given name", forbids=True),
    Level("lookalike", -9, "anderer Vorname, der ähnlich aussieht",
          "another given name that looks alike", forbids=True),
))
FAMILY = Comparison("family", "Nachname", "family name", (
    Level("equal", 0, "gleicher Nachname", "same family name", rarity=1),
    Level("spelling", -1, "gleicher Nachname, anders geschrieben", "same family name, spelt otherwise", rarity=0.8),
    Level("swapped", 0, "Vor- und Nachname vertauscht", "given and family name swapped", rarity=1),
    Level("part", 4, "ein Teil des Doppelnamens gemeinsam", "half of a double surname in common"),
    Level("typo", 6.5, "langer Nachname mit einem Schreibfehler", "long family name with one slip"),
    Level("similar", 4.5, "Nachname mit Schreibfehler", "family name with a slip"),
    Level("initial", 1.5, "Anfangsbuchstabe passt", "initial fits"),
    Level("script", 0, "Nachname in anderer Schrift", "family name in another script"),
    Level("missing", -2, "Nachname fehlt", "no family name"),
    Level("slip", 5, "beide Namen nur ähnlich", "both names merely alike"),
    Level("married", -2, "anderer Nachname, aber gleicher Vorname, Geburtstag und gleiches Haus",
          "another family name, but the same given name, birthday and house"),
    Level("renamed", -1, "anderer Nachname, aber gleiche Kennung", "another family name, but the same id"),
    Level("different", -5, "anderer Nachname", "another family name"),
))
GENERATION = Comparison("generation", "Generation", "generation", (
    Level("equal", 1, "gleicher Zusatz (sen., jun.)", "same suffix (sen., jun.)", agrees=True),
    Level("one", -2, "nur einer mit Zusatz (sen., jun.)", "only one with a suffix (sen., jun.)"),
    Level("missing", 0, "kein Zusatz zum Vergleich", "no suffix to compare"),
    Level("different", -18, "anderer Zusatz (sen., jun.)", "another suffix (sen., jun.)", forbids=True),
))
BIRTHDAY = Comparison("birthday", "Geburtstag", "birthday", (
    Level("equal", 14, "gleicher Geburtstag", "same birthday", decides=True, vouches=1, agrees=True),
    Level("surname", 14, "gleicher Geburtstag, anderer Nachname", "same birthday, another family name", vouches=1,
          agrees=True),
    Level("new year", 7, "beide am 1. Januar desselben Jahres", "both on 1 January of the same year", decides=True),
    Level("turned", 9, "Tag und Monat vertauscht", "day and month swapped", decides=True, vouches=1),
    Level("slip", 8, "Geburtstag mit einem Schreibfehler", "birthday with one slip", decides=True),
    Level("twins", 8, "gleicher Geburtstag, anderer Vorname", "same birthday, another given name"),
    Level("two parts", 4, "Geburtstag in zwei Teilen gleich", "two parts of the birthday the same", decides=True),
    Level("two slips", -1, "Geburtstag nicht ganz gleich", "birthday not quite the same"),
    Level("missing", 0, "kein Geburtstag zum Vergleich", "no birthday to compare"),
    Level("close", -5, "anderer Geburtstag, zu nah für Eltern und Kind",
          "another birthday, too near for parent and child", forbids=True),
    Level("different", -7, "anderer Geburtstag", "another birthday", forbids=True),
))
IDENTITY = Comparison("id", "Kennung", "id", (
    Level("equal", (20, 20, 18, 2, 0.5), "gleiche Kennung", "same id", decides=True, vouches=2),
    Level("family", 12, "gleiche Kennung, aber anderer Vorname", "same id, but another given name"),
    Level("slip", 10, "Kennung mit einem Schreibfehler", "id with one slip", decides=True, vouches=2),
    Level("near", 4, "Kennung mit zwei Schreibfehlern", "id with two slips", vouches=2),
    Level("beside", 6, "benachbarte Kennung, aber Name und Geburtstag passen",
          "neighbouring id, but name and birthday fit", decides=True),
    Level("next", 0, "benachbarte Kennung", "neighbouring id"),
    Level("different", -5, "andere Kennung", "another id"),
    Level("missing", 0, "keine Kennung zum Vergleich", "no id to compare"),
))
MAILBOX = Comparison("mailbox", "Postfach", "mailbox", (
    Level("kept", (16, 16, 6, 1.5, 0.5), "gleiches persönliches Postfach, anderer Nachname",
          "same personal mailbox, another family name", decides=True),
    Level("own", (13, 12, 6, 1.5, 0.5), "gleiches persönliches Postfach", "same personal mailbox", decides=True),
    Level("same", (10, 8, 4, 1.5, 0.5), "gleiches Postfach", "same mailbox", decides=True),
    Level("near", 6, "Postfach mit einem Schreibfehler", "mailbox with a slip", decides=True),
    Level("local", 5, "gleicher Postfachname, andere Domain", "same local part, another domain"),
    Level("form", -1.5, "anderes Postfach, passende Namensform", "another mailbox of a fitting form"),
    Level("renamed", -5.5, "eigene Postfächer derselben Domain, zum Teil gleicher Doppelname",
          "mailboxes of their own in one domain, half of a double surname in common"),
    Level("other", -8, "eigene Postfächer derselben Domain", "mailboxes of their own in one domain"),
    Level("employers", -3, "Postfächer zweier Stellen", "mailboxes of two employers"),
    Level("elsewhere", -1, "andere Postfächer", "other mailboxes"),
    Level("office", (2, 1.5, 1, 0.5, 0.5), "gleiches Funktionspostfach", "same function mailbox"),
    Level("household", 1, "gleiches Postfach, aber anderer Name", "same mailbox, but another name"),
    Level("missing", 0, "kein Postfach zum Vergleich", "no mailbox to compare"),
))
PHONE = Comparison("phone", "Telefon", "telephone", (
    Level("mobile", (12, 10, 5, 1.5, 0.5), "gleiche Mobilnummer", "same mobile number", decides=True),
    Level("line", (9, 7, 4, 1.5, 0.5), "gleiche Durchwahl", "same direct line", decides=True),
    Level("colleague", -3, "andere Durchwahl derselben Anlage", "another extension of the same exchange"),
    Level("other mobile", -3, "andere Mobilnummer", "another mobile number"),
    Level("extension", 2, "Durchwahl zur selben Zentrale", "extension of the same switchboard"),
    Level("switchboard", 1, "gleiche Zentrale", "same switchboard"),
    Level("household", 1, "gleiche Nummer, aber anderer Name", "same number, but another name"),
    Level("elsewhere", -1.5, "andere Nummern", "other numbers"),
    Level("missing", 0, "keine Nummer zum Vergleich", "no number to compare"),
))
ADDRESS = Comparison("address", "Anschrift", "address", (
    Level("house", (10, 9, 7, 3, 2), "gleiche Anschrift", "same address", decides=True),
    Level("street", 6, "gleiche Straße, Nummer fehlt oder verschrieben",
          "same street, number lacking or with a slip", decides=True),
    Level("road", 2, "gleiche Straße, andere Nummer", "same street, another number"),
    Level("town", 4.5, "gleiche Postleitzahl", "same postal code", decides=True),
    Level("city", 2, "gleicher Ort", "same city", decides=True),
    Level("workplace", 3, "gleiche Dienstanschrift", "same address of the same organisation"),
    Level("household", 1, "gleiche Anschrift, aber anderer Name", "same address, but another name"),
    Level("neighbours", 1, "gleicher Ort, andere Straße", "same town, another street"),
    Level("elsewhere", -2, "anderer Ort", "another town"),
    Level("missing", 0, "keine Anschrift zum Vergleich", "no address to compare"),
))
ORGANISATION = Comparison("organisation", "Organisation", "organisation", (
    Level("equal", 2.5, "gleiche Organisation", "same organisation"),
    Level("part", 2, "Kurzname derselben Organisation", "short name of the same organisation"),
    Level("similar", 1.5, "ähnlicher Name der Organisation", "organisation with a similar name"),
    Level("missing", 0, "keine Organisation zum Vergleich", "no organisation to compare"),
    Level("different", -3, "andere Organisation", "another organisation"),
))
UNIT = Comparison("unit", "Bereich", "unit", (
    Level("equal", 1.5, "gleicher Bereich derselben Organisation", "same unit of the same organisation"),
    Level("different", -0.5, "anderer Bereich", "another unit"),
    Level("missing", 0, "kein Bereich zum Vergleich", "no unit to compare"),
))
ROLE = Comparison("role", "Funktion", "role", (
    Level("equal", 1.5, "gleiche Funktion in derselben Organisation", "same role in the same organisation"),
    Level("missing", 0, "keine Funktion zum Vergleich", "no role to compare"),
    Level("different", -0.3, "andere Funktion", "another role"),
))
SOURCE = Comparison("source", "Quelle", "source", (
    Level("two", 0, "zwei Quellen", "two sources"),
    Level("own", 0, "eine Quelle führt beide, aber Geburtstag oder Kennung passt",
          "one source lists both, but birthday or id fits"),
    Level("sure", -2, "eine Quelle führt beide, aber Eigenes passt",
          "one source lists both, but something of their own fits"),
    Level("likely", -5, "eine Quelle führt beide, aber Anschluss oder Straße passt",
          "one source lists both, but a line or street fits"),
    Level("twice", -8, "eine Quelle führt beide", "one source lists both"),
))
LABEL = Comparison("label", "Bezeichnung", "name", (
    Level("equal", 6, "gleiche Bezeichnung", "same name", rarity=1),
    Level("similar", 5, "ähnliche Bezeichnung", "similar name"),
    Level("part", 4, "Kurzform derselben Bezeichnung", "short form of the same name"),
    Level("missing", 0, "keine Bezeichnung", "no name"),
    Level("unit", -6, "Teil davon", "a part of it"),
    Level("different", -14, "andere Bezeichnung", "another name"),
))
BODY = Comparison("name", "Name", "name", (
    Level("full", 9, "gleicher Name aus mehreren Wörtern", "same name of several words", rarity=1, decides=True),
    Level("equal", 6, "gleicher Name", "same name", rarity=1),
    Level("similar", 5, "ähnlicher Name", "similar name", rarity=0.5),
    Level("part", 4, "Kurzform desselben Namens", "short form of the same name"),
    Level("missing", 0, "kein Name", "no name"),
    Level("unit", -6, "Teil davon", "a part of it"),
    Level("different", -6, "anderer Name", "another name"),
))
BOX = Comparison("mailbox", "Postfach", "mailbox", (
    Level("same", (10, 8, 4, 1.5, 0.5), "gleiches Postfach", "same mailbox", decides=True),
    Level("shared", (6, 6, 3, 1, 0.5), "gleiches Postfach, aber anderer Name", "same mailbox, but another name"),
    Level("domain", 4, "eigene Domain gemeinsam", "own domain in common", decides=True),
    Level("different", -1.5, "anderes Postfach", "another mailbox"),
    Level("missing", 0, "kein Postfach zum Vergleich", "no mailbox to compare"),
))
NUMBER = Comparison("phone", "Telefon", "telephone", (
    Level("same", (8, 7, 4, 2, 1), "gleiche Nummer", "same number", decides=True),
    Level("shared", (5, 5, 3, 1, 0.5), "gleiche Nummer, aber anderer Name", "same number, but another name"),
    Level("extension", 4, "Nummern derselben Anlage", "numbers of the same exchange", decides=True),
    Level("different", -1.5, "andere Nummer", "another number"),
    Level("missing", 0, "keine Nummer zum Vergleich", "no number to compare"),
))
SEAT = Comparison("address", "Anschrift", "address", (
    Level("house", (8, 7, 5, 3, 2), "gleiche Anschrift", "same address", decides=True),
    Level("shared", (5, 5, 3, 2, 1), "gleiche Anschrift, aber anderer Name", "same address, but another name"),
    Level("street", 6, "gleiche Straße, Nummer fehlt oder verschrieben",
          "same street, number lacking or with a slip", decides=True),
    Level("town", 3, "gleiche Postleitzahl", "same postal code", decides=True),
    Level("city", 2, "gleicher Ort", "same city", decides=True),
    Level("road", 0, "gleiche Straße, andere Nummer", "same street, another number"),
    Level("neighbours", -5, "gleicher Ort, andere Straße", "same town, another street"),
    Level("elsewhere", -8, "anderer Ort", "another town"),
    Level("missing", 0, "keine Anschrift zum Vergleich", "no address to compare"),
))
EMPLOYER = Comparison("organisation", "Organisation", "organisation", (
    Level("full", 6, "gleiche Organisation, genau benannt", "same organisation, named in full", decides=True),
    Level("equal", 4, "gleiche Organisation", "same organisation"),
    Level("part", 1, "Kurzname derselben Organisation", "short name of the same organisation"),
    Level("similar", 2, "ähnlicher Name der Organisation", "organisation with a similar name"),
    Level("missing", 0, "keine Organisation zum Vergleich", "no organisation to compare"),
    Level("different", -8, "andere Organisation", "another organisation"),
))
LISTED = Comparison("source", "Quelle", "source", (
    Level("two", 0, "zwei Quellen", "two sources"),
    Level("twice", -3, "eine Quelle führt beide", "one source lists both"),
))
HELD_AT = Comparison("organisation", "Organisation", "organisation", (
    Level("equal", 4, "gleiche Organisation", "same organisation"),
    Level("part", 2.5, "Kurzname derselben Organisation", "short name of the same organisation"),
    Level("similar", 2, "ähnlicher Name der Organisation", "organisation with a similar name"),
    Level("missing", 0, "keine Organisation zum Vergleich", "no organisation to compare"),
    Level("different", -8, "andere Organisation", "another organisation"),
))
TASK = Comparison("task", "Aufgabe", "task", (
    Level("equal", 5, "Funktion der Person ist die Bezeichnung der Stelle", "the person's role is the function's name"),
    Level("missing", 0, "keine Funktion zum Vergleich", "no role to compare"),
    Level("different", -0.5, "andere Funktion", "another role"),
))
HELD_BOX = Comparison("mailbox", "Postfach", "mailbox", (
    Level("same", (5, 5, 1, 0, 0), "gleiches Postfach", "same mailbox"),
    Level("missing", 0, "kein gemeinsames Postfach", "no mailbox in common"),
))
HELD_LINE = Comparison("phone", "Telefon", "telephone", (
    Level("same", (4, 4, 1, 0, 0), "gleiche Durchwahl", "same direct line"),
    Level("missing", 0, "keine gemeinsame Durchwahl", "no direct line in common"),
))

PERSONS = (GIVEN, FAMILY, IDENTITY, GENERATION, BIRTHDAY, ORGANISATION, MAILBOX, PHONE, ADDRESS, UNIT, ROLE, SOURCE)
BODIES = (BODY, BOX, NUMBER, SEAT, IDENTITY, LISTED)
OFFICES = (LABEL, EMPLOYER, BOX, NUMBER, SEAT, LISTED)
HOLDS = (TASK, HELD_BOX, HELD_LINE, HELD_AT)

DEFAULT = Model(
    version=17,
    lanes=Lanes(same=3, unsure=0, veto=-24),
    sheets=(
        Sheet(Kind.PERSON, -17, PERSONS),
        Sheet(Kind.FUNCTION, -10, OFFICES),
        Sheet(Kind.ORGANISATION, -10, BODIES),
        Sheet(Kind.GROUP, -10, OFFICES),
    ),
    holds=HOLDS,
    holds_from=5,
    mean=0,
)
"""The one model in use; a change to any weight raises ``version``."""
