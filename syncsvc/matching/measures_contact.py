"""Measures of what people are reached by: mailboxes, telephone numbers, postal addresses."""

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from syncsvc.columns.contact_points import fits, names_it, number_slip, spread
from syncsvc.columns.hashing import Integers, different
from syncsvc.columns.phone_numbers import MOBILE, SWITCHBOARD
from syncsvc.matching.declaration import Comparison
from syncsvc.matching.measures_names import FEW, contradicted, married
from syncsvc.matching.pairs import Combos, Flags, Found, Pairs, best, combos


def other_given(pairs: Pairs) -> Flags:
    """Pairs whose given names contradict, or who have too little of a name: what they share is a household's.

    The same goes for namesakes of different generations and birthdays: father and son.
    """
    unnamed = pairs.at("given", "missing") & ~pairs.at("family", "equal", "spelling", "script")
    unnamed |= pairs.at("family", "missing") & ~pairs.at("given", "equal", "variant", "part", "script")
    sure = pairs.at("id", "equal", "slip")
    nobody = pairs.at("given", "missing") & pairs.at("family", "missing")
    unnamed &= ~sure & (nobody | ~pairs.at("birthday", "equal", "surname", "new year", "turned", "slip"))
    other = (pairs.at("birthday", "different") & ~sure) | pairs.at("generation", "different")
    return contradicted(pairs) | unnamed | other


def other_family(pairs: Pairs) -> Flags:
    """Pairs whose family names differ: a marriage, or somebody else."""
    return pairs.at("family", "different")


def mailbox(pairs: Pairs, comparison: Comparison) -> Found:
    """Personal, shared and function mailboxes of two persons."""
    table, points, index = pairs.table, pairs.features.points, comparison.index
    combo = combos(table.mails, pairs)
    left, right = table.mails.value[combo.left], table.mails.value[combo.right]
    same = left == right
    office = points.mail_offices[left] | points.mail_offices[right]
    level = np.where(office, index["missing"], index["elsewhere"])
    level[~office & ~points.mail_free[left] & ~points.mail_free[right]] = index["employers"]
    domain = points.mail_domains[left] == points.mail_domains[right]
    own = domain & ~points.mail_free[left] & ~same & ~office
    level[own] = _of_one_domain(pairs, comparison, left[own], right[own])
    half = pairs.at("family", "part") & pairs.at("given", "equal", "variant")
    level[(level == index["other"]) & half[combo.pair]] = index["renamed"]
    local = (points.mail_locals[left] == points.mail_locals[right]) & ~same & ~office
    level[local & ~_personal(pairs, combo, left, local)] = index["local"]
    level[_near(pairs, combo, left, right, ~same & ~office)] = index["near"]
    level[same] = np.where(office, index["office"], index["same"])[same]
    level[_personal(pairs, combo, left, same & ~office)] = index["own"]
    married = other_family(pairs) & pairs.at("given", "equal", "variant")
    level[_surnamed(pairs, combo, left, (level == index["own"]) & married[combo.pair])] = index["kept"]
    bucket = np.minimum(pairs.shares.mails[combo.left], pairs.shares.mails[combo.right])
    stranger = other_given(pairs)[combo.pair] | (
        other_family(pairs)[combo.pair] & ~comparison.among(("own", "kept")).take(level)
    )
    level[stranger & comparison.among(("kept", "own", "same", "near", "local")).take(level)] = index["household"]
    return best(pairs, comparison, combo, level, bucket)


def _personal(pairs: Pairs, combo: Combos, value: Integers, asked: Flags) -> Flags:
    """Whether a mailbox is made of the name of one of the two."""
    table, letters, words = pairs.table, pairs.features.points.mail_letters, pairs.features.first_words
    found = np.zeros(len(value), dtype=np.bool_)
    for side in (pairs.left, pairs.right):
        places = np.flatnonzero(asked & ~found)
        rows = side[combo.pair[places]]
        columns = (value[places], table.given[rows], table.family[rows])
        first, number = different(*columns)
        triples = zip(*(column[first].tolist() for column in columns), strict=True)
        answers = [names_it(letters[box], words[given], words[family]) for box, given, family in triples]
        found[places] = np.array(answers, dtype=np.bool_)[number]
    return found


def _surnamed(pairs: Pairs, combo: Combos, value: Integers, asked: Flags) -> Flags:
    """Whether a mailbox has the family name of one of the two in it; an «anna@» may pass to the next Anna."""
    letters, words, family = pairs.features.points.mail_letters, pairs.features.first_words, pairs.table.family
    found = np.zeros(len(value), dtype=np.bool_)
    for place in np.flatnonzero(asked).tolist():
        both = (words[family[side[combo.pair[place]]]] for side in (pairs.left, pairs.right))
        found[place] = any(names_it(letters[value[place]], "", word) for word in both)
    return found


