"""The alarm for over-merging and the preview of another model."""

from dataclasses import replace

from syncsvc.matching import DEFAULT, link
from syncsvc.matching.watching import health, preview
from tests.unit.matching.case_contacts import contact

ANNA = "Anna Kollmannsperger; ; ; anna.kollmannsperger@musterstadt.example"
BOOK = [
    contact(ANNA, "a"),
    contact(ANNA, "b"),
    contact("A. Kollmannsperger; ; 0176 04069011; anna.kollmannsperger@musterstadt.example", "c"),
    contact("Rosa Steinlechner", "a", "2"),
]


def test_the_largest_cluster_and_its_weakest_bridge_are_told():
    linkage = link(BOOK)
    found = health(linkage.clusters, linkage.matches, ids=4, changed=1)
    assert found.largest == 3
    assert found.weakest is not None
    assert "c" in (found.weakest.left.source, found.weakest.right.source)
    assert (found.doubles, found.changed) == (0, 0.25)


def test_two_records_of_one_source_in_a_cluster_are_counted():
    book = [contact(f"{ANNA}; id=4711123", "a", key) for key in "12"]
    linkage = link(book)
    assert health(linkage.clusters, linkage.matches).doubles == 1


def test_an_empty_directory_is_healthy():
    assert health((), ()).weakest is None


def test_a_stricter_model_is_shown_to_split():
    strict = replace(DEFAULT, lanes=replace(DEFAULT.lanes, same=30))
    found = preview(BOOK, (), DEFAULT, strict)
    assert [len(cluster.members) for cluster in found.split] == [3]
    assert not found.joined
    assert preview(BOOK, (), strict, DEFAULT).joined == found.split
