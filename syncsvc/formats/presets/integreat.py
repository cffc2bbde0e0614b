"""Integreat CMS, ``/api/v3/{region}/{language}/locations/``: contacts within places.

The contacts carry no id and no date. ``id`` of a place names one translation and changes with language and edits, so
the key takes ``location.id``. The ``email``, ``phone_number`` and ``website`` of a place are older copies of its first
contact and count only where there are no contacts. A contact without a name is the place itself.
"""

from syncsvc.formats.json_paths import Mapping
from syncsvc.formats.presets.preset import Preset

_CONTACTS = (
    "contacts[] || [{email: email, phone_number: phone_number, website: website}][?email || phone_number || website]"
)
_PLACE = "_parent.location"

PRESET = Preset(
    Mapping(
        records=("@", _CONTACTS),
        key=f"join('/', [to_string({_PLACE}.id || _parent.id), fold(area_of_responsibility), fold(name)])",
        fields=(
            ("name", "fold(name) && name || _parent.title"),
            ("kind", "!fold(name) && 'function'"),
            ("organisation", "_parent.title"),
            ("responsibility", "area_of_responsibility"),
            ("phone", "phone_number"),
            ("phone:mobil", "mobile_number"),
            ("email", "email"),
            ("url", "website"),
            ("hours", "weekly_hours(opening_hours)"),
            ("street", f"{_PLACE}.address"),
            ("postal_code", f"{_PLACE}.postcode"),
            ("city", f"{_PLACE}.town"),
            ("country", f"{_PLACE}.country"),
            ("appointment_url", "appointment_url"),
        ),
    )
)
