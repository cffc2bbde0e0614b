"""Contacts as a file for each program, cleaned for both, and with just what each of them asks of a contact.

Ours gets what its store keeps beside each contact for linking; Splink one row per record, folded and with titles
and streets taken apart, which ours does itself.
"""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from syncsvc.columns.comparable import comparable, pack
from syncsvc.columns.contact_points import localities
from syncsvc.columns.folding import loose, strict
from syncsvc.columns.phone_numbers import MOBILE, SWITCHBOARD
from syncsvc.matching.organisations import title
from syncsvc.matching.table import tabulate
from syncsvc.model.contact import Contact, Kind


def write(contacts: list[Contact], folder: Path) -> None:
    """Both files."""
    with (folder / "stored.pickle").open("wb") as file:
        for start in range(0, len(contacts), 5000):
            batch = map(comparable, contacts[start : start + 5000])
            pickle.dump([(*one.ref, pack(one)) for one in batch], file, protocol=5)
    pd.DataFrame(_rows(contacts)).to_parquet(folder / "flat.parquet")


def _rows(contacts: list[Contact]) -> Iterator[dict[str, str | None]]:
    table = tabulate(contacts)
    phones: dict[tuple[int, bool], str] = {}
    for row, number, role in zip(
        table.phones.row.tolist(), table.phones.value.tolist(), table.phones.role.tolist(), strict=True
    ):
        if role != SWITCHBOARD:
            phones.setdefault((row, role == MOBILE), f"+{table.points.phone_digits[number]}")
    for row, contact in enumerate(contacts):
        place = (
            localities([(contact.addresses[0].street, contact.addresses[0].postal_code, contact.addresses[0].city)])[0]
            if contact.addresses
            else None
        )
        name = contact.name
        whole = name if contact.kind is Kind.PERSON else None
        yield {
            "unique_id": f"{contact.ref.source}:{contact.ref.key}",
            "source": contact.ref.source,
            "key": contact.ref.key,
            "given": loose(strict(name.given)) or None if whole else None,
            "family": (loose(strict(name.family)) if whole else f"{contact.kind.value} {title(name.display).key}")
            or None,
            "email": contact.emails[0].address.lower() if contact.emails else None,
            "mobile": phones.get((row, True)),
            "line": phones.get((row, False)),
            "street": f"{place.street} {place.number}" if place and place.street else None,
            "postal_code": place.postal_code or None if place else None,
            "organisation": title(contact.organisation).key or None,
            "birthday": contact.birthday or None,
            "number": contact.ids[0][1] if contact.ids else None,
        }
