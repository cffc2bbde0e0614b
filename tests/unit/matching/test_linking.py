"""Linking, deciding and relinking, on cases one can follow by hand."""

from datetime import UTC, datetime

import pytest

from syncsvc.matching import Work, changes, explain, identity_digest, link, relink, sentence
from syncsvc.matching.comparisons import DEFAULT
from syncsvc.matching.neighbourhood import InMemory
from syncsvc.model.match import Decision, Verdict
from tests.unit.matching.case_contacts import contact

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ANNA = "Anna Kollmannsperger; Stadt Musterstadt; 030 23125 211; anna.kollmannsperger@musterstadt.example"


def decision(left, right, verdict, at=NOW):
    return Decision(left.ref, right.ref, verdict, "kim", at, "asked her", identity_digest(left), identity_digest(right))


def together(linkage, *contacts):
    return any({one.ref for one in contacts} <= set(cluster.members) for cluster in linkage.clusters)


def test_a_record_must_not_come_twice():
    with pytest.raises(ValueError, match="twice"):
        link([contact(ANNA, "a"), contact(ANNA, "a")])


def test_nothing_links_to_nothing():
    assert link([]).clusters == ()


def test_a_chain_whose_ends_contradict_is_not_one_person():
    first = contact("Hans Eberwein; ; 069 90009 514; hans.eberwein@post.example; born=1950-01-14", "a")
    middle = contact("Hans Eberwein; ; 069 90009 514; hans.eberwein@post.example", "b")
    last = contact("Hans Eberwein; ; 069 90009 514; ; born=1979-08-30", "c")
    linkage = link([first, middle, last])
    assert together(linkage, first, middle)
    assert not together(linkage, first, last)


def test_two_records_that_merely_have_nothing_in_common_are_held_together_by_those_who_have():
    before = contact("Maria Luise Brahmkamp; ; ; ; born=1973-12-11; at=Weg 1, 12345 Musterstadt", "a")
    double = contact(
        "Maria Luise Sentler-Brahmkamp; ; ; m.sentler@post.example; born=1973-12-11; at=Weg 1, 12345 Musterstadt", "b"
    )
    after = contact("Maria Sentler; ; ; m.sentler@post.example; born=1973-11-12; at=Ring 8, 54321 Neustadt", "c")
    assert not together(link([before, after]), before, after)
    assert together(link([before, double, after]), before, after)


def test_an_unsure_pair_stays_two_until_somebody_decides():
    left, right = contact("Tilman Moosacker", "a"), contact("Tilman Moosacker", "b")
    assert not together(link([left, right]), left, right)
    assert together(link([left, right], [decision(left, right, Verdict.SAME)]), left, right)


def test_the_last_word_on_a_pair_counts():
    left, right = contact(ANNA, "a"), contact(ANNA, "b")
    words = [decision(left, right, Verdict.DIFFERENT), decision(left, right, Verdict.SAME, NOW.replace(hour=5))]
    assert together(link([left, right], words), left, right)
    assert not together(link([left, right], words[:1]), left, right)


def test_a_decision_on_a_record_that_changed_is_shown_again():
    left, right = contact(ANNA, "a"), contact(ANNA, "b")
    word = decision(left, right, Verdict.DIFFERENT)
    other = contact(ANNA.replace("Anna", "Berta"), "b")
    linkage = link([left, other], [word])
    assert linkage.stale == (word,)
    (match,) = linkage.matches
    assert (match.verdict, match.basis) == (Verdict.UNSURE, "stale-decision")


def test_a_move_to_another_unit_leaves_a_decision_in_force():
    left, right = contact(ANNA, "a"), contact(ANNA, "b")
    word = decision(left, right, Verdict.DIFFERENT)
    moved = contact(ANNA.replace("Stadt", "Landkreis", 1), "b")
    assert not link([left, moved], [word]).stale


def test_no_decision_joins_two_kinds():
    person, office = contact("Rosa Steinlechner", "a"), contact("function Empfang", "b")
    assert not together(link([person, office], [decision(person, office, Verdict.SAME)]), person, office)


