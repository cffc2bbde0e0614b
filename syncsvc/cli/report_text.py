"""Reports as German text for people: what an access request is answered with, and the record of processing."""

from collections.abc import Iterable, Iterator
from typing import Any

_FIELDS = {
    "name": "Name", "organisation": "Organisation", "units": "Einheit", "role": "Funktion",
    "responsibility": "Zuständigkeit", "room": "Raum", "hours": "Sprechzeiten", "note": "Notiz", "photo": "Bild",
    "birthday": "Geburtstag", "groups": "Gruppe", "urls": "Internetseite", "phones": "Rufnummer",
    "emails": "E-Mail-Adresse", "addresses": "Anschrift", "phone": "Rufnummer", "cell": "Mobilnummer",
    "home": "Private Nummer", "fax": "Fax", "email": "E-Mail-Adresse", "consent": "Einwilligung",
    "audience": "Sichtbarkeit", "prefix": "Titel", "given": "Vorname", "family": "Nachname", "suffix": "Namenszusatz",
}  # fmt: skip
_CIRCLES = {"public": "öffentlich", "partner": "Partner", "internal": "intern", "": "niemand"}
_REGIMES = {"dsgvo": "DSGVO", "dsg-ekd": "DSG-EKD", "kdg": "KDG"}
_EVENTS = {
    "merge": "Datensätze zusammengeführt", "split": "Datensätze getrennt", "restore": "wieder aufgenommen", "retire":
    "aus dem Bestand gefallen", "change": "geändert", "create": "aufgenommen",
}  # fmt: skip
_CONSENT = {"given": "erteilt", "withdrawn": "widerrufen"}
_KEPT = {
    "runs": "Läufe (nur Zahlen)", "history": "Verlauf je Kontakt, zurückgenommene Berichtigungen und Einwilligungen",
    "removals": "Kennungen entfernter Einträge", "audit": "Protokoll der Eingriffe", "snapshots": "Kopien vor Updates",
}  # fmt: skip
_RIGHTS = """Sie können Berichtigung (Art. 16), Löschung (Art. 17), Einschränkung (Art. 18) und, soweit die
Verarbeitung auf Art. 6 Abs. 1 lit. e oder f beruht, Widerspruch (Art. 21 DSGVO) verlangen, eine Einwilligung jederzeit
mit Wirkung für die Zukunft widerrufen und sich bei der Aufsichtsbehörde beschweren (Art. 77). Eine automatisierte
Entscheidung im Sinne von Art. 22 DSGVO findet nicht statt."""
_CATEGORIES = """Name, Titel, Organisation, Funktion, Zuständigkeit, dienstliche Rufnummern, E-Mail- und
Postanschriften, Raum, Sprechzeiten; soweit die Quelle sie gibt: Mobil- und private Nummern, Bild, Geburtstag, Notiz
(alle nicht öffentlich, solange die Quelle nichts anderes festlegt)"""
_NOT_SAID = "(nicht angegeben)"


def access_text(told: dict[str, Any]) -> str:
    """The answer to an access request, ready to be printed."""
    return "\n".join(_access(told)) + "\n"


def _access(told: dict[str, Any]) -> Iterator[str]:
    name, around = told["contact"]["name"]["display"], told["processing"]
    yield from _head(f"Auskunft nach Art. 15 DSGVO: {name}", told["created"][:10])
    yield from _around(around)
    yield from _part("Gespeicherte Angaben", (_value(one) for one in told["values"]))
    for record in told["records"]:
        title = f"Herkunft: {record['title']}" + (f" ({record['place']})" if record["place"] else "")
        yield from _part(title, _record(record))
    yield from _part("Berichtigungen und Einwilligungen", (_set(one) for one in told["set"]))
    yield from _part("Wohin die Angaben gelangt sind", _recipients(told, around))
    yield from _part("Verknüpfungen", (f"{one['relation']}: {one['kind']} {one['id']}" for one in told["links"]))
    yield from _part("Hinweise zu den Daten", (f"{one['what']}: {one['value']}" for one in told["issues"]))
    yield from _part(
        "Verlauf", (f"{one['at'][:10]}: {_EVENTS.get(one['event'], one['event'])}" for one in told["history"])
    )
    yield from _part(
        "Eingriffe von Hand", (f"{one['at'][:10]}: {one['action']} {one['detail']}" for one in told["acts"])
    )
    yield from _part("Speicherdauer", _kept(around))
    yield from _part("Ihre Rechte", [_RIGHTS])


def processing_text(told: dict[str, Any]) -> str:
    """The record of processing activities, ready to be printed."""
    return "\n".join(_processing(told)) + "\n"


def _processing(told: dict[str, Any]) -> Iterator[str]:
    yield from _head(f"Verzeichnis von Verarbeitungstätigkeiten (Art. 30 DSGVO): {told['title']}", told["created"][:10])
    yield from _around(told)
    yield from _part("Betroffene Personen", _persons(told))
    yield from _part("Kategorien von Daten", [_CATEGORIES])
    yield from _part("Quellen", (_source(one) for one in told["sources"]))
    yield from _part("Empfänger", [*(_export(one) for one in told["exports"]), *map(_served, told["served"])])
    yield from _part("Löschfristen", _kept(told))
    yield from _part("Technische und organisatorische Maßnahmen (Art. 32 DSGVO)", told["measures"])
    yield from _part("In der Konfiguration noch nicht angegeben", told["gaps"])


