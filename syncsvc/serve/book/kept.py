"""Kept answers: what was found in a view, up to a weight; many type the same beginnings, and the same people call."""

_HEAVIEST = 32 * 1024 * 1024
_EACH, _PIECE = 400, 16
"""Bytes that an answer takes beside its question, and each piece of it: the entries themselves are shared."""

Key = tuple[int, int, bytes]
Answer = tuple[int, list[bytes]]


class Kept:
    """Answers by what was asked; when they grow too heavy all are forgotten. To be used by one thread."""

    def __init__(self, heaviest: int = _HEAVIEST) -> None:
        self._answers: dict[Key, Answer] = {}
        self._heaviest = heaviest
        self._weight = 0
        self.get = self._answers.get

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer."""
        self._weight += len(key[2]) + _EACH + _PIECE * len(answer[1])
        if self._weight > self._heaviest:
            self._answers.clear()
            self._weight = 0
        self._answers[key] = answer
