"""Accounts: people who may sign in, and the app passwords of their devices."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from syncsvc.model.audience import Audience
from syncsvc.store.connection import Connection, Line, columns
from syncsvc.store.schema import metadata, moment, named

_account = sa.Table(
    "account",
    metadata,
    named("name", key=True),
    named("password_hash"),
    named("role"),
    sa.Column("audience", sa.Integer, nullable=False),
    moment("created"),
    moment("signed_in", required=False),
    sa.Column("disabled", sa.Boolean, nullable=False),
)
_app_password = sa.Table(
    "app_password",
    metadata,
    named("id", key=True),
    sa.Column(
        "account", _account.c.name.type, sa.ForeignKey("account.name", ondelete="CASCADE"), nullable=False, index=True
    ),
    named("label"),
    named("password_hash"),
    moment("created"),
    moment("last_used", required=False),
    moment("revoked_at", required=False),
)


class Role(StrEnum):
    """What an account may do; each may do what the one before may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    name: str
    password_hash: str
    """An argon2 hash; empty for accounts a proxy signs in."""
    role: Role
    audience: Audience
    """What of the directory it may see."""
    created: datetime
    signed_in: datetime | None = None
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class AppPassword:
    """A password of one device, for CardDAV and LDAP; revoked without touching the others."""

    id: str
    account: str
    label: str
    """What its owner calls the device."""
    password_hash: str
    created: datetime
    last_used: datetime | None = None
    revoked_at: datetime | None = None


class Accounts:
    """Accounts and app passwords."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def put(self, account: Account) -> None:
        """Keep an account, new or changed."""
        row = {column.name: getattr(account, column.name) for column in _account.columns}
        self._database.put(_account, [row], keep=("created",))

    def get(self, name: str) -> Account | None:
        """One account."""
        row = self._database.row(sa.select(_account).where(_account.c.name == name))
        return None if row is None else _whole(row)

    def all(self) -> tuple[Account, ...]:
        """Every account, by name."""
        return tuple(_whole(row) for row in self._database.rows(sa.select(_account).order_by(_account.c.name)))

    def remove(self, name: str) -> bool:
        """Remove an account and its app passwords; False if there is none."""
        self._database.execute(sa.delete(_app_password).where(_app_password.c.account == name))
        return self._database.execute(sa.delete(_account).where(_account.c.name == name)).rowcount == 1

    def signed_in(self, name: str, now: datetime) -> None:
        """Note a sign-in."""
        self._database.execute(sa.update(_account).where(_account.c.name == name).values(signed_in=now))

    def add_app_password(self, password: AppPassword) -> None:
        """Keep a new app password."""
        row = {column.name: getattr(password, column.name) for column in _app_password.columns}
        self._database.add(_app_password, [row])

    def app_passwords(self, account: str, *, revoked: bool = False) -> tuple[AppPassword, ...]:
        """The app passwords of an account, oldest first; the revoked ones too if asked."""
        query = sa.select(_app_password).where(_app_password.c.account == account)
        if not revoked:
            query = query.where(_app_password.c.revoked_at.is_(None))
        rows = self._database.rows(query.order_by(_app_password.c.created, _app_password.c.id))
        return tuple(AppPassword(**columns(row)) for row in rows)

    def app_password_used(self, id_: str, now: datetime) -> None:
        """Note that an app password was used."""
        self._database.execute(sa.update(_app_password).where(_app_password.c.id == id_).values(last_used=now))

    def revoke(self, id_: str, now: datetime) -> bool:
        """Revoke an app password; False if there is none in use under that id."""
        statement = sa.update(_app_password).where(_app_password.c.id == id_, _app_password.c.revoked_at.is_(None))
        return self._database.execute(statement.values(revoked_at=now)).rowcount == 1


def _whole(row: Line) -> Account:
    line = columns(row)
    return Account(**line | {"role": Role(line["role"]), "audience": Audience(line["audience"])})
