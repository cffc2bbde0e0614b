"""How many records a second one core normalises: ``python -m benchmarks.normalise [COUNT]``.

Every record has a name of its own, two numbers of its own (one with an extension, one mobile), a mail address, an
organisation of fifty and a unit of two hundred, as in the directory of a large county.
"""

import random
import statistics
import sys
import time

from syncsvc.lexicon.given_names import GIVEN_NAMES
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import Field, RecordRef, SourceRecord
from syncsvc.normalise.record import normalise

_SYLLABLES = "al ber bach mann hof er schul ze mei kel lin den wald stein ro ha gen fel der".split()
_NOTATIONS = (
    "0{area} {stem}-{inner}",
    "0{area}/{stem}-{inner}",
    "+49 {area} {stem}-{inner}",
    "(0{area}) {stem} {inner}",
)
_AREAS = (("7141", "910"), ("7141", "144"), ("711", "216"), ("30", "23125"), ("69", "90009"))


def records(count, rng):
    given = sorted(GIVEN_NAMES)
    for number in range(count):
        first = rng.choice(given).capitalize()
        last = "".join(rng.choices(_SYLLABLES, k=rng.choice((2, 3, 3, 4)))).capitalize()
        area, stem = rng.choice(_AREAS)
        name = rng.choice((f"{first} {last}", f"{last}, {first}", f"Dr. {first} {last}"))
        phone = rng.choice(_NOTATIONS).format(area=area, stem=stem, inner=rng.randrange(1000, 99999))
        yield SourceRecord(
            RecordRef("bench", str(number)),
            (
                Field("name", name),
                Field("organisation", f"Landratsamt Kreis {number % 50}"),
                Field("unit", f"Fachbereich {number % 200}"),
                Field("role", "Sachbearbeitung"),
                Field("phone", phone, "Telefon"),
                Field("phone", f"0176 {rng.randrange(10**7, 10**8)}", "Mobil"),
                Field("email", f"{first}.{last}@kreis{number % 50}.example".lower(), "E-Mail"),
            ),
        )


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    profile = SourceProfile("bench", area_code="07141")
    rounds = []
    for seed in range(3):
        batch = list(records(count, random.Random(seed)))
        start = time.process_time()
        kept = sum(normalise(record, profile)[0] is not None for record in batch)
        rounds.append((time.process_time() - start) / count)
        assert kept == count
    each = statistics.median(rounds)
    print(
        f"{count} records: {1 / each:,.0f} records/s, {each * 1e6:.0f} µs per record (median of {len(rounds)} rounds, processor time)"
    )


if __name__ == "__main__":
    main()
