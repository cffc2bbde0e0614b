"""Remembering what short questions came to; long ones, which only hostile clients ask, take no memory."""

from collections.abc import Callable, Hashable, Sized
from functools import lru_cache
from typing import Concatenate, ParamSpec, TypeVar, cast

Asked = TypeVar("Asked", bound=Hashable)
How = ParamSpec("How")
Found = TypeVar("Found")
_COUNT = 2048
_LONGEST = 512
"""Letters or octets of a question."""


def remembered(answer: Callable[Concatenate[Asked, How], Found]) -> Callable[Concatenate[Asked, How], Found]:
    """The same function, with its last answers to short questions kept; its first argument is the question."""
    kept = cast("Callable[Concatenate[Asked, How], Found]", lru_cache(maxsize=_COUNT)(answer))

    def found(asked: Asked, /, *how: How.args, **more: How.kwargs) -> Found:
        return kept(asked, *how, **more) if _size(asked) <= _LONGEST else answer(asked, *how, **more)

    return found


def _size(asked: object) -> int:
    """Of a text or octets, or of a tuple of them."""
    if isinstance(asked, tuple):
        return len(asked) + sum(map(len, asked))
    return len(asked) if isinstance(asked, Sized) else 0
