"""What the pure stations must know of a source to read its records rightly."""

from dataclasses import dataclass

from syncsvc.model.audience import Audience
from syncsvc.model.contact import ContactClass


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """How a source's values are to be understood, seen and trusted."""

    name: str
    title: str = ""
    """What staff call the source."""
    organisation: str = ""
    """For records that name none."""
    region: str = "DE"
    area_code: str = ""
    """Put before local numbers: «07141»."""
    switchboard: str = ""
    """The stem that bare extensions belong to: «069 90009-0» or «+49 69 90009-»."""
    audience: Audience = Audience.PUBLIC
    """``visibility.default``"""
    audiences: tuple[tuple[str, Audience], ...] = ()
    """Stricter or wider marks by field or phone type: ("cell", INTERNAL), ("note", INTERNAL)."""
    kind_audiences: tuple[tuple[str, Audience], ...] = ()
    """Marks by kind of contact."""
    contact_class: ContactClass = ContactClass.STAFF
    trust: int = 10
    """Whose single values win where sources differ; more is more."""
    field_trust: tuple[tuple[str, int], ...] = ()
    own: tuple[str, ...] = ()
    """Organisations whose own people this source knows best; its trust there outranks every other."""

    def audience_of(self, field: str) -> Audience:
        """The mark this source puts on a field or phone type."""
        return dict(self.audiences).get(field, self.audience)
