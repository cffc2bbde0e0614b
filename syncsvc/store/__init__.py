"""The store: records, contacts, who is who, the directory, and what was delivered; SQLite or PostgreSQL."""

from syncsvc.store.accounts import Account, AppPassword, Role
from syncsvc.store.audit import AuditFilter, AuditLine
from syncsvc.store.contacts import SealedContact, seal_contact, unseal_contact
from syncsvc.store.corrections import CorrectionState, SetValue
from syncsvc.store.decisions import LedgerEntry
from syncsvc.store.directory import FreshCanonical, SealedCanonical, seal_canonical, unseal_canonical
from syncsvc.store.erasure import Erased, Erasure
from syncsvc.store.events import Event
from syncsvc.store.facts import IDENTITY
from syncsvc.store.feed import FeedChange
from syncsvc.store.holds import Hold, HoldState, Scope, hold_digest
from syncsvc.store.identities import Identity, Membership, State
from syncsvc.store.issues import OpenIssue
from syncsvc.store.locks import Claim
from syncsvc.store.records import SealedRecord, Sighting, seal, sealed_anew, unseal
from syncsvc.store.retention import Periods
from syncsvc.store.runs import Run, RunPart
from syncsvc.store.sources import SourceState
from syncsvc.store.store import Store, follow_store, open_store
from syncsvc.store.suppressions import Suppression
from syncsvc.store.targets import Removal, TargetState
from syncsvc.store.unit import Unit

__all__ = [
    "IDENTITY",
    "Account",
    "AppPassword",
    "AuditFilter",
    "AuditLine",
    "Claim",
    "CorrectionState",
    "Erased",
    "Erasure",
    "Event",
    "FeedChange",
    "FreshCanonical",
    "Hold",
    "HoldState",
    "Identity",
    "LedgerEntry",
    "Membership",
    "OpenIssue",
    "Periods",
    "Removal",
    "Role",
    "Run",
    "RunPart",
    "Scope",
    "SealedCanonical",
    "SealedContact",
    "SealedRecord",
    "SetValue",
    "Sighting",
    "SourceState",
    "State",
    "Store",
    "Suppression",
    "TargetState",
    "Unit",
    "follow_store",
    "hold_digest",
    "open_store",
    "seal",
    "seal_canonical",
    "seal_contact",
    "sealed_anew",
    "unseal",
    "unseal_canonical",
    "unseal_contact",
]
