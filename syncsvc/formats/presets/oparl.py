"""OParl 1.0 and 1.1, a list of persons: council members with their roles.

A person's postal address is often a home address and is left out; who wants it names its paths. Memberships that have
an end are over or known to end and give no role.
"""

from syncsvc.formats.json_paths import Mapping
from syncsvc.formats.presets.preset import Preset

PRESET = Preset(
    Mapping(
        records=("data",),
        key="id",
        skip="deleted",
        modified="modified",
        fields=(
            ("name", "name"),
            ("salutation", "formOfAddress"),
            ("prefix", "[title][] | join(' ', @)"),
            ("given", "givenName"),
            ("family", "familyName"),
            ("suffix", "affix"),
            ("role", "join(', ', [status][] || membership[?!endDate].role || `[]`)"),
            ("phone", "phone"),
            ("email", "email"),
            ("id:oparl", "id"),
        ),
    ),
    next="links.next",
)
