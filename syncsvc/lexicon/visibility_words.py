"""Words with which lists say who may see a contact, why it may be held, and what kind it is."""

from syncsvc.lexicon.wordlist import line_set, word_set
from syncsvc.model.audience import Audience
from syncsvc.model.contact import ContactClass, Kind

_PUBLIC = """ja|j|yes|y|true|wahr|1|x|öffentlich|oeffentlich|public|extern|external|veröffentlichen|frei|freigegeben|
    web|website|internet|überall|alle|ja, öffentlich|sichtbar|published|publish|open"""
_PARTNER = "partner|netzwerk|network|nur partner|nur für partner|nur netzwerk|kooperationspartner|vertraut|partners"
_INTERNAL = """nein|n|no|false|falsch|0|intern|nur intern|internal|internal only|privat|private|vertraulich|secret|
    confidential|geheim|nicht veröffentlichen|nicht öffentlich|nur verwaltung|gesperrt|sperrvermerk|verborgen|hidden|
    unpublished|nur für den dienstgebrauch|dienstlich|nur dienstlich"""


def _table(*rows: tuple[str, Audience]) -> dict[str, Audience]:
    return {word: audience for text, audience in rows for word in line_set(text)}


PUBLISH = _table((_PUBLIC, Audience.PUBLIC), (_PARTNER, Audience.PARTNER), (_INTERNAL, Audience.INTERNAL))
"""What a «Veröffentlichen» column or a vCard CLASS says."""

DENIALS = line_set("nein|n|no|false|falsch|0|abgelehnt|verweigert|widerrufen|withdrawn|denied|declined|keine|entzogen")
"""A consent that is none."""

_VOLUNTEERS = word_set(
    """ehrenamt ehrenamtlich ehrenamtliche ehrenamtlicher ehrenamtler ehrenamtlerin freiwillig freiwillige freiwilliger
    volunteer volunteers helferin helfer pate patin"""
)
_STAFF = word_set(
    """hauptamt hauptamtlich hauptamtliche hauptamtlicher staff angestellt angestellte angestellter employee
    mitarbeiter mitarbeiterin beamter beamtin beschäftigte dienstlich official"""
)
CLASSES = {
    **dict.fromkeys(_VOLUNTEERS, ContactClass.VOLUNTEER),
    **dict.fromkeys(_STAFF, ContactClass.STAFF),
}
"""Office holder or volunteer."""

KINDS = {
    **dict.fromkeys(("person", "individual", "mensch", "ansprechpartner", "ansprechpartnerin"), Kind.PERSON),
    **dict.fromkeys(
        ("function", "funktion", "stelle", "rolle", "role", "postfach", "mailbox", "application"), Kind.FUNCTION
    ),
    **dict.fromkeys(
        ("organisation", "organization", "org", "einrichtung", "institution", "company"), Kind.ORGANISATION
    ),
    **dict.fromkeys(("group", "gruppe", "arbeitskreis", "verteiler", "list", "team"), Kind.GROUP),
}
"""What a source that says a contact's kind may call it (vCard KIND, RFC 6350 section 6.1.4)."""
