"""The web server of ``serve``: public exports, health, and the address books for telephones."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial

from starlette.routing import BaseRoute

from syncsvc.config import Config
from syncsvc.errors import StoreError
from syncsvc.exports.files import FileExport
from syncsvc.model.audience import Audience
from syncsvc.run.gauges import gauges
from syncsvc.run.service import Service
from syncsvc.serve.authentication import Authenticator
from syncsvc.serve.book import Book
from syncsvc.serve.carddav import AddressBooks, Division, Terms
from syncsvc.serve.listening import HttpServer, address, bound, protected
from syncsvc.serve.web import metrics
from syncsvc.serve.web.app import build
from syncsvc.settings import Surroundings, reveal


def start(config: Config, around: Surroundings, service: Service, book: Book | None, stack: ExitStack) -> str:
    """Start the web server; return its address, or nothing if none is configured."""
    if config.web is None:
        return ""
    settings, tls = config.web, bool(config.web.tls_cert)
    where = protected(address(settings.listen, "web.listen"), "web.listen", tls=tls, insecure=settings.insecure)
    locations = {
        active.name: active.export.location
        for active in service.targets
        if isinstance(active.export, FileExport) and active.export.audience is Audience.PUBLIC
    }
    more = _address_books(config, service, book, stack) if book else []
    token = reveal(around, what="metrics_token", env=settings.metrics_token_env, file=settings.metrics_token_file)
    more += [metrics.route(partial(gauges, service), token)] if token else []
    listener = bound(where, "web.listen")
    server = HttpServer(
        build(locations, partial(readiness, service, book), more),
        listener,
        cert=str(around.path(settings.tls_cert)) if settings.tls_cert else None,
        key=str(around.path(settings.tls_key)) if settings.tls_key else None,
        trusted=settings.trusted_proxies,
    )
    server.start()
    stack.callback(server.stop)
    host, port = listener.getsockname()[:2]
    return f"{'https' if tls else 'http'}://{host}:{port}"


def _address_books(config: Config, service: Service, book: Book, stack: ExitStack) -> list[BaseRoute]:
    """The routes of the address books; none if they are not configured."""
    if config.carddav is None or config.web is None:
        return []
    settings = config.carddav
    # Apart, because a run may hold the right to write for long, and a device must not wait for it.
    notes = ThreadPoolExecutor(1, thread_name_prefix="last-seen")
    stack.callback(notes.shutdown, wait=False, cancel_futures=True)
    authenticator = Authenticator(
        service.store, time.monotonic, devices_only=True, used=lambda device: _later(notes, service, device)
    )
    divisions = tuple(map(Division, dict.fromkeys(settings.books)))
    terms = Terms(config.service.title, settings.audience, divisions, config.web.url)
    books = AddressBooks(book, authenticator, terms)
    for part in (authenticator.roster, books):
        part.start()
        stack.callback(part.stop)
    return books.routes


def _later(notes: ThreadPoolExecutor, service: Service, device: str) -> None:
    notes.submit(_note_use, service, device)


def _note_use(service: Service, device: str) -> None:
    """Keep when a device was last seen; where that cannot be written, the device is let in all the same."""
    with suppress(StoreError), service.store.write() as unit:
        unit.accounts.app_password_used(device, service.now())


def readiness(service: Service, book: Book | None) -> dict[str, object]:
    """Whether what is served is what the store holds; while the store is away it is not asked.

    Anybody may ask, so it tells neither how many contacts there are nor where they come from: «status» does.
    """
    if book is not None and not book.ready:
        return {"ready": False, "store": "no answer", "silent_s": round(min(book.silent, 1e9), 1)}
    try:
        with service.store.read() as unit:
            unit.feed.latest()
            return {"ready": True}
    except StoreError as error:
        return {"ready": False, "store": str(error)}