def _head(title: str, day: str) -> Iterator[str]:
    yield from (title, "=" * len(title), "", f"Stand: {day}", "")


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A section; none where there is nothing to say."""
    found = [*lines]
    if found:
        yield from (title, "-" * len(title), *(f"* {line}" for line in found), "")


def _around(told: dict[str, Any]) -> Iterator[str]:
    for word, key in (
        ("Verantwortlich", "controller"), ("Datenschutzbeauftragte/r", "officer"), ("Aufsichtsbehörde", "authority"),
        ("Zweck", "purpose"), ("Rechtsgrundlage", "legal_basis"),
    ):  # fmt: skip
        yield f"{word}: {told[key] or _NOT_SAID}"
    yield ""


def _value(one: dict[str, Any]) -> str:
    where = ", ".join(one["sources"]) or "von Hand gesetzt"
    value = _CONSENT.get(one["value"], one["value"]) if one["field"] == "consent" else one["value"]
    chosen = "" if one["chosen"] else ", nicht verwendet"
    text = _line(value)
    word, circle = _FIELDS.get(one["field"], one["field"]), _CIRCLES[one["audience"]]
    return f"{word}: {text or '(leer)'} (aus: {where}; seit {one['since'] or '?'}; sichtbar: {circle}{chosen})"


def _record(record: dict[str, Any]) -> Iterator[str]:
    yield f"Schlüssel in der Quelle: {record['key']}; zuerst gesehen: {(record['first_seen'] or '?')[:10]}"
    for field in record["fields"]:
        label = f" [{field['label']}]" if field["label"] else ""
        yield f"{_FIELDS.get(field['name'], field['name'])}{label}: {_line(field['value'])}"


def _line(value: str) -> str:
    return "(Bilddaten)" if value.startswith("data:") else " / ".join(value.splitlines())


def _set(one: dict[str, Any]) -> str:
    states = {"active": "gilt", "unset": "zurückgenommen", "expired": "abgelaufen", "replaced": "ersetzt"}
    value = _CONSENT.get(one["value"], one["value"]) if one["field"] == "consent" else one["value"]
    word = _FIELDS.get(one["field"], one["field"])
    ended = states[one["state"]] + (f": {one['taken_back']}" if one["taken_back"] else "")
    return f"{one['at'][:10]} {word}: {value or '(leer)'}; Grund: {one['reason']} ({ended})"


def _recipients(told: dict[str, Any], around: dict[str, Any]) -> Iterator[str]:
    who = {one["name"]: one["recipients"] for one in around["exports"]}
    for one in told["recipients"]:
        circle = f"{_CIRCLES[one['audience']]}, {who.get(one['export']) or one['kind']}"
        if one["holds"]:
            fields = ", ".join(_FIELDS.get(field, field) for field in one["fields"])
            yield f"Ausgabe {one['export']} ({circle}): {fields}"
        elif one["removed"]:
            yield f"Ausgabe {one['export']} ({circle}): entfernt am {one['removed'][:10]}"
    yield from map(_served, around["served"])


def _kept(told: dict[str, Any]) -> Iterator[str]:
    yield "Angaben zur Person: solange eine Quelle sie führt, danach die Schonfrist der Quelle"
    yield from (f"{_KEPT[name]}: {period.removesuffix('d')} Tage" for name, period in told["retention"].items())


def _persons(told: dict[str, Any]) -> Iterator[str]:
    yield "Beschäftigte mit Außenkontakt und Funktionsstellen der beteiligten Organisationen"
    if any(one["class"] == "volunteer" for one in told["sources"]):
        yield "Ehrenamtliche (öffentlich nur mit dokumentierter Einwilligung)"


def _source(one: dict[str, Any]) -> str:
    marks = ", ".join(f"{name}: {_CIRCLES[mark]}" for name, mark in one["visibility"].items())
    basis = f"{_REGIMES[one['regime']]}; {one['legal_basis'] or _NOT_SAID}"
    grace = f"Schonfrist {one['grace'].removesuffix('d')} Tage"
    return f"{one['title']} ({one['kind']}): {basis}; Sichtbarkeit {marks}; {grace}"


def _export(one: dict[str, Any]) -> str:
    off = "" if one["enabled"] else ", abgeschaltet"
    return f"{one['name']} ({one['kind']}, {_CIRCLES[one['audience']]}{off}): {one['recipients'] or _NOT_SAID}"


def _served(one: dict[str, str]) -> str:
    if one["what"] == "web":
        return f"HTTP-Dienst auf {one['listen']}: öffentliche Ausgaben"
    signed_in = f"angemeldet: {_CIRCLES[one['signed_in']]}"
    return f"LDAP-Dienst auf {one['listen']}: ohne Anmeldung: {_CIRCLES[one['anonymous']]}; {signed_in}"
