"""The LDAP server of ``serve``: from its settings to a running server, and the command that asks it something."""

from contextlib import ExitStack

from syncsvc.config import Config
from syncsvc.errors import ConfigError
from syncsvc.serve.book import Book
from syncsvc.serve.directory import DirectoryServer, Rules, tls_context
from syncsvc.serve.listening import address, bound, protected
from syncsvc.serving import DirectorySettings
from syncsvc.settings import Surroundings
from syncsvc.store import Store


def start(config: Config, around: Surroundings, store: Store, book: Book, stack: ExitStack) -> str:
    """Start the LDAP server; return a command line that asks it, or nothing if none is configured."""
    if config.directory is None:
        return ""
    settings = config.directory
    tls = None
    if settings.tls_cert:
        key = str(around.path(settings.tls_key)) if settings.tls_key else None
        tls = tls_context(str(around.path(settings.tls_cert)), key)
    where = protected(
        address(settings.listen, "directory.listen"),
        "directory.listen",
        tls=tls is not None,
        insecure=settings.insecure,
    )
    try:
        server = DirectoryServer(
            book, store, suffix=settings.suffix, title=config.service.title, rules=_rules(settings), tls=tls
        )
    except ValueError as error:
        raise ConfigError(f"directory.suffix: {error}", hint='for example suffix = "o=directory"') from error
    listener = bound(where, "directory.listen")
    server.listen(listener)
    if settings.tls_listen:
        if tls is None:
            raise ConfigError("directory.tls_listen: there is no certificate", hint="set tls_cert and tls_key")
        server.listen(bound(address(settings.tls_listen, "directory.tls_listen"), "directory.tls_listen"), tls=True)
    server.start()
    stack.callback(server.stop)
    return question(settings, *listener.getsockname()[:2])


def question(settings: DirectorySettings, host: str, port: int) -> str:
    """A command line that asks the server for everybody with an «a» in the name."""
    shown = f"[{host}]" if ":" in host else host
    return f"ldapsearch -x -H ldap://{shown}:{port} -b '{settings.suffix}' '(cn=*a*)'"


def _rules(settings: DirectorySettings) -> Rules:
    """What the server allows, from its settings."""
    return Rules(
        audience=settings.audience,
        member_audience=settings.member_audience,
        anonymous=settings.anonymous,
        insecure=settings.insecure,
        size_limit=settings.size_limit,
        max_connections=settings.max_connections,
        max_connections_per_address=settings.max_connections_per_address,
        idle_s=settings.idle_timeout.total_seconds(),
    )
