"""What is worked on in threads, or elsewhere, is what one after the other gives."""

import threading

import pytest

from syncsvc.matching.abreast import THREADS, abreast


def test_answers_come_in_the_order_of_the_things():
    assert [number * number for number in range(20)] == [*abreast(lambda number: number * number, iter(range(20)))]


def test_two_things_are_worked_on_at_the_same_time_and_one_here():
    both = threading.Barrier(THREADS, timeout=30)
    assert THREADS == len({*abreast(lambda _: both.wait() >= 0 and threading.get_ident(), range(THREADS))})
    assert [threading.get_ident()] == [*abreast(lambda _: threading.get_ident(), [1])]


def test_few_things_are_drawn_ahead():
    drawn = []
    answers = abreast(lambda thing: thing, (drawn.append(one) or one for one in range(10)))
    next(answers)

    assert THREADS + 1 == len(drawn)
    answers.close()


def test_what_the_work_raises_is_raised():
    with pytest.raises(ZeroDivisionError):
        [*abreast(lambda number: 1 // number, [1, 0, 2, 3])]
