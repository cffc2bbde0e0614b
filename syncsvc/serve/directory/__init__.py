"""The directory server: read-only LDAPv3 (RFC 4511) for mail clients and telephones, from the book."""

from syncsvc.serve.directory.rules import Rules
from syncsvc.serve.directory.server import DirectoryServer, tls_context

__all__ = ["DirectoryServer", "Rules", "tls_context"]
