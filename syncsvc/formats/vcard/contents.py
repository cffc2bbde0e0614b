"""A whole vCard file at once: every card with its fields, as fast as Python allows."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from syncsvc.formats.vcard.card import Card
from syncsvc.formats.vcard.fields import Interpreter
from syncsvc.formats.vcard.reader import read
from syncsvc.model.issue import Issue
from syncsvc.model.record import Field


def read_fields(content: bytes) -> tuple[tuple[tuple[Card, tuple[Field, ...]], ...], tuple[Issue, ...]]:
    """Read a file as ``read`` does, and what each card says as ``fields`` does."""
    with _cycles_uncollected():
        cards, issues = read(content)
        fields = Interpreter().fields
        return tuple([(card, fields(card)) for card in cards]), issues


@contextmanager
def _cycles_uncollected() -> Iterator[None]:
    """Spare the cycle collector a search through a million new values that form no cycles: a third of the time.

    Safe beside other threads: their cycles wait a moment, and whoever switched the collector off switches it on.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