def _of_one_domain(pairs: Pairs, comparison: Comparison, left: Integers, right: Integers) -> Integers:
    index = comparison.index
    level = np.full(len(left), index["other"], dtype=np.int64)
    rows = np.flatnonzero(_may_fit(pairs, left, right)) if len(left) > FEW else np.arange(len(left))
    boxes = pairs.features.points.boxes(np.concatenate((left[rows], right[rows])))
    couples = zip(left[rows].tolist(), right[rows].tolist(), strict=True)
    fitting = np.array([fits(boxes[ours], boxes[theirs]) for ours, theirs in couples], dtype=np.bool_)
    level[rows[fitting]] = index["form"]
    return level


def _may_fit(pairs: Pairs, left: Integers, right: Integers) -> Flags:
    """Mailboxes that ``fits`` need not be asked about are none: other digits, or words with other initials."""
    points = pairs.features.points
    many, initials, ends = points.mail_words, points.mail_initials, points.mail_ends
    few, most = np.minimum(many[left], many[right]), np.maximum(many[left], many[right])
    alike = np.where(few == most, initials[left] == initials[right], (initials[left] & initials[right]) != 0)
    alike = np.where(most == 1, ends[left] == ends[right], alike) & ((few == most) | (few == 1))
    return np.asarray(alike & (points.mail_digits[left] == points.mail_digits[right]), dtype=np.bool_)


def _near(pairs: Pairs, combo: Combos, left: Integers, right: Integers, asked: Flags) -> Flags:
    """Whole addresses a few slips apart, if the names agree; a «hans.mueller2» is another Hans Müller."""
    digits = pairs.features.points.mail_digits
    friendly = pairs.at(
        "given", "equal", "variant", "swapped", "similar", "slip", "part", "initial", "missing"
    ) & pairs.at("family", "equal", "spelling", "swapped", "typo", "similar", "slip", "missing")
    rows = np.flatnonzero(asked & (digits[left] == digits[right]) & friendly[combo.pair])
    texts = pairs.features.points.addresses
    ours, theirs = ([texts[value] for value in side[rows].tolist()] for side in (left, right))
    flags = np.zeros(len(left), dtype=np.bool_)
    if len(rows):
        slips = cpdist(ours, theirs, scorer=OSA.distance, score_cutoff=3)
        flags[rows] = slips <= 2
        for place in np.flatnonzero(slips == 3).tolist():
            flags[rows[place]] = spread(ours[place], theirs[place])
    return flags


def phone(pairs: Pairs, comparison: Comparison) -> Found:
    """Mobile numbers, direct lines and switchboards of two persons."""
    table, index = pairs.table, comparison.index
    combo = combos(table.phones, pairs)
    left, right = table.phones.value[combo.left], table.phones.value[combo.right]
    roles = table.phones.role[combo.left], table.phones.role[combo.right]
    central = (roles[0] == SWITCHBOARD) | (roles[1] == SWITCHBOARD)
    mobile = (roles[0] == MOBILE) & (roles[1] == MOBILE)
    same = left == right
    level = np.where(mobile, index["other mobile"], index["elsewhere"])
    level[(roles[0] == MOBILE) ^ (roles[1] == MOBILE)] = index["missing"]
    level[neighbouring(pairs, left, right) & ~mobile & ~central] = index["colleague"]
    level[central] = index["missing"]
    level[extension(pairs, left, right)] = index["extension"]
    level[same] = np.where(central, index["switchboard"], np.where(mobile, index["mobile"], index["line"]))[same]
    bucket = np.minimum(pairs.shares.phones[combo.left], pairs.shares.phones[combo.right])
    stranger = other_given(pairs)[combo.pair]
    stranger |= (other_family(pairs) | pairs.at("generation", "one"))[combo.pair] & (level == index["line"])
    level[stranger & comparison.among(("mobile", "line")).take(level)] = index["household"]
    return best(pairs, comparison, combo, level, bucket)


