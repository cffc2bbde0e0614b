"""A running directory server over a store of its own, and the small client the tests ask it with."""

import socket
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import ldap3

from syncsvc.model.audience import Audience
from syncsvc.serve.book import Book
from syncsvc.serve.directory import DirectoryServer, tls_context
from syncsvc.store import open_store

SUFFIX = "o=musterstadt"


@contextmanager
def directory(folder, contacts, rules=None, tls=None, also=None, clock=time.monotonic):
    """Yields (port, store, server)."""
    store = open_store(f"sqlite:///{folder}/directory.sqlite", folder)
    with store.write() as unit:
        unit.directory.put(contacts, datetime(2026, 1, 2, tzinfo=UTC))
    book = Book(store, [Audience.PUBLIC, Audience.INTERNAL], suffix=SUFFIX, area_code="07141")
    server = DirectoryServer(book, store, suffix=SUFFIX, rules=rules, tls=tls, clock=clock)
    listener = socket.create_server(("127.0.0.1", 0))
    server.listen(listener)
    if also is not None:
        server.listen(also, tls=True)
    book.start(wait=10)
    server.start()
    try:
        yield listener.getsockname()[1], store, server
    finally:
        server.stop()
        book.stop()
        store.close()


@contextmanager
def secured(folder, contacts, identity):
    """A server with StartTLS on one port and TLS from the first byte on another: (port, TLS port, store)."""
    tls = tls_context(str(identity.certificate), str(identity.key))
    with ExitStack() as stack:
        spare = socket.create_server(("127.0.0.1", 0))
        port, store, _ = stack.enter_context(directory(folder, contacts, tls=tls, also=spare))
        yield port, spare.getsockname()[1], store


@contextmanager
def connected(port, user=None, password=None):
    server = ldap3.Server("127.0.0.1", port, get_info=ldap3.NONE)
    connection = ldap3.Connection(server, user, password, auto_bind=True, check_names=False, receive_timeout=10)
    try:
        yield connection
    finally:
        connection.unbind()


def found(port, condition, base=SUFFIX, **options):
    """The common names that a search finds, sorted."""
    with connected(port) as connection:
        connection.search(base, condition, attributes=["cn"], **options)
        return sorted(one["attributes"]["cn"][0] for one in connection.response if one["attributes"].get("cn"))
