"""A whole vCard file at once: every card with its fields, as fast as Python allows."""

from syncsvc.formats.cycles import uncollected
from syncsvc.formats.vcard.card import Card
from syncsvc.formats.vcard.fields import Interpreter
from syncsvc.formats.vcard.reader import read
from syncsvc.model.issue import Issue
from syncsvc.model.record import Field


def read_fields(content: bytes) -> tuple[tuple[tuple[Card, tuple[Field, ...]], ...], tuple[Issue, ...]]:
    """Read a file as ``read`` does, and what each card says as ``fields`` does."""
    with uncollected():
        cards, issues = read(content)
        fields = Interpreter().fields
        return tuple([(card, fields(card)) for card in cards]), issues
