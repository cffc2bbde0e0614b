"""Measures of functions, organisations and groups, and of a person who may hold a function."""

import numpy as np

from syncsvc.columns.phone_numbers import SWITCHBOARD
from syncsvc.matching.declaration import Comparison
from syncsvc.matching.features import WORD_BITS
from syncsvc.matching.measures_contact import extension, located
from syncsvc.matching.measures_facts import titled
from syncsvc.matching.organisations import one_is_a_unit, title
from syncsvc.matching.pairs import Flags, Found, Pairs, best, combos, everywhere, plain
from syncsvc.matching.table import FUNCTION


def label(pairs: Pairs, comparison: Comparison) -> Found:
    """The names of two functions, organisations or groups."""
    column = pairs.table.label
    left, right = column[pairs.left], column[pairs.right]
    bits = np.minimum(*(pairs.features.title_bits[side] for side in (left, right)))
    level = titled(pairs, comparison, left, right)
    level[_units(pairs, level == comparison.index["part"])] = comparison.index["unit"]
    if "full" in comparison.index:
        level[_but_for_the_town(pairs, level == comparison.index["part"])] = comparison.index["equal"]
        several = (level == comparison.index["equal"]) & (bits >= 2 * WORD_BITS)
        level[several] = comparison.index["full"]
    return Found(level, np.zeros(len(level), dtype=np.int64), bits)


def _units(pairs: Pairs, asked: Flags) -> Flags:
    """Names of which one has an office's besides: «Stadt Musterstadt», «Stadt Musterstadt, Jugendamt»."""
    titles, column = pairs.features.titles, pairs.table.label
    flags = np.zeros(len(pairs), dtype=np.bool_)
    for row in np.flatnonzero(asked).tolist():
        flags[row] = one_is_a_unit(titles[column[pairs.left[row]]], titles[column[pairs.right[row]]])
    return flags


def _elsewhere_named(pairs: Pairs) -> Flags:
    """Pairs of other names: what they share is the house's, in which each has a door."""
    return pairs.at("name" if "name" in pairs.asked else "label", "unit", "different")


def _but_for_the_town(pairs: Pairs, asked: Flags) -> Flags:
    """Names of which one only has the town besides in which both are: «Caritas», «Caritas Musterstadt»."""
    titles, places, column = pairs.features.titles, pairs.table.places, pairs.table.label
    flags = np.zeros(len(pairs), dtype=np.bool_)
    for row in np.flatnonzero(asked).tolist():
        sides = (int(pairs.left[row]), int(pairs.right[row]))
        ours, theirs = (titles[column[side]].words for side in sides)
        ours_at, theirs_at = (
            [
                pairs.features.points.city_names[place]
                for place in places.value[places.start[side] : places.start[side + 1]].tolist()
            ]
            for side in sides
        )
        heads = ({city.partition(" ")[0] for city in cities if city} for cities in (ours_at, theirs_at))
        towns = title(" ".join((*ours_at, *theirs_at))).words
        flags[row] = not set.isdisjoint(*heads) and ours ^ theirs <= towns
    return flags


def mailbox(pairs: Pairs, comparison: Comparison) -> Found:
    """Mailboxes of two bodies; the domain of one's own counts."""
    table, points, index = pairs.table, pairs.features.points, comparison.index
    combo = combos(table.mails, pairs)
    left, right = table.mails.value[combo.left], table.mails.value[combo.right]
    level = np.full(len(left), index["different"])
    if "domain" in index:
        level[(points.mail_domains[left] == points.mail_domains[right]) & ~points.mail_free[left]] = index["domain"]
    level[left == right] = index["same"]
    level[(level == index["same"]) & _elsewhere_named(pairs)[combo.pair]] = index["shared"]
    bucket = np.minimum(pairs.shares.peer_mails[combo.left], pairs.shares.peer_mails[combo.right])
    return best(pairs, comparison, combo, level, bucket)


def phone(pairs: Pairs, comparison: Comparison) -> Found:
    """Numbers of two bodies; those of one exchange belong together."""
    table, index = pairs.table, comparison.index
    combo = combos(table.phones, pairs)
    left, right = table.phones.value[combo.left], table.phones.value[combo.right]
    level = np.full(len(left), index["different"])
    # One exchange brings nobody together whose names are not the same.
    alike = pairs.at("name", "similar")[combo.pair] if "name" in pairs.asked else np.zeros(len(left), dtype=np.bool_)
    level[extension(pairs, left, right)] = index["extension"]
    level[alike & (level == index["extension"])] = index["missing"]
    level[left == right] = index["same"]
    level[(level == index["same"]) & _elsewhere_named(pairs)[combo.pair]] = index["shared"]
    bucket = np.minimum(pairs.shares.peer_phones[combo.left], pairs.shares.peer_phones[combo.right])
    return best(pairs, comparison, combo, level, bucket)


def address(pairs: Pairs, comparison: Comparison) -> Found:
    """Postal addresses of two bodies."""
    combo = combos(pairs.table.places, pairs)
    level, bucket = located(pairs, comparison, combo, pairs.shares.peer_places)
    level[(level == comparison.index["house"]) & _elsewhere_named(pairs)[combo.pair]] = comparison.index["shared"]
    return best(pairs, comparison, combo, level, bucket)


def task(pairs: Pairs, comparison: Comparison) -> Found:
    """Whether the person's role is what the function is called, in the same organisation."""
    table, keys, index = pairs.table, pairs.features.title_keys, comparison.index
    words = np.where(table.kind == FUNCTION, keys[table.label], keys[table.role])
    left, right = words[pairs.left], words[pairs.right]
    level = everywhere(pairs, comparison, "different")
    ours, theirs = (keys[table.organisation[rows]] for rows in (pairs.left, pairs.right))
    level[(left == 0) | (right == 0) | (ours != theirs) | (ours == 0)] = index["missing"]
    level[(left == right) & (level != index["missing"])] = index["equal"]
    return plain(level)


def held_mailbox(pairs: Pairs, comparison: Comparison) -> Found:
    """A mailbox of the person and of the function."""
    table = pairs.table
    combo = combos(table.mails, pairs)
    same = table.mails.value[combo.left] == table.mails.value[combo.right]
    level = np.where(same, comparison.index["same"], comparison.index["missing"])
    return best(
        pairs, comparison, combo, level, np.maximum(pairs.shares.mails[combo.left], pairs.shares.mails[combo.right])
    )


def held_phone(pairs: Pairs, comparison: Comparison) -> Found:
    """A direct line of the person and of the function."""
    table = pairs.table
    combo = combos(table.phones, pairs)
    central = (table.phones.role[combo.left] == SWITCHBOARD) | (table.phones.role[combo.right] == SWITCHBOARD)
    same = (table.phones.value[combo.left] == table.phones.value[combo.right]) & ~central
    level = np.where(same, comparison.index["same"], comparison.index["missing"])
    return best(
        pairs, comparison, combo, level, np.maximum(pairs.shares.phones[combo.left], pairs.shares.phones[combo.right])
    )