def neighbouring(pairs: Pairs, left: Integers, right: Integers) -> Flags:
    """Different numbers that differ in their last three digits at most."""
    ours, theirs = pairs.features.points.phone_digits[left], pairs.features.points.phone_digits[right]
    return np.asarray((ours // 1000 == theirs // 1000) & (ours != theirs) & (ours > 0), dtype=np.bool_)


def extension(pairs: Pairs, left: Integers, right: Integers) -> Flags:
    """One number is the switchboard (stem and 0), the other an extension of it."""
    digits, ends = pairs.features.points.phone_digits, pairs.features.points.phone_centres
    found = np.zeros(len(left), dtype=np.bool_)
    for stems, others in ((left, right), (right, left)):
        rows = np.flatnonzero(ends[stems] & (stems != others))
        stem, whole = digits[stems[rows]], digits[others[rows]]
        fits = np.zeros(len(rows), dtype=np.bool_)
        for width in range(1, 6):
            fits |= (whole // 10**width == stem // 10) & (whole != stem)
        found[rows] |= fits
    return found


def address(pairs: Pairs, comparison: Comparison) -> Found:
    """Postal addresses of two persons."""
    index = comparison.index
    combo = combos(pairs.table.places, pairs)
    level, bucket = located(pairs, comparison, combo, pairs.shares.places)
    shared = level < index["household"]
    level[shared & (other_given(pairs) | pairs.at("generation", "one"))[combo.pair]] = index["household"]
    level[(level == index["house"]) & pairs.at("organisation", "equal", "part")[combo.pair]] = index["workplace"]
    found = best(pairs, comparison, combo, level, bucket)
    married(pairs, pairs.at("birthday", "surname") & (found.level <= index["street"]))
    return found


def located(pairs: Pairs, comparison: Comparison, combo: Combos, shares: Integers) -> tuple[Integers, Integers]:
    """The level of each combination of two postal addresses."""
    table, points, index = pairs.table, pairs.features.points, comparison.index
    left, right = table.places.value[combo.left], table.places.value[combo.right]
    code, city, street, house = (
        _agreeing(column, left, right) for column in (points.postal_codes, points.cities, points.streets, points.houses)
    )
    city[_one_town(pairs, left, right, city < 0)] = 1
    town = (code > 0) | ((code == 0) & (city > 0))
    near = town | (city > 0)
    level = everywhere_else(comparison, code, city)
    level[near & (city > 0)] = index["city"]
    level[code > 0] = index["town"]
    level[near & (street < 0)] = index["neighbours"]
    alike = (street > 0) | _alike(pairs, left, right, (street < 0) & near)
    off = (house < 0) & ~_number_slip(pairs, left, right, (house < 0) & alike & near)
    level[near & alike] = index["street"]
    level[near & alike & off] = index["road"]
    level[near & (street > 0) & (house > 0)] = index["house"]
    level[~near & (street > 0) & (house > 0)] = index["street"]
    codes, cities = points.postal_codes, points.cities
    uncoded = (codes[left] == 0) & (codes[right] == 0) & (cities[left] == cities[right])
    one = (street > 0) & (house > 0) & ((code > 0) | uncoded)
    return level, np.where(one, np.minimum(shares[combo.left], shares[combo.right]), _SOME)


_SOME = 2
"""The bucket of a place that two tell differently: who else tells it cannot be known from what they share."""


def _one_town(pairs: Pairs, left: Integers, right: Integers, asked: Flags) -> Flags:
    """Cities one of which is told with more behind it: «Frankfurt», «Frankfurt am Main»."""
    points, flags = pairs.features.points, np.zeros(len(left), dtype=np.bool_)
    heads = points.city_heads
    rows = np.flatnonzero(asked & (heads[left] == heads[right]))
    for row in rows.tolist():
        short, long = sorted((points.city_names[side[row]] for side in (left, right)), key=len)
        flags[row] = long.startswith(f"{short} ")
    return flags


def _number_slip(pairs: Pairs, left: Integers, right: Integers, asked: Flags) -> Flags:
    """House numbers with a letter more («12», «12a») or two characters swapped; one other digit is another house."""
    numbers, flags = pairs.features.points.house_numbers, np.zeros(len(left), dtype=np.bool_)
    rows = np.flatnonzero(asked)
    couples = zip(left[rows].tolist(), right[rows].tolist(), strict=True)
    flags[rows] = [number_slip(numbers[ours], numbers[theirs]) for ours, theirs in couples]
    return flags


def everywhere_else(comparison: Comparison, code: Integers, city: Integers) -> Integers:
    """Where nothing says more: «missing», or «elsewhere» if postal codes or cities differ."""
    differing = (code < 0) | ((code == 0) & (city < 0))
    return np.where(differing, comparison.index["elsewhere"], comparison.index["missing"])


def _agreeing(column: Integers, left: Integers, right: Integers) -> Integers:
    """1 where equal, -1 where different, 0 where one is not said."""
    ours, theirs = column[left], column[right]
    said = (ours != 0) & (theirs != 0)
    return np.where(said, np.where(ours == theirs, 1, -1), 0)


def _alike(pairs: Pairs, left: Integers, right: Integers, asked: Flags) -> Flags:
    """Streets a few slips apart."""
    streets = pairs.features.points.street_names
    rows = np.flatnonzero(asked)
    flags = np.zeros(len(left), dtype=np.bool_)
    if len(rows):
        ours, theirs = ([streets[value] for value in side[rows].tolist()] for side in (left, right))
        within = [_within(*sorted(both, key=len)) for both in zip(ours, theirs, strict=True)]
        slips = cpdist(ours, theirs, scorer=OSA.normalized_similarity) >= 0.75
        flags[rows] = slips | np.array(within, dtype=np.bool_)
    return flags


def _within(short: str, long: str) -> bool:
    """Whether a street is told with more before or after it: «Hauptstraße», «Alte Hauptstraße», «Piedmont Road NE»."""
    return long.endswith(short) or (len(short) >= _NAMED and long.startswith(short))


_NAMED = 6
"""Letters by which a street is named: «Ring» begins many streets."""
