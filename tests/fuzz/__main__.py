"""The long search, led by coverage: ``uv run --all-groups --all-extras python -m tests.fuzz TARGET [libFuzzer's options]``.

New inputs go to ``.fuzz/TARGET/``, what did harm to ``.fuzz/TARGET-…``;
what was mended belongs into ``tests/fuzz/corpus/``.
"""

import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["syncsvc.formats", "syncsvc.serve"]):
    from tests.fuzz.targets import CORPUS, TARGETS

from tests.fuzz.mutations import mutated


def _custom(data: bytes, most: int, seed: int) -> bytes:
    """Half of the time a value of BER is changed so that all lengths fit, else libFuzzer does what it does."""
    chance = random.Random(seed)
    if chance.random() < 0.5:
        return bytes(atheris.Mutate(bytes(data), most))
    return mutated(bytes(data), chance)[:most]


def main() -> None:
    """Fuzz one target until told to stop."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"python -m tests.fuzz {'|'.join(TARGETS)} [-max_total_time=300 …]")
    name = sys.argv[1]
    target, folder = TARGETS[name]
    found = Path(".fuzz") / name
    found.mkdir(parents=True, exist_ok=True)
    options = [f"-artifact_prefix={found}-", "-timeout=10", "-max_len=8192", *sys.argv[2:]]
    # Whatever the target raises is a find: libFuzzer keeps the input and stops.
    atheris.Setup([sys.argv[0], *options, str(found), str(CORPUS / folder)], target, custom_mutator=_custom)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
