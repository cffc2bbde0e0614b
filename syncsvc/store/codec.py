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


Shared = dict[str, dict[Any, Any]]
"""By field the values there have been."""
_Encoder = Callable[[Any], Any] | None
"""None: the JSON encoder knows the value."""

_dumps = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_loads = json.JSONDecoder().raw_decode


def _all(encode: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: [encode(value) for value in values]


def _row(encoders: tuple[_Encoder, ...], get: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any], Any]:
    special = [(place, encode) for place, encode in enumerate(encoders) if encode is not None]
    if not special:
        return get

    def encode_all(value: Any) -> Any:
        parts = [*get(value)]
        for place, encode in special:
            parts[place] = encode(parts[place])
        return parts

    return encode_all


def _encoder(hint: Any) -> _Encoder:
    """How a value of this type becomes plain data; None where it is already."""
    arguments = typing.get_args(hint)
    origin = typing.get_origin(hint)
    if origin is tuple and arguments[-1] is Ellipsis:
        inner = _encoder(arguments[0])
        return inner and _all(inner)
    if origin is tuple:
        inners = tuple(_encoder(argument) for argument in arguments)
        return _row(inners, tuple) if any(inners) else None
    if origin in (types.UnionType, typing.Union):
        return next((encode for argument in arguments if (encode := _encoder(argument)) is not None), None)
    if hint is datetime:
        return datetime.isoformat
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        names = [field.name for field in dataclasses.fields(hint)]
        return _row(tuple(_encoder(hints[name]) for name in names), attrgetter(*names))
    return None


def _many(decode: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: tuple([decode(value) for value in values])


def _positional(decoders: tuple[_Decoder, ...], build: Callable[..., Any]) -> Callable[[Any], Any]:
    size = len(decoders)
    special = [(place, decode) for place, decode in enumerate(decoders) if decode is not None]
    if not special:
        return lambda values: build(*values[:size])

    def decode_all(values: list[Any]) -> Any:
        for place, decode in special:
            if place < len(values):
                values[place] = decode(values[place])
        return build(*values[:size])

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
    if isinstance(hint, type) and issubclass(hint, tuple):  # a named one, of plain values
        return lambda values: hint(*values)
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        fields = dataclasses.fields(hint)
        return _positional(tuple(_decoder(hints[field.name]) for field in fields), typing.cast("Any", hint))
    return None


class Codec(typing.Generic[T]):
    """Encodes fields of one class of the model: all but ``without``, or just ``only``.

    The others are kept elsewhere and given when decoding.
    """

    def __init__(self, cls: type[T], *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> None:
        every = dataclasses.fields(cls)  # type: ignore[arg-type]
        fields = [field for field in every if field.name not in without and (not only or field.name in only)]
        hints = typing.get_type_hints(cls)
        self._build: Callable[..., T] = cls
        names = [field.name for field in fields]
        self._get = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
        self._parts = tuple((field.name, field.default, _encoder(hints[field.name])) for field in fields)
        self._decoders = {field.name: _decoder(hints[field.name]) for field in every}

    def encode(self, value: T) -> bytes:
        """The value without what is as its default says."""
        said = {}
        for (name, default, encode), part in zip(self._parts, self._get(value), strict=True):
            if part is not default and part != default:
                said[name] = part if encode is None or part is None else encode(part)
        return pack(said)

    def decode(self, content: bytes, shared: Shared | None = None, /, **known: object) -> T:
        """The value that was encoded; ``known`` is kept elsewhere or not wanted, and taken as it is given.

        Of the fields that ``shared`` names equal values are one object in everything decoded with it.
        """
        decoders = self._decoders
        for name, part in _loads(content.decode("utf-8", "surrogatepass"))[0].items():
            if name in decoders and name not in known:
                decode = decoders[name]
                known[name] = part if decode is None or part is None else decode(part)
        for name, kept in (shared or {}).items():
            if name in known:
                known[name] = kept.setdefault(known[name], known[name])
        return self._build(**known)


def joined(left: bytes, right: bytes) -> bytes:
    """Two encoded parts of one value as one."""
    if left == b"{}" or right == b"{}":
        return right if left == b"{}" else left
    return left[:-1] + b"," + right[1:]


def pack(value: object) -> bytes:
    """Plain data as compact JSON."""
    return _dumps(value).encode("utf-8", "surrogatepass")


def unpack(content: bytes) -> Any:
    """Plain data from ``pack``; tuples come back as lists."""
    return json.loads(content)