def test_why_not_names_the_comparison_that_keeps_two_apart():
    match = explain(contact("Christina Schäfer", "a"), contact("Christian Schäfer", "b"))
    worst = min(match.evidence, key=lambda one: one.weight if one.comparison != "prior" else 0)
    assert (worst.comparison, worst.left, worst.right) == ("given", "Christina", "Christian")
    assert "ähnlich" in sentence(worst, "de")
    assert "alike" in sentence(worst, "en")


def test_every_level_has_its_sentences():
    for sheet in DEFAULT.sheets:
        for comparison in sheet.comparisons:
            assert all(level.de and level.en for level in comparison.levels)


def test_the_work_follows_the_change_not_the_directory():
    names = [f"{chr(65 + n % 26)}ora{n} Familie{chr(97 + n % 7)}{n}" for n in range(400)]
    book = [contact(f"{name}; Verein {n}; 030 23125 {n:03d}", "a", str(n)) for n, name in enumerate(names)]
    neighbourhood = InMemory()
    neighbourhood.put(book)
    first = relink(changes(book), neighbourhood)
    neighbourhood.keep(first.dropped, first.matches, first.dissolved, first.built)
    new = contact(f"{names[7]}; Verein 7; 030 23125 007", "b", "x")
    neighbourhood.put([new])
    second = relink(changes([new]), neighbourhood)
    assert [len(cluster.members) for cluster in second.built] == [2]
    assert second.work.loaded <= 10
    assert second.work.reached <= 10


def test_a_record_that_fits_two_who_contradict_each_other_is_nobodys():
    father = contact("Johann Brahmkamp; ; ; ; born=1940-10-10; at=Bergstraße 3, 12345 Musterstadt", "a")
    son = contact("Johann Brahmkamp; ; ; ; born=1975-03-15; at=Bergstraße 3, 12345 Musterstadt", "b")
    either = contact("Johann Brahmkamp; ; ; ; at=Bergstraße 3, 12345 Musterstadt", "c")
    assert [len(cluster.members) for cluster in link((father, son, either)).clusters] == [1, 1, 1]
    assert [len(cluster.members) for cluster in link((father, either)).clusters] == [2]


def test_a_third_record_with_the_id_of_one_and_the_birthday_of_the_other_settles_a_contradiction():
    wrong_birthday = contact("Ottilie Brachvogel; ; ; ; born=1931-12-03; id=6564625; at=Weg 1, 12345 Musterstadt", "a")
    wrong_id = contact("Ottilie Brachvogel; ; ; ; born=1958-03-11; id=1290847; at=Weg 1, 12345 Musterstadt", "b")
    right = contact("Ottilie Brachvogel; ; ; ; born=1958-03-11; id=6564625; at=Weg 1, 12345 Musterstadt", "c")
    assert len(link((wrong_birthday, wrong_id)).clusters) == 2
    assert len(link((wrong_birthday, wrong_id, right)).clusters) == 1


def pair(number, line):
    """Somebody whom two sources know, and nobody like them."""
    name = f"{chr(65 + number % 26)}ora{number} Familie{chr(97 + number % 7)}{number}"
    return [contact(f"{name}; Verein {number}; {line}; fora{number}@post.example", one, str(number)) for one in "ab"]


@pytest.mark.parametrize("many", [10, 300])
def test_the_work_of_a_change_is_the_same_in_any_directory(many):
    neighbourhood = InMemory()
    book = [one for number in range(many) for one in pair(number, f"069 90009 {number:03}")]
    neighbourhood.put(book)
    first = relink(changes(book), neighbourhood)
    neighbourhood.keep(first.dropped, first.matches, first.dissolved, first.built)
    moved = [pair(number, f"069 90009 {number + 500}")[0] for number in range(5)]
    neighbourhood.put(moved)
    assert relink(changes(moved), neighbourhood).work == Work(loaded=10, pairs=5, reached=10)
