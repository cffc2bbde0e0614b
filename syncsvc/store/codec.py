"""Model values as compact JSON and back: by field name at the top, by position in the small values inside.

A field added with a default, anywhere at the top or at the end of a small value, reads from older content as its
default; a field that is gone is ignored.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")
_Decoder = Callable[[Any], Any] | None
"""None: the value is already what it should be."""


def _plain(value: Any) -> Any:
    """What the encoder does not know: the small values inside, and moments."""
    if isinstance(value, datetime):
        return value.isoformat()
    return _getter(type(value))(value)


_dumps = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_plain).encode
_getters: dict[type, Callable[[Any], Any]] = {}


def _getter(cls: type) -> Callable[[Any], Any]:
    if cls not in _getters:
        names = [field.name for field in dataclasses.fields(cls)]
        _getters[cls] = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    return _getters[cls]


def _many(decode: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: tuple([decode(value) for value in values])


def _positional(decoders: tuple[_Decoder, ...], build: Callable[..., Any]) -> Callable[[Any], Any]:
    if not any(decoders):
        return lambda values: build(*values)
    special = [(place, decode) for place, decode in enumerate(decoders) if decode is not None]

    def decode_all(values: list[Any]) -> Any:
        for place, decode in special:
            if place < len(values):
                values[place] = decode(values[place])
        return build(*values[: len(decoders)])

    return decode_all


def _decoder(hint: Any) -> _Decoder:
    """How a value of this type is made from JSON; the types of the model are all there is."""
    arguments = typing.get_args(hint)
    origin = typing.get_origin(hint)
    if origin is tuple and arguments[-1] is Ellipsis:
        inner = _decoder(arguments[0])
        return tuple if inner is None else _many(inner)
    if origin is tuple:
        return _positional(tuple(_decoder(argument) for argument in arguments), lambda *values: values)
    if origin in (types.UnionType, typing.Union):
        return next(decode for argument in arguments if (decode := _decoder(argument)) is not None)
    if hint is datetime:
        return datetime.fromisoformat
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {member.value: member for member in hint}.__getitem__
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        fields = dataclasses.fields(hint)
        return _positional(tuple(_decoder(hints[field.name]) for field in fields), typing.cast("Any", hint))
    return None


class Codec(typing.Generic[T]):
    """Encodes one class of the model; fields named in ``without`` are kept elsewhere and given when decoding."""

    def __init__(self, cls: type[T], *, without: tuple[str, ...] = ()) -> None:
        fields = [field for field in dataclasses.fields(cls) if field.name not in without]  # type: ignore[arg-type]
        hints = typing.get_type_hints(cls)
        self._build: Callable[..., T] = cls
        self._get = attrgetter(*(field.name for field in fields))
        self._defaults = tuple((field.name, field.default) for field in fields)
        self._decoders = {field.name: _decoder(hints[field.name]) for field in fields}

    def encode(self, value: T) -> bytes:
        """The value without what is as its default says."""
        pairs = zip(self._defaults, self._get(value), strict=True)
        return pack({name: part for (name, default), part in pairs if part != default})

    def decode(self, content: bytes, **known: object) -> T:
        """The value that was encoded, with what is kept elsewhere."""
        decoders = self._decoders
        for name, part in json.loads(content).items():
            if name not in decoders:
                continue
            decode = decoders[name]
            known[name] = part if decode is None or part is None else decode(part)
        return self._build(**known)


def pack(value: object) -> bytes:
    """Any model value or plain data as compact JSON."""
    return _dumps(value).encode("utf-8", "surrogatepass")


def unpack(content: bytes) -> Any:
    """Plain data from ``pack``; tuples come back as lists."""
    return json.loads(content)
