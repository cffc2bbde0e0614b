"""Match: contacts and decisions become matches, and matches clusters of records that are one."""

from syncsvc.matching.comparisons import DEFAULT
from syncsvc.matching.decisions import identity_digest
from syncsvc.matching.declaration import Model
from syncsvc.matching.explaining import explain, sentence
from syncsvc.matching.linking import Linkage, link
from syncsvc.matching.relinking import Changes, Relinked, Work, changes, relink
from syncsvc.matching.successors import is_another

VERSION = 18
"""Raised whenever keys, values or weights mean something else; then everything is linked afresh."""

__all__ = [
    "DEFAULT",
    "VERSION",
    "Changes",
    "Linkage",
    "Model",
    "Relinked",
    "Work",
    "changes",
    "explain",
    "identity_digest",
    "is_another",
    "link",
    "relink",
    "sentence",
]
