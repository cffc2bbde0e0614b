"""The people, functions and organisations the sources tell of: what is true."""

import random
from dataclasses import dataclass, field, replace

from benchmarks.contacts_generator.names import Names
from syncsvc.columns.folding import strict

STEMS = ("+493023125", "+496990009", "+494066969", "+4922147100", "+498999998")
_MOBILES = "+49158"
"""Numbers that are valid up to 0158 4999 9999, and that no carrier gives to anybody."""
_UNITS = (
    "Soziales",
    "Bildung",
    "Integration",
    "Ordnung",
    "Bauen",
    "Finanzen",
    "Jugend",
    "Kultur",
    "Umwelt",
    "Personal",
)
_ROLES = (
    "Sachbearbeitung",
    "Leitung",
    "Koordination Ehrenamt",
    "Beratung",
    "Assistenz",
    "Projektleitung",
    "Pfarrer",
    "",
)
_BODIES = ("Stadt", "Landratsamt", "Kreisdiakonieverband", "Caritas", "Volkshochschule", "Jobcenter", "Kirchengemeinde",
           "Freundeskreis Asyl", "Gymnasium", "Sportverein", "Deutsches Rotes Kreuz", "Arbeiterwohlfahrt")  # fmt: skip
_FUNCTIONS = ("Sekretariat", "Flüchtlingsbeauftragte", "Hausmeister", "Poststelle", "Jugendamt", "Beratungsstelle",
              "Sozialdienst", "Gleichstellungsbeauftragte", "Bürgerbüro", "Pressestelle")  # fmt: skip
_STREETS = ("Hauptstraße", "Bahnhofstraße", "Gartenweg", "Lindenallee", "Schillerstraße", "Kirchgasse", "Am Markt",
            "Goethestraße", "Mühlweg", "Bergstraße", "Waldstraße", "Schulstraße", "Wiesenweg", "Ringstraße")  # fmt: skip
_FREE = ("webmail.example", "post.example", "freemail.example")


def ascii_name(name: str) -> str:
    """A name as it stands in mail addresses."""
    return strict(name).replace(" ", "-")


@dataclass(frozen=True)
class Body:
    """An organisation."""

    number: int
    name: str
    place: str
    domain: str
    stem: str
    street: str
    code: str


@dataclass(frozen=True)
class Person:
    """A person as they are."""

    number: int
    gender: str
    given: str
    family: str
    title: str
    suffix: str
    body: Body
    unit: str
    role: str
    line: str
    mail: str
    mobile: str
    private: str
    home: str
    street: str
    code: str
    town: str
    birthday: str
    maiden: str = ""


@dataclass(frozen=True)
class Function:
    """An office with its mailbox, held by somebody."""

    number: int
    label: str
    body: Body
    line: str
    mail: str


@dataclass
class World:
    """Everybody and everything there is."""

    rng: random.Random
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.rng)
        self._towns: list[tuple[str, str]] = []

    def bodies(self, count: int) -> list[Body]:
        """Organisations, several in each town."""
        rng = self.rng
        self._towns = [(f"7{rng.randrange(1000, 9999)}", self.names.town()) for _ in range(max(count // 8, 2))]
        found, taken = [], set[str]()
        for number in range(count):
            code, town = rng.choice(self._towns)
            name = f"{rng.choice(_BODIES)} {town}"
            if name in taken:
                name = f"{name}-{self.names.town()}"
            taken.add(name)
            domain = f"{ascii_name(name)[:24].strip('-')}{number % 97}.example"
            stem = f"{STEMS[number % 5]}{number // 5:04d}"
            found.append(
                Body(number, name, town, domain, stem, f"{rng.choice(_STREETS)} {rng.randrange(1, 120)}", code)
            )
        return found

    def person(self, number: int, body: Body) -> Person:
        """Somebody who works somewhere."""
        rng, names = self.rng, self.names
        gender = rng.choice("mf")
        given, family = names.given(gender), names.family()
        code, town = rng.choice(self._towns)
        first, last = ascii_name(given), ascii_name(family)
        local = rng.choice((f"{first}.{last}", f"{first[0]}.{last}", f"{last}.{first[0]}", f"{last}"))
        return Person(
            number, gender, given, family, "Dr." if rng.random() < 0.08 else "", "", body,
            rng.choice(_UNITS), rng.choice(_ROLES), f"{body.stem}{rng.randrange(100, 999)}", f"{local}@{body.domain}",
            f"{_MOBILES}{rng.randrange(5 * 10**7):08d}" if rng.random() < 0.7 else "",
            rng.choice((f"{first}.{last}{rng.randrange(60, 99)}", f"{last}{rng.randrange(10)}", f"stern{rng.randrange(10**5)}"))
            + "@" + rng.choice(_FREE) if rng.random() < 0.4 else "",
            f"{rng.choice(STEMS)}9{rng.randrange(10**6):06d}" if rng.random() < 0.5 else "",
            f"{rng.choice(_STREETS)} {rng.randrange(1, 120)}", code, town,
            f"{rng.randrange(1945, 2005)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
            names.family() if gender == "f" and rng.random() < 0.05 else "",
        )  # fmt: skip

    def relative(self, number: int, other: Person, body: Body) -> Person:
        """Somebody of the same household: spouse, sibling, or a son who bears his father's name."""
        rng = self.rng
        fresh = self.person(number, body)
        given, suffix = fresh.given, ""
        if rng.random() < 0.04 and other.gender == "m":
            given, suffix = other.given, "jun."
        shared = rng.random() < 0.2 and bool(other.private)
        return replace(
            fresh, given=given, family=other.family, suffix=suffix, home=other.home, street=other.street, code=other.code,
            town=other.town, private=other.private if shared else fresh.private, maiden="",
            mail=f"{ascii_name(given)}.{ascii_name(other.family)}{number % 9}@{body.domain}",
        )  # fmt: skip

    def homonym(self, number: int, other: Person) -> Person:
        """Somebody else of the same name in the same organisation."""
        fresh = self.person(number, other.body)
        return replace(
            fresh, gender=other.gender, given=other.given, family=other.family, maiden="",
            mail=f"{ascii_name(other.given)}.{ascii_name(other.family)}2@{other.body.domain}",
        )  # fmt: skip

    def offices(self) -> list[str]:
        """The functions an organisation may have, in some order."""
        return self.rng.sample(_FUNCTIONS, len(_FUNCTIONS))

    def function(self, number: int, label: str, body: Body, holder: Person | None) -> Function:
        """An office; its line is its holder's or its own."""
        line = holder.line if holder and self.rng.random() < 0.5 else f"{body.stem}{self.rng.randrange(10, 99)}"
        return Function(number, label, body, line, f"{ascii_name(label)}@{body.domain}")
