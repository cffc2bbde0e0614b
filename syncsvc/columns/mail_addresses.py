"""Mail addresses taken apart by the column: of each what ``mailboxes`` says, and whether it is an office's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from syncsvc.columns.encoding import Integers, counting
from syncsvc.columns.folding import loosened, strict
from syncsvc.lexicon.mailbox_words import FUNCTION_WORDS

_OFFICES = frozenset(map(loosened, FUNCTION_WORDS))
"""Words of offices, folded as the words of local parts are."""
_END = "0"
"""What ends an address among its words, which are of letters only."""


class _LettersOnly(dict[int, str]):
    """What becomes of each character: letters and ends of lines stay, all others part words."""

    def __missing__(self, char: int) -> str:
        self[char] = kept = chr(char) if chr(char) in "\nabcdefghijklmnopqrstuvwxyz" else " "
        return kept


@dataclass(frozen=True, slots=True)
class MailColumns:
    """Mail addresses as columns."""

    locals: list[str]
    """Without what follows a «+»."""
    domains: list[str]
    letters: list[str]
    """Of the words of the local parts."""
    many: Integers
    """Of how many words a local part is made."""
    initials: Integers
    """The first letters of these, a bit for each letter."""
    ends: Integers
    """The last letter of the last one, 0 where there is none."""
    offices: npt.NDArray[np.bool_]
    """Whether a word says that a mailbox is an office's."""


def mail_columns(addresses: Sequence[str]) -> MailColumns:
    """Take mail addresses in lower case apart."""
    parts = [address.rpartition("@") for address in addresses]
    whole = [local for local, _, _ in parts]
    words = _words(whole)
    numbers = counting(_END)
    word: Integers = np.array([*map(numbers.__getitem__, words)], dtype=np.int64)
    different = [*numbers][1:]
    initial = _of_words(1 << (ord(text[0]) - ord("a")) for text in different)
    end = _of_words(ord(text[-1]) for text in different)
    office = _of_words(text in _OFFICES for text in different)
    ends = np.flatnonzero(word == 0)
    begins = np.concatenate((np.zeros(min(len(ends), 1), dtype=np.int64), ends[:-1] + 1))
    said = np.array([local in FUNCTION_WORDS for local in whole], dtype=np.bool_)
    return MailColumns(
        locals=[local.partition("+")[0] if "+" in local else local for local in whole],
        domains=[domain for _, _, domain in parts],
        letters="".join(words).split(_END)[:-1],
        many=ends - begins,
        initials=_reduced(np.bitwise_or, initial[word], begins),
        ends=end[word[ends - 1]],
        offices=said | (_reduced(np.maximum, office[word], begins) > 0),
    )


def _words(texts: Sequence[str]) -> list[str]:
    """The words of each text as ``mailboxes`` has them, and an end after each text; in one go, as lines of one."""
    plain = [text if text.isascii() else strict(text) for text in texts]
    lines = "".join([f"{text}\n" for text in plain])
    if lines.count("\n") != len(texts):
        return _words([text.replace("\n", " ") for text in plain])
    lines = loosened(lines.lower().replace("'", ""))
    return lines.translate(_LettersOnly()).replace("\n", f" {_END} ").split()


def _of_words(values: Iterable[int]) -> Integers:
    """A property of each different word; what ends an address has none."""
    return np.array([0, *values], dtype=np.int64)


def _reduced(how: np.ufunc, column: Integers, begins: Integers) -> Integers:
    return np.asarray(how.reduceat(column, begins), dtype=np.int64) if len(begins) else column
