"""What a link adds to the text of its line: addresses, numbers, cards, and names in its title."""

import re
from urllib.parse import unquote, urljoin

from selectolax.lexbor import LexborNode

from syncsvc.formats.html import addresses, covers
from syncsvc.formats.html.page import HINT, LINK, MAIL, TEL, mark
from syncsvc.formats.html.tree import attribute
from syncsvc.lexicon.page_labels import GENERIC_LINK_WORDS

_NUMBER = re.compile(r"[+(]?[\d-][\d ()/.\-\u00a0\u2010-\u2015+]*\d")
_TITLE_NAME = re.compile(
    r"(?:an|von|f(?:ü|u)r|to|bei|mit)\s+(.{3,80}?)(?:\s+(?:schreiben|senden|verfassen|schicken|kontaktieren|aufnehmen|öffnen)\b.*)?$",
    re.IGNORECASE,
)
_WEB = re.compile(
    r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:de|org|com|net|eu|info|example)(?:/\S*)?", re.IGNORECASE
)
_WRITE_TO = re.compile(
    r"(?:(?:eine )?(?:e-?mail|nachricht) an )?(?P<name>[^@]{3,60}?)"
    r" (?:anschreiben|schreiben|kontaktieren|(?:eine )?(?:e-?mail|nachricht) (?:schreiben|senden|schicken))",
    re.IGNORECASE,
)
_SERVICE_NUMBERS = frozenset({"110", "112", "115", "116116", "116117"})
"""Numbers of the whole country: nobody's own."""
_CALL_WORDS = re.compile(
    r"(?:jetzt |hier |telefonisch )*(?:anrufen|anruf|telefon(?:nummer)?|call|rufen sie.*|tel\.?)[:!]?", re.IGNORECASE
)


def is_generic(text: str) -> bool:
    """Whether a link's text says nothing of whose address it is."""
    return all(word in GENERIC_LINK_WORDS for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower()))


def _named(title: str) -> str:
    """A name in a mail link's title: «E-Mail an Anna Muster schreiben»."""
    if "@" in title:
        return ""
    match = _TITLE_NAME.search(title.strip())
    name = match[1] if match else title.strip()
    return "" if is_generic(name) else name


def mail_text(found: tuple[str, ...], visible: str, title: str) -> str:
    """The text of a mail link: its addresses, and what else its text or title says."""
    marks = " ".join(mark(MAIL, address) for address in found)
    hint = mark(HINT, name) if (name := _named(title)) else ""
    shown = addresses.plain(visible)
    if shown and addresses.cleaned(shown).lower() not in map(str.lower, found):
        return f"{mark(MAIL, addresses.cleaned(shown))} {marks}{hint}"
    if shown or addresses.looks_like_one(visible) or is_generic(visible):
        label = visible if re.fullmatch(r"\s*e-?mails?:?\s*", visible, re.IGNORECASE) else ""
        return f"{label + ': ' if label else ''}{marks}{hint}"
    if match := _WRITE_TO.fullmatch(visible.strip()):
        return f"{marks}{mark(HINT, match['name'])}"
    return f"{visible} {marks}{hint}"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def tel_text(target: str, visible: str) -> str:
    """The text of a ``tel:`` link (RFC 3966): the number as written, or the target where that says more."""
    number = unquote(target.partition(":")[2]).partition(";")[0].strip().lstrip("/")
    match = _NUMBER.search(visible)
    if _digits(number) in _SERVICE_NUMBERS:
        return visible
    if match is None:
        shown = "" if _CALL_WORDS.fullmatch(visible.strip()) else visible
        return f"{shown} {mark(TEL, number)}" if _digits(number) else visible
    written = match[0]
    whole = written.lstrip("(").startswith(("0", "+")) or not number.startswith(("0", "+"))
    fuller = (
        not whole and _digits(number).endswith(_digits(written)[-3:]) and len(_digits(number)) > len(_digits(written))
    )
    return visible[: match.start()] + mark(TEL, number if fuller else written) + visible[match.end() :]


def is_card(node: LexborNode) -> bool:
    """Whether a link leads to a vCard."""
    path = attribute(node, "href").lower().partition("?")[0].partition("#")[0]
    kind = attribute(node, "type").lower()
    return (
        path.endswith((".vcf", ".vcard"))
        or kind in {"text/vcard", "text/x-vcard", "text/directory"}
        or ("vcard" in attribute(node, "href").lower() and "vcard" in node.text().lower())
    )


def link_text(node: LexborNode, visible: str, base: str) -> str | None:
    """What a link that carries contact data puts into its line; None for an ordinary link."""
    target = attribute(node, "href")
    found = covers.from_attributes(node.attributes) or covers.from_link(target)
    if not found and (onclick := attribute(node, "onclick")) and "mail" in onclick.lower():
        found = covers.script_link(onclick)
    if found:
        return mail_text(found, visible, attribute(node, "title") or attribute(node, "aria-label"))
    if target[:4].lower() in {"tel:", "fax:", "sms:"} or target.lower().startswith("callto:"):
        return tel_text(target, visible)
    if is_card(node):
        return mark(LINK, urljoin(base, target))
    if _WEB.fullmatch(visible.strip()) and "@" not in visible:
        return mark(LINK, target if target.startswith("http") else visible.strip())
    return None


def is_covered(node: LexborNode) -> bool:
    """Whether a link hides an address that none of the known covers opens."""
    target = attribute(node, "href").lower()
    return target.startswith("javascript:") and "mail" in target
