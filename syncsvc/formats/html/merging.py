"""One contact where a page gives the same one twice: in its data and its text, or under several headings."""

from collections.abc import Iterable
from dataclasses import replace

from syncsvc.formats.html.draft import PERSON, Draft
from syncsvc.formats.html.persons import core, fold

_MOST = 6
"""So many contacts of one name are compared with each other."""
_MOST_LINES = 100
_SINGLE = frozenset(
    {"kind", "name", "given", "family", "prefix", "suffix", "organisation", "role", "room", "hours", "responsibility"}
)


def _same(left: Draft, right: Draft) -> bool:
    """Whether two drafts are one contact: the same name and a shared mailbox, or nothing that tells them apart."""
    if (left.kind == PERSON) != (right.kind == PERSON) or _bare(left.name) != _bare(right.name):
        return False
    shared = set(map(str.lower, left.all("email"))) & set(map(str.lower, right.all("email")))
    if shared or _digits(left) & _digits(right):
        return True
    return _mute(left) and _mute(right) and left.all("organisation") == right.all("organisation")


def _mute(draft: Draft) -> bool:
    return not draft.all("email") and not draft.all("phone")


def _bare(name: str) -> str:
    return " ".join(core(name)) or fold(name)


def _digits(draft: Draft) -> frozenset[str]:
    return frozenset("".join(filter(str.isdigit, number))[-7:] for number in draft.all("phone"))


def _united(left: Draft, right: Draft) -> Draft:
    have = {field.name for field in left.fields}
    numbers = _digits(left)
    more = [
        field
        for field in right.fields
        if not (field.name in _SINGLE and field.name in have)
        and not (field.name == "phone" and "".join(filter(str.isdigit, field.value))[-7:] in numbers)
    ]
    lines = tuple(dict.fromkeys((*left.lines, *right.lines)))[:_MOST_LINES]
    personal = tuple(dict.fromkeys((*left.personal, *right.personal)))
    return replace(left.with_fields(*more), lines=lines, personal=personal)


def united(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts with each contact once, in the order in which they first appear."""
    out: list[Draft] = []
    places: dict[str, list[int]] = {}
    for draft in drafts:
        known = places.setdefault(_bare(draft.name), [])
        place = next((one for one in known[:_MOST] if _same(out[one], draft)), None)
        if place is None:
            known.append(len(out))
            out.append(draft)
        else:
            out[place] = _united(out[place], draft)
    return out
