"""``python -m benchmarks.ldap [--entries 10000] [--clients 4] [--seconds 4] [--rounds 3]``.

Prints, for our server and a tuned slapd with the same entries in turns: searches in a second, milliseconds of the median
and of the slowest in a hundred, and processor time per search (all that means something on a busy machine), for autocompletion on a connection that stays, on a new one with a bind for
every search as Thunderbird does it, and for the look-up of a caller. Medians of the rounds.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.ldap import load
from benchmarks.ldap.population import people, typed
from benchmarks.ldap.servers import SUFFIX, Running, ours, rival, stored

_TERMS = 60_000
"""More than one round gets through: what is asked again is what people would ask again."""
_CHECKED = 200


def _agree(servers: tuple[Running, ...], requests: list[bytes]) -> str:
    """How often both find the same number of entries; ours may find more, never fewer (see docs/serving-ldap.md)."""
    same = 0
    for request in requests[:_CHECKED]:
        mine, theirs = (load.count(server.port, request) for server in servers)
        assert mine >= theirs, (mine, theirs, request)
        same += mine == theirs
    return f"{same} of {_CHECKED} searches give as many entries, the others more"


def _compared(name: str, servers: tuple[Running, ...], requests: list[bytes], asked, *, reconnect: bool) -> None:
    rounds = [[_round(one, requests, asked, reconnect=reconnect) for one in servers] for _ in range(asked.rounds)]
    print(name)
    for place, server in enumerate(servers):
        figures = [one[place] for one in rounds]
        rate, p50, p99, cpu = (median(column) for column in zip(*figures, strict=True))
        print(
            f"  {server.name:8} {rate:8.0f}/s   median {p50:6.2f} ms   99 % within {p99:7.2f} ms   {cpu:5.0f} µs of a core"
        )
    ratios = [[a / b for a, b in zip(mine, theirs, strict=True)] for mine, theirs in rounds]
    rate, _, p99, cpu = (median(column) for column in zip(*ratios, strict=True))
    print(
        f"  {rate:.1f} times as many, p99 {1 / p99:.1f} times shorter, {1 / cpu:.1f} times less of a core", flush=True
    )


def _round(server: Running, requests: list[bytes], asked, *, reconnect: bool) -> tuple[float, float, float, float]:
    before = server.cpu()
    figures = load.measure(server.port, requests, asked.clients, asked.seconds, reconnect=reconnect)
    spent = 1e6 * (server.cpu() - before) / (figures.rate * asked.seconds)
    return figures.rate, figures.p50, figures.p99, spent


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (("entries", 10_000), ("clients", 4), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seconds", type=float, default=4.0)
    asked = parser.parse_args()
    contacts = list(people(asked.entries))
    completed = [load.autocomplete(SUFFIX, term) for term in typed(contacts, _TERMS)]
    called = [load.by_number(SUFFIX, contacts[place].phones[0].number) for place in range(0, asked.entries, 7)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stored(folder, contacts)
        with rival(folder / "slapd", contacts) as theirs:
            contacts.clear()
            with ours(folder) as (mine, seconds):
                print(f"{asked.entries} entries, loaded in {seconds:.1f} s, at most {mine.memory()} MB")
                servers = (mine, theirs)
                print(_agree(servers, completed))
                _compared("autocompletion, connections stay", servers, completed, asked, reconnect=False)
                _compared("autocompletion, connection and bind per search", servers, completed, asked, reconnect=True)
                _compared("caller by number", servers, called, asked, reconnect=False)
                print(f"at the end {mine.memory()} MB, slapd {theirs.memory()} MB")


if __name__ == "__main__":
    main()
