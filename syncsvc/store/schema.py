"""The types of column and the catalogue of tables every repository of the store shares."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    }
)
"""Every table of the store."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_ESCAPE = "\ufffe"
_UNSAFE = re.compile("[\x00\ud800-\udfff\ufffe]")
_ESCAPED = re.compile("\ufffe([0-9a-f]{4})")

_PLAIN = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def storable(text: str) -> str:
    """Text that both engines take: NUL and lone surrogates, which PostgreSQL refuses, are escaped reversibly."""
    # Python knows of every text whether it is ASCII; only the others have to be looked through.
    if ("\x00" not in text) if text.isascii() else (_UNSAFE.search(text) is None):
        return text
    return _UNSAFE.sub(lambda match: f"{_ESCAPE}{ord(match[0]):04x}", text)


def stored(text: str) -> str:
    """The text that ``storable`` was given."""
    return text if _ESCAPE not in text else _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def bare(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A column as the driver gives it: for hundreds of thousands of rows, whose reader calls ``stored`` itself."""
    return sa.type_coerce(column, sa.types.NullType())


class Text(TypeDecorator[str]):
    """Any Python text, sorted by code point on both engines."""

    impl = _PLAIN
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Escape what PostgreSQL cannot keep."""
        return None if value is None else storable(str(value))

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Take the escapes back."""
        return None if value is None else stored(value)


def ticks(moment: datetime) -> int:
    """Microseconds since 1970 in UTC; a moment without a zone is a mistake in the program."""
    return (moment - _EPOCH) // _TICK


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, kept as microseconds since 1970 in UTC."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002
        """Count from the epoch."""
        return None if value is None else ticks(value)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Back to a moment in UTC."""
        return None if value is None else _EPOCH + int(value) * _TICK


Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A number the store counts up itself."""


def counted() -> sa.Column[int]:
    """A primary key that counts up and never gives a number twice."""
    return sa.Column("number", Number, primary_key=True, autoincrement=True)


def counting(table: sa.Table) -> bool:
    """Whether a table's key counts up."""
    return "number" in table.c and table.c.number.autoincrement is True


def named(name: str, *, key: bool = False) -> sa.Column[str]:
    """A text that is never null."""
    return sa.Column(name, Text, primary_key=key, nullable=False)


def optional(name: str) -> sa.Column[str | None]:
    """A text that may be missing."""
    return sa.Column(name, Text, nullable=True)


def moment(name: str, *, required: bool = True) -> sa.Column[datetime]:
    """A moment."""
    return sa.Column(name, Moment, nullable=not required)


def blob(name: str = "content") -> sa.Column[bytes]:
    """Encoded content."""
    return sa.Column(name, sa.LargeBinary, nullable=False)


def record_number(name: str = "record", *, key: bool = False) -> sa.Column[int]:
    """A reference to a record, gone with it."""
    return sa.Column(
        name, Number, sa.ForeignKey("record.number", ondelete="CASCADE"), primary_key=key, autoincrement=False
    )
