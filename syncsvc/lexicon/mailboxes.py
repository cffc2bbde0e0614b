"""Mail addresses that belong to an office rather than a person, or that reach nobody."""

import re

from syncsvc.lexicon.mailbox_words import FUNCTION_WORDS
from syncsvc.lexicon.wordlist import word_set

PLACEHOLDERS: frozenset[str] = word_set(
    """abc beispiel deine.mail donotreply do-not-reply dontospamme erika.mustermann example first.last
    firstname.lastname foo ihre-email ihre.email ihre.mail ihreemail ihrname ihr-name ihr.name jane.doe john.doe
    keine keine.mail mail-adresse mailer-daemon max.mustermann muster mustermann nachname name name.vorname
    nicht-antworten no-reply nomail none noreply null platzhalter test user username v.nachname vorname vorname.name
    vorname.nachname vorname-nachname xxx xyz your-email your-name your.name youremail yourname"""
)
"""Local parts nobody reads."""

PLACEHOLDER_DOMAINS: frozenset[str] = word_set(
    """beispiel.de beispiel.com domain.com domain.de domain.tld email.tld example.com example.net example.org
    ihre-domain.de ihredomain.de mail.tld muster.de musterdomain.de provider.de test.de yourdomain.com"""
)
"""Domains that stand for any (RFC 2606 section 3, and the usual ones of forms)."""

UNREACHABLE: frozenset[str] = word_set(
    "arpa corp home internal intern invalid lan local localdomain localhost onion test"
)
"""Top-level domains nobody outside can write to (RFC 2606, RFC 6761, RFC 6762 appendix G)."""

_ENDINGS = re.compile(
    r"(?:amt|buero|stelle|beratung|verwaltung|abteilung|sekretariat|dezernat|referat|fachbereich|zentrum|service|"
    r"behoerde|gemeinde|schule|verein|verband|asyl|integration|ehrenamt|redaktion|leitung|beauftragter?|koordination|"
    r"hilfe|dienste?)(?:-?\d+)?$"
)
_NUMBERED = re.compile(
    r"(?:abteilung|abt|dezernat|dez|fachbereich|fb|referat|ref|amt|team|sachgebiet|sg|zimmer|stelle|raum)-?[\divx]+$"
)
_PARTS = re.compile(r"[._+-]")


def is_function_mailbox(local: str) -> bool:
    """Whether a local part, in lower case ASCII, names an office: «info», «sekretariat.integration», «abteilung8»."""
    return any(_is_function_word(part) for part in (local, *_PARTS.split(local)) if len(part) > 1)


def _is_function_word(part: str) -> bool:
    return part in FUNCTION_WORDS or bool(_NUMBERED.match(part) or _ENDINGS.search(part))
