"""A visit to the directory: signed in, its abilities known, its foreign words translated into TargetError."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from syncsvc.errors import TargetError
from syncsvc.exports.ldap.batches import Batches, Work
from syncsvc.exports.ldap.present import Territory
from syncsvc.exports.ldap.primer import prime
from syncsvc.exports.ldap.wire import Wire
from syncsvc.formats.ldap import messages
from syncsvc.formats.ldap.changes import Add
from syncsvc.formats.ldap.dn import below, normal, parse
from syncsvc.formats.ldap.entry import Auxiliary, LdapEntry, base_entries, folders, keeper
from syncsvc.ldapclient import LdapAccess, LdapFailure, connect, root
from syncsvc.settings import Surroundings


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in connection to the directory, and the part of it that is ours."""

    wire: Wire
    territory: Territory
    abilities: dict[str, tuple[str, ...]]
    """The root DSE."""

    @property
    def transactions(self) -> bool:
        """Whether the server knows RFC 5805."""
        return messages.TRANSACTION_START in self.abilities.get("supportedextension", ())

    def batches(
        self, works: Iterable[Work], *, helpers: Sequence["Session"] = (), transactions: bool, options: bool
    ) -> Batches:
        """What carries these works out here; in transactions if they are wanted, known and safe."""
        primed = transactions and self.transactions and self._prime(options=options)
        return Batches((self.wire, *(helper.wire for helper in helpers)), works, transactions=primed)

    def _prime(self, *, options: bool) -> bool:
        return prime(self.wire, self.territory.base, self.territory.marker, options=options)

    def context(self) -> str:
        """The contextCSN of the database our base lies in; empty where the server keeps none."""
        above = [name for name in self.abilities.get("namingcontexts", ()) if _within(self.territory.base, name)]
        if not above:
            return ""
        top = max(above, key=lambda name: len(parse(name)))
        body = messages.search(top, 0, messages.present("objectClass"), ("contextCSN",))
        values = [value for reply in self.wire.find((body,)) for _, found in reply.attributes for value in found]
        return " ".join(sorted(value.decode("ascii", "replace") for value in values))

    def prepare(self, title: str) -> bool:
        """Make the entries that others stand below, those that are missing; whether any was."""
        base, marker = self.territory.base, self.territory.marker
        wanted: list[LdapEntry] = [base_entries(base, title)[0], keeper(marker), *folders(base, marker)]
        missing = self.territory.missing(self.wire, wanted)
        for entry in missing:
            reply = self.wire.ask(messages.operation(Add(entry)))
            if reply.code:
                raise TargetError(
                    f"the folders below {base} cannot be made: code {reply.code}",
                    hint="the sign-in needs the right to add entries there, and what the base stands below must exist",
                )
        return bool(missing)

    def check_schema(self, auxiliary: Auxiliary) -> None:
        """Raise TargetError if the server does not know the class we would use."""
        places = self.abilities.get("subschemasubentry", ())
        bodies = [messages.search(name, 0, messages.equals("objectClass", "subschema"), _SCHEMA) for name in places]
        known = [value for reply in self.wire.find(bodies) for _, values in reply.attributes for value in values]
        if known and not any(f"'{auxiliary.value}'".encode() in value for value in known):
            raise TargetError(
                f"the LDAP server does not know the class {auxiliary.value}",
                hint="install its schema file (docs/exports/ldap.md), or leave the setting «auxiliary» out",
            )


_SCHEMA = ("objectClasses",)


def _within(name: str, parent: str) -> bool:
    try:
        return bool(normal(parent)) and below(name, parent)
    except ValueError:
        return False


@contextmanager
def visit(access: LdapAccess, around: Surroundings, territory: Territory) -> Iterator[Session]:
    """Sign in for as long as the block lasts. Raises TargetError; what was committed before stays."""
    try:
        with connect(access, around) as connection:
            abilities = root(connection)
            yield Session(Wire(connection.socket), territory, abilities)
    except LdapFailure as failure:
        raise TargetError(str(failure), hint=failure.hint) from failure
