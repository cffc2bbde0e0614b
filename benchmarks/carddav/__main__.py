"""A poll without changes, the first listing and reading all cards, in one interleaved run: «python -m benchmarks.carddav».

Radicale and Xandikos get the very cards that we serve, as files in their folders. Each round asks every server once;
what is told is the median over the rounds, and how many times ours that is.
"""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import requests

from syncsvc.model.audience import Audience
from syncsvc.serve.carddav.cards import Cards
from tests.builders import a_canonical, a_name, a_phone, an_email
from tests.servers.addressbooks import address_books
from tests.servers.dav import radicale, xandikos

_SPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav" xmlns:CS="http://calendarserver.org/ns/"'
_SYNC = f"<sync-collection {_SPACES}><sync-token>{{}}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"
_ETAGS = f"<propfind {_SPACES}><prop><getetag/><resourcetype/><getcontenttype/></prop></propfind>"
_STATE = f"<propfind {_SPACES}><prop><CS:getctag/><sync-token/></prop></propfind>"


def contacts(count):
    for number in range(count):
        yield a_canonical(
            f"00000000-0000-4000-8000-{number:012d}",
            name=a_name(f"Vorname{number % 500}", f"Nachname{number}"),
            organisation=f"Amt {number % 200}",
            role="Sachbearbeitung",
            phones=(a_phone(f"+49302312{5000 + number % 1000}"),),
            emails=(an_email(f"person{number}@musterstadt.example"),),
        )


class Server:
    """One server's book, and what is asked of it."""

    def __init__(self, name, url, auth):
        self.name, self.url, self.auth = name, url, auth
        self.session = requests.Session()
        self.token, self.hrefs, self.times = "", [], {}

    def ask(self, method, body, depth):
        answer = self.session.request(
            method, self.url, data=body.encode(), auth=self.auth, timeout=600,
            headers={"Depth": depth, "Content-Type": "application/xml; charset=utf-8"},
        )  # fmt: skip
        assert answer.status_code == 207, (self.name, answer.status_code, answer.text[:300])
        return answer.text

    def timed(self, what, act):
        start = time.perf_counter()
        result = act()
        self.times.setdefault(what, []).append((time.perf_counter() - start) * 1000)
        return result

    def first(self):
        text = self.ask("REPORT", _SYNC.format(""), "0")
        self.token = re.findall(r"<(?:\w+:)?sync-token[^>]*>([^<]+)<", text)[-1]
        self.hrefs = [one for one in re.findall(r"<(?:\w+:)?href[^>]*>([^<]+)<", text) if one.endswith(".vcf")]

    def multiget(self):
        found = 0
        for at in range(0, len(self.hrefs), 50):
            wanted = "".join(f"<href>{one}</href>" for one in self.hrefs[at : at + 50])
            body = f"<C:addressbook-multiget {_SPACES}><prop><getetag/><C:address-data/></prop>{wanted}</C:addressbook-multiget>"
            found += self.ask("REPORT", body, "1").count("BEGIN:VCARD")
        assert found == len(self.hrefs), (self.name, found, len(self.hrefs))

    def round(self):
        self.timed("first listing (sync-collection)", self.first)
        self.timed("first listing (PROPFIND, Depth 1)", lambda: self.ask("PROPFIND", _ETAGS, "1"))
        self.timed("poll (sync-collection, no change)", lambda: self.ask("REPORT", _SYNC.format(self.token), "0"))
        self.timed("poll (PROPFIND ctag and token)", lambda: self.ask("PROPFIND", _STATE, "0"))
        self.timed("all cards (multiget, 50 each)", self.multiget)


def filled(server, cards):
    """A book of a peer with these cards, written into its folder: by PUT it would take Xandikos hours."""
    book = server.new_book()
    path = book.url.removeprefix(server.root).strip("/")
    folder = server.files / ("collection-root" if server.kind == "radicale" else "") / path
    for card in cards:
        (folder / f"{card.row.id}.vcf").write_bytes(card.text)
    if server.kind == "xandikos":
        for words in (("add", "-A"), ("-c", "user.name=b", "-c", "user.email=b@b.example", "commit", "-qm", "cards")):
            subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    return Server(server.kind, book.url, server.auth)


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.carddav")
    parser.add_argument("--cards", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(3)]
        ours = stack.enter_context(address_books(folders[0], contacts(options.cards)))
        cards = list(Cards(ours.book.of(Audience.INTERNAL)).by_id.values())
        peers = [
            filled(stack.enter_context(run(folder)), cards)
            for run, folder in zip((radicale, xandikos), folders[1:], strict=True)
        ]
        servers = [Server("syncsvc", ours.url + "/dav/books/internal/all/", (ours.name, ours.secret)), *peers]
        for server in servers:
            start = time.perf_counter()
            server.first()
            assert len(server.hrefs) == options.cards, (server.name, len(server.hrefs))
            print(
                f"{server.name}: first answer after the start {(time.perf_counter() - start) * 1000:,.0f} ms",
                flush=True,
            )
        for _ in range(options.rounds):
            for server in servers:
                server.round()
        table(servers)
    return 0


def table(servers):
    print(f"\n{'median of the rounds, ms':36}" + "".join(f"{one.name:>20}" for one in servers))
    for what, times in servers[0].times.items():
        base = statistics.median(times)
        cells = [f"{base:.2f}"] + [
            f"{(own := statistics.median(one.times[what])):.1f} ({own / base:.0f}×)" for one in servers[1:]
        ]
        print(f"{what:36}" + "".join(f"{cell:>20}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
