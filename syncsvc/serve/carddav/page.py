"""The page that tells people how to set up their devices, in German and English, without a word of personal data."""

from urllib.parse import quote

from syncsvc.formats.xml_text import xml
from syncsvc.serve.carddav.paths import ROOT
from syncsvc.serve.carddav.profile import qr_svg

PATH = "/devices"
PROFILE = f"{PATH}/contacts.mobileconfig"
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:1rem auto;padding:0 1rem;color:#111}"
    "code{overflow-wrap:anywhere}svg{display:block}label,input,button{font:inherit}"
)
_TEXTS = {
    "de": (
        "Adressbuch einrichten",
        (
            "Sie brauchen den Namen Ihres Zugangs und ein eigenes App-Passwort für jedes Gerät. Beides gibt Ihnen die"
            " Verwaltung; ein verlorenes Gerät wird einzeln gesperrt. Das Adressbuch kann nur gelesen werden."
        ),
        "Name des Zugangs",
        "Code und Profil dafür zeigen",
        (
            (
                "iPhone, iPad, Mac",
                (
                    "Den Code mit der Kamera ansehen oder <a href='{profile}'>das Profil laden</a>, dann"
                    " Einstellungen → Profil geladen → Installieren, und das App-Passwort eingeben."
                ),
            ),
            (
                "Android",
                (
                    "DAVx⁵ öffnen, Plus, «Mit URL und Benutzername anmelden», Basis-URL <code>{url}</code>, Name"
                    " und App-Passwort eingeben, das Adressbuch ankreuzen. Gruppen: «als Kategorien der Kontakte»."
                ),
            ),
            (
                "Thunderbird",
                (
                    "Adressbuch → Neues Adressbuch → CardDAV-Adressbuch hinzufügen, Name des Zugangs und"
                    " Adresse <code>{url}</code>, dann das App-Passwort."
                ),
            ),
            ("Evolution, andere", "Adresse <code>{url}</code>, Art CardDAV, Name und App-Passwort."),
        ),
    ),
    "en": (
        "Set up the address book",
        (
            "You need the name of your account and an app password for each device. Your administrator gives you"
            " both; a lost device is locked out on its own. The address book can only be read."
        ),
        "Name of the account",
        "Show its code and profile",
        (
            (
                "iPhone, iPad, Mac",
                (
                    "Look at the code with the camera or <a href='{profile}'>load the profile</a>, then"
                    " Settings → Profile Downloaded → Install, and enter the app password."
                ),
            ),
            (
                "Android",
                (
                    "Open DAVx⁵, plus sign, “Login with URL and user name”, base URL <code>{url}</code>, enter"
                    " name and app password, tick the address book. Groups: “per-contact categories”."
                ),
            ),
            (
                "Thunderbird",
                (
                    "Address Book → New Address Book → Add CardDAV Address Book, the name of the account and"
                    " the location <code>{url}</code>, then the app password."
                ),
            ),
            ("Evolution, others", "Address <code>{url}</code>, type CardDAV, name and app password."),
        ),
    ),
}
"""Heading, introduction, label, button, and a paragraph for each kind of device."""


def profile_link(base: str, name: str) -> str:
    """Where the profile for an account is."""
    return f"{base}{PROFILE}" + (f"?name={quote(name, safe='')}" if name else "")


def page(title: str, base: str, name: str) -> str:
    """The page for a service that is reached at ``base``."""
    link = profile_link(base, name)
    known = {"url": xml(f"{base}{ROOT}"), "profile": xml(link)}
    parts = [_section(language, known, name) for language in _TEXTS]
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{xml(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{xml(title)}</h1>{qr_svg(link)}{''.join(parts)}</main></body></html>"
    )


def _section(language: str, known: dict[str, str], name: str) -> str:
    heading, introduction, label, button, devices = _TEXTS[language]
    items = "".join(f"<h3>{kind}</h3><p>{text.format(**known)}</p>" for kind, text in devices)
    return (
        f'<section lang="{language}"><h2>{heading}</h2><p>{introduction}</p>'
        f'<form><p><label>{label} <input name="name" value="{xml(name)}" autocomplete="username"></label> '
        f"<button>{button}</button></p></form>{items}</section>"
    )
