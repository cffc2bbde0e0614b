"""The corpus, and mutations of it that are the same in every run; the long search is ``python -m tests.fuzz``."""

import random
from contextlib import ExitStack

import pytest

from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS, corpus


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", TARGETS)
def test_what_clients_sent_and_what_once_did_harm_does_none(name):
    target, folder = TARGETS[name]
    assert corpus(folder)
    for data in corpus(folder):
        target(data)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_nearly_right_does_no_harm(name):
    target, folder = TARGETS[name]
    seeds, chance = tuple(corpus(folder)), random.Random(20260102)
    for _ in range(1_500):
        data = mutated(chance.choice(seeds), chance, seeds)
        with ExitStack() as stack:
            stack.push(_telling(f"add this to tests/fuzz/corpus/{folder}: {data!r}"))
            target(data)


def _telling(note):
    """On the way out of a block: say what to do, and let the error pass."""

    def tell(_kind, error, _trace):
        if error is not None:
            error.add_note(note)

    return tell
