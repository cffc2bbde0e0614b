"""CardDAV: the directory as read-only address books for telephones and mail programs (RFC 6352)."""

from syncsvc.serve.carddav.addressbooks import Division
from syncsvc.serve.carddav.app import Terms
from syncsvc.serve.carddav.routes import AddressBooks

__all__ = ["AddressBooks", "Division", "Terms"]
