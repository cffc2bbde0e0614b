"""Read and write 10,000 invented cards, and vobject a part of the same; medians of alternating rounds, CPU time.

python -m benchmarks.vcard [ROUNDS]
"""

import sys
import time
from collections.abc import Callable
from statistics import median

from benchmarks.vcard import rival
from benchmarks.vcard.cards import contacts, source
from syncsvc.formats.vcard import Profile, read_fields, write

COUNT, SHARE = 10_000, 1_000
"""Cards for us and for vobject in each round: it is so much slower."""
MEGABYTE = 1_000_000
HOSTILE = {
    "cards never closed": (b"", b"BEGIN:VCARD\n", b""),
    "short properties": (b"BEGIN:VCARD\nFN:x\n", b"A:x\n", b"END:VCARD\n"),
    "many parameters": (b"BEGIN:VCARD\nFN;", b"A=a,b;", b":x\nEND:VCARD\n"),
    "open quotation marks": (b"BEGIN:VCARD\nFN;", b'a=",";', b'"x\nEND:VCARD\n'),
    "nested agents": (b"BEGIN:VCARD\nFN:x\n", b"AGENT:\nBEGIN:VCARD\n", b"END:VCARD\n"),
    "lines that are no property": (b"BEGIN:VCARD\nFN:x\n", b'":\n', b"END:VCARD\n"),
}


def seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main(rounds: int) -> None:
    people = contacts(COUNT)
    book, part = source(COUNT), source(SHARE).decode()
    work: dict[str, tuple[int, Callable[[], object]]] = {
        "read": (COUNT, lambda: read_fields(book)),
        "read, vobject": (SHARE, lambda: rival.read(part)),
        "write": (COUNT, lambda: [write(one, Profile.PHONE) for one in people]),
        "write, vobject": (SHARE, lambda: rival.write(people[:SHARE])),
        "write 2.1": (COUNT // 5, lambda: [write(one, Profile.OUTLOOK) for one in people[: COUNT // 5]]),
        "write 4.0": (COUNT, lambda: [write(one, Profile.V4) for one in people]),
    }
    rates: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, (count, task) in work.items():
            rates[name].append(count / seconds(task))
    print(f"{COUNT:,} cards of {len(book) // COUNT} octets, {rounds} rounds, cards a second (median, lowest, highest)")
    for name, found in rates.items():
        print(f"  {name:<16}{median(found):>10,.0f}{min(found):>10,.0f}{max(found):>10,.0f}")
    for name in ("read", "write"):
        ratios = [ours / theirs for ours, theirs in zip(rates[name], rates[f"{name}, vobject"], strict=True)]
        print(f"  {name}: {median(ratios):.1f} times vobject ({min(ratios):.1f} to {max(ratios):.1f})")
    print("one megabyte of what a stranger might send, seconds")
    for name, (head, piece, tail) in HOSTILE.items():
        content = head + piece * (MEGABYTE // len(piece)) + tail
        print(f"  {name:<28}{median(seconds(lambda content=content: read_fields(content)) for _ in range(3)):>6.2f}")
    line = b"BEGIN:VCARD\nFN;a=" + b"," * 29 + b'"x\nEND:VCARD\n'
    print(
        f"  {'29 commas and a quotation mark':<28} {seconds(lambda: [read_fields(line) for _ in range(100)]) * 10:.3f} ms"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
