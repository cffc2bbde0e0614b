"""Who may see what of a record: the strictest of the source's marks, the record's own word, and caution.

The marks of one value are, and the strictest holds:

1. the source's default (``visibility.default``), which is PUBLIC if the source says nothing;
2. what the record says of itself (``publish``) and the source's mark on its kind: both make ``Contact.mark``;
3. the source's mark on the field (``phones``, ``note`` …);
4. the source's mark on the type of the value (``cell``, ``home``, ``fax`` …);
5. without such a mark of its own, caution: what CAUTION lists is INTERNAL until the source says otherwise in words.

A mark never widens what another one narrows; a mark of 3 or 4 takes the place of 5 only.
"""

from collections.abc import Collection
from functools import lru_cache

from syncsvc.lexicon.phone_words import is_private
from syncsvc.lexicon.visibility_words import DENIALS, PUBLISH
from syncsvc.model.audience import Audience
from syncsvc.model.contact import ContactClass, Kind
from syncsvc.model.issue import Issue
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import SourceRecord
from syncsvc.normalise.findings import finding
from syncsvc.normalise.text import tidy

CAUTION = {
    "cell": Audience.INTERNAL,
    "home": Audience.INTERNAL,
    "birthday": Audience.INTERNAL,
    "note": Audience.INTERNAL,
    "photo": Audience.PARTNER,
}
"""Marks that hold until the source says otherwise: private life, notes, and pictures, which need consent."""

_OFFICIAL_CAUTION = {name: mark for name, mark in CAUTION.items() if name != "cell"}
_FIELDS = {
    "phone": "phones",
    "email": "emails",
    "address": "addresses",
    "unit": "units",
    "group": "groups",
    "url": "urls",
}


@lru_cache(maxsize=1024)
def _marks(audiences: tuple[tuple[str, Audience], ...]) -> dict[str, Audience]:
    """The source's marks by field or type, singular names of fields made plural."""
    return {_FIELDS.get(name, name): mark for name, mark in audiences}


def own_mark(record: SourceRecord, profile: SourceProfile, kind: Kind) -> tuple[Audience, tuple[Issue, ...]]:
    """What is said of this very contact, by itself or for its kind; words not understood count as «internal»."""
    mark = dict(profile.kind_audiences).get(kind.value, Audience.PUBLIC)
    issues: list[Issue] = []
    for field in record.fields:
        if field.name == "consent" and tidy(field.value).casefold() in DENIALS:
            mark = Audience.INTERNAL
        if field.name != "publish" or not (word := tidy(field.value).casefold()):
            continue
        if word not in PUBLISH:
            issues.append(_unclear(field.value))
        mark = max(mark, PUBLISH.get(word, Audience.INTERNAL))
    return mark, tuple(issues)


def _unclear(value: str) -> Issue:
    return finding(
        "publish-unclear",
        "the word on visibility is not known, so the contact is internal",
        field="publish",
        value=value,
        hint="write «ja», «nur Partner» or «nur intern»",
    )


class Marking:
    """The marks of one contact: what its source, its kind and its own words make of every value."""

    def __init__(self, profile: SourceProfile, kind: Kind, mark: Audience) -> None:
        self._marks = _marks(profile.audiences)
        self.whole = max(profile.audience, mark, self._marks.get("name", Audience.PUBLIC))
        """The mark on the contact as a whole."""
        # The duty mobile of an office is not personal; whose mobile a group of volunteers gives is not known.
        official = kind in (Kind.FUNCTION, Kind.ORGANISATION) and profile.contact_class is ContactClass.STAFF
        self._caution = _OFFICIAL_CAUTION if official else CAUTION

    def of(self, field: str, type: str, label: str = "") -> Audience:  # noqa: A002 — the word of the model
        """The mark of one phone, mail or postal address."""
        mark = max(self.whole, self._marks.get(field, Audience.PUBLIC), self._of_type(type))
        return max(mark, self._of_type("home")) if label and is_private(label) else mark

    def _of_type(self, name: str) -> Audience:
        found = self._marks.get(name)
        return self._caution.get(name, Audience.PUBLIC) if found is None else found

    def of_set(self, field: str, type: str = "") -> Audience:  # noqa: A002 — the word of the model
        """The mark on a value that a person sets: the field's and the type's, without what holds for the record."""
        of_field = self._marks.get(field, CAUTION.get(field, Audience.PUBLIC))
        return max(of_field, self._of_type(type)) if type else of_field

    def of_fields(self, present: Collection[str]) -> tuple[tuple[str, Audience], ...]:
        """The marks, stricter than the contact's own, on plain fields that have a value."""
        found = {**CAUTION, **self._marks}
        return tuple(sorted((name, mark) for name, mark in found.items() if mark > self.whole and name in present))
