"""The corpus, and mutations of it that are the same in every run; the long search is ``python -m tests.fuzz``."""

import random
import time

import pytest

from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS, corpus


@pytest.mark.parametrize("name", TARGETS)
def test_what_clients_sent_and_what_once_did_harm_does_none(name):
    target, folder = TARGETS[name]
    assert corpus(folder)
    for data in corpus(folder):
        begun = time.perf_counter()
        target(data)
        assert time.perf_counter() - begun < 5


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_nearly_right_does_no_harm(name):
    target, folder = TARGETS[name]
    seeds, chance = tuple(corpus(folder)), random.Random(20260102)
    for _ in range(1_500):
        data = mutated(chance.choice(seeds), chance, seeds)
        try:
            target(data)
        except Exception as error:
            raise AssertionError(f"add this to tests/fuzz/corpus/{folder}: {data!r}") from error
