"""The telephone books of FRITZ!Box, Yealink and Snom: their XML, and how a contact stands in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from syncsvc.formats.xml_text import xml
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Phone

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class PhoneBook:
    """One maker's telephone book."""

    head: Callable[[str], str]
    """From the title of the book."""
    tail: str
    element: Callable[[CanonicalContact, list[tuple[str, str]]], str]
    """From a contact and its (number, type)."""
    types: Mapping[str, str]
    """The maker's word for our type; numbers of other types do not go in."""
    capacity: int | None
    """Contacts a telephone keeps; it leaves out the rest without a word. None: the maker tells no figure."""

    def entry(self, contact: CanonicalContact) -> str:
        """The element, or elements, of a contact; empty for one without a number to call."""
        numbers = [(dialled(phone), self.types[phone.type]) for phone in contact.phones if phone.type in self.types]
        return self.element(contact, list(dict.fromkeys(numbers))) if numbers else ""


def dialled(phone: Phone) -> str:
    """What a telephone dials: an extension that cannot be dialled through is left out."""
    return phone.number.partition(";")[0]


def listed(contact: CanonicalContact) -> str:
    """«Wiesner, Antje (Stadt Musterstadt)»: by family name, so that a telephone finds it by its first letters."""
    name = contact.name
    person = ", ".join(part for part in (name.family, f"{name.prefix} {name.given}".strip()) if part)
    shown = person if name.family else name.display
    fits = contact.organisation and contact.organisation != shown
    return f"{shown} ({contact.organisation})" if fits else shown


# FRITZ!Box: at most nine numbers for a contact; one with more becomes several contacts of the same name.
_NUMBERS = 9


def _fritzbox(contact: CanonicalContact, numbers: list[tuple[str, str]]) -> str:
    parts = [numbers[place : place + _NUMBERS] for place in range(0, len(numbers), _NUMBERS)]
    emails = "".join(f'<email id="{place}">{xml(email.address)}</email>' for place, email in enumerate(contact.emails))
    return "\n".join(
        "<contact><category>0</category>"
        f"<person><realName>{xml(listed(contact))}</realName></person>"
        f'<telephony nid="{len(part)}">{_fritzbox_numbers(part)}</telephony>'
        f"<services>{emails}</services></contact>"
        for part in parts
    )


def _fritzbox_numbers(numbers: list[tuple[str, str]]) -> str:
    return "".join(
        f'<number type="{kind}" prio="{int(place == 0)}" id="{place}">{xml(number)}</number>'
        for place, (number, kind) in enumerate(numbers)
    )


def _yealink(contact: CanonicalContact, numbers: list[tuple[str, str]]) -> str:
    told = "".join(f"<Telephone>{xml(number)}</Telephone>" for number, _ in numbers)
    return f"<DirectoryEntry><Name>{xml(listed(contact))}</Name>{told}</DirectoryEntry>"


def _snom(contact: CanonicalContact, numbers: list[tuple[str, str]]) -> str:
    name = contact.name
    told = "".join(f'<number no="{xml(number)}" type="{kind}" outgoing_id="0"></number>' for number, kind in numbers)
    first, last = (name.given, name.family) if name.family else ("", name.display)
    email = contact.emails[0].address if contact.emails else ""
    return (
        '<contact fav="false" vip="false" blocked="false">'
        f"<first_name>{xml(first)}</first_name><last_name>{xml(last)}</last_name>"
        f"<title>{xml(contact.role)}</title><organization>{xml(contact.organisation)}</organization>"
        f"<email>{xml(email)}</email><numbers>{told}</numbers></contact>"
    )


PHONE_BOOKS = {
    "fritzbox": PhoneBook(
        head=lambda title: f'{_DECLARATION}<phonebooks>\n<phonebook name="{xml(title)}">\n',
        tail="</phonebook>\n</phonebooks>\n",
        element=_fritzbox,
        types={
            "work": "work",
            "switchboard": "work",
            "other": "work",
            "cell": "mobile",
            "home": "home",
            "fax": "fax_work",
        },
        capacity=None,
    ),
    "yealink": PhoneBook(
        head=lambda title: f"{_DECLARATION}<YealinkIPPhoneDirectory>\n<Title>{xml(title)}</Title>\n",
        tail="</YealinkIPPhoneDirectory>\n",
        element=_yealink,
        types={"work": "work", "switchboard": "work", "other": "work", "cell": "mobile", "home": "home"},
        capacity=1000,
    ),
    "snom": PhoneBook(
        # ``complete``: entries that are no longer in the file leave the telephone.
        head=lambda _: f'{_DECLARATION}<tbook complete="true" e="2" version="2.0">\n',
        tail="</tbook>\n",
        element=_snom,
        types={"work": "business", "switchboard": "business", "other": "fixed", "cell": "mobile", "home": "home"},
        capacity=1000,
    ),
}
"""The makers, by name."""
