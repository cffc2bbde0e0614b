"""Whatever comes over the wire, the server stays up, takes no more memory than it should, and serves the others."""

import contextlib
import os
import resource
import socket
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncsvc.formats.ldap import answers, ber, filters, messages, requests
from syncsvc.serve.directory import Rules
from tests.builders import a_canonical, a_name
from tests.servers.slapd import make_identity
from tests.unit.serve.directory_clients import SUFFIX, directory, found, secured

PEOPLE = [
    a_canonical(f"00000000-0000-4000-8000-{number:012d}", name=a_name("Antje", f"Wiesner{number}"), note="x" * 400)
    for number in range(3000)
]
SEARCH = messages.search(SUFFIX, 2, messages.equals("sn", "Wiesner7"), ("cn",))
EVERYTHING = messages.request(1, messages.search(SUFFIX, 2, messages.present("cn"), ()))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    rules = Rules(stalled_s=1.0, max_connections=2_100)
    with directory(tmp_path_factory.mktemp("hostile"), PEOPLE, rules) as (port, _, running):
        yield port, running


def well(port):
    """Somebody else is answered, soon."""
    begun = time.monotonic()
    assert ["Antje Wiesner7"] == found(port, "(sn=Wiesner7)")
    assert time.monotonic() - begun < 10


def memory():
    """Bytes that this process, server included, has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def sent(port, data):
    """What comes back until the server closes, or has nothing more to say."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), 10) as wire, contextlib.suppress(ConnectionError, TimeoutError):
        wire.sendall(data)
        while received := wire.recv(65536):
            got += received
            wire.settimeout(0.2)
    return got


def mutated(data, changes):
    changed = bytearray(data)
    for place, value in changes:
        changed[place % len(changed)] = value
    return bytes(changed)


SEEDS = (
    messages.request(1, SEARCH),
    messages.request(2, messages.search(SUFFIX, 2, messages.present("cn"), ("*",)), messages.page(2, b"")),
    messages.request(3, messages.extended("1.3.6.1.4.1.4203.1.11.3")),
    messages.request(4, ber.sequence((ber.integer(3), ber.octets("uid=x"), ber.tlv(0x80, b"y")), 0x60)),
    messages.request(5, ber.tlv(0x4A, b"uid=x")),
)


@given(
    st.one_of(
        st.binary(max_size=60),
        st.builds(
            mutated, st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=4)
        ),
    )
)
def test_bytes_of_any_kind_are_a_request_or_are_refused_as_broken(data):
    try:
        end = messages.split(data, 0)
        request = requests.request(data if end is None else data[:end])
        {requests.SEARCH: requests.search, requests.BIND: requests.bind, requests.EXTENDED: requests.extended}.get(
            request.tag, bytes
        )(request.content)
    except (ber.BrokenBer, filters.TooDeep):
        pass


@given(
    st.lists(
        st.builds(
            mutated, st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=3)
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_broken_requests_on_the_wire_end_one_connection_and_no_other(server, caplog, several):
    with socket.create_connection(("127.0.0.1", server[0]), 10) as wire, contextlib.suppress(ConnectionError):
        wire.sendall(b"".join(several) + b"\x30\x05\x02\x01\x09\x42\x00")
        wire.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            while wire.recv(65536):
                pass

    assert not [record for record in caplog.records if record.exc_info], "a request raised what nobody foresaw"
    well(server[0])


def nested(tag, depth):
    inner = messages.present("cn")
    for _ in range(depth):
        inner = ber.tlv(tag, inner)
    return messages.request(1, messages.search(SUFFIX, 2, inner, ()))


@pytest.mark.parametrize("tag", [0xA0, 0xA1, 0xA2])
def test_a_filter_ten_thousand_deep_is_refused(server, tag):
    # Deeper than the limit, and longer than a request may be, depending on the lengths of lengths.
    reply = messages.reply(sent(server[0], nested(tag, 10_000)))

    assert reply.code in {2, 11}
    well(server[0])


def test_a_filter_as_wide_as_a_request_may_be_is_answered(server):
    wide = ber.sequence([messages.equals("sn", f"w{number}") for number in range(15_500)], 0xA1)
    request = messages.request(1, messages.search(SUFFIX, 2, wide, ("1.1",)))
    assert 200_000 < len(request) < 256 * 1024

    assert 0 == messages.reply(sent(server[0], request)[-14:]).code
    well(server[0])


def test_more_than_a_request_may_be_is_cut_off_before_it_is_taken_in(server):
    before = memory()
    with socket.create_connection(("127.0.0.1", server[0]), 5) as wire, contextlib.suppress(ConnectionError):
        wire.sendall(b"\x30\x84\x7f\xff\xff\xff")
        for _ in range(200):
            wire.sendall(bytes(1 << 20))
    assert memory() - before < 50 << 20
    well(server[0])


def test_a_client_that_never_reads_costs_little_and_is_dropped(server):
    port, running = server
    before = memory()
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            wire = stack.enter_context(socket.create_connection(("127.0.0.1", port), 5))
            wire.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                wire.sendall(EVERYTHING * 200)
        well(port)
        deadline = time.monotonic() + 20
        while running.connections > 1:
            assert time.monotonic() < deadline, running.connections
            time.sleep(0.1)
    assert memory() - before < 100 << 20


def test_a_client_that_reads_late_gets_all_the_same(server):
    got, done = bytearray(), answers.result(1, messages.DONE)
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.settimeout(10)
        wire.connect(("127.0.0.1", server[0]))
        wire.sendall(EVERYTHING * 5)
        time.sleep(0.3)
        while not got.endswith(done) or got.count(done) < 5:
            received = wire.recv(1 << 18)
            assert received, "the server closed the connection"
            got += received

    assert 5 * len(PEOPLE) == got.count(b"x" * 400)


def test_a_client_that_writes_a_byte_at_a_time_holds_up_nobody(server):
    port, _ = server
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 5)) for _ in range(50)]
        for byte in EVERYTHING[:10]:
            for wire in slow:
                wire.sendall(bytes((byte,)))
            well(port)
        slow[0].settimeout(20)
        assert b"1.3.6.1.4.1.1466.20036" in slow[0].recv(1000), "no notice of disconnection"


def test_two_thousand_idle_connections_and_no_more_than_allowed(server):
    port, running = server
    wanted = 2_000
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(files[1], 8192), files[1]))
    before = memory()
    with contextlib.ExitStack() as stack:
        for _ in range(wanted):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 5))
        deadline = time.monotonic() + 20
        while running.connections < wanted:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        well(port)
        assert memory() - before < 60 << 20
    resource.setrlimit(resource.RLIMIT_NOFILE, files)


def test_one_too_many_is_told_so(tmp_path):
    with directory(tmp_path, PEOPLE[:1], Rules(max_connections=3)) as (port, _, _), contextlib.ExitStack() as stack:
        wires = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 5)) for _ in range(4)]
        reply = messages.reply(wires[-1].recv(1000))

    assert (0, 51) == (reply.message, reply.code)


def test_when_the_system_has_no_more_files_those_who_wait_are_accepted_later(server):
    port, running = server
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.ExitStack() as stack:
        early = stack.enter_context(socket.create_connection(("127.0.0.1", port), 5))
        early.sendall(messages.request(1, SEARCH))
        assert b"Wiesner7" in early.recv(1000)
        late, before = stack.enter_context(socket.socket()), running.connections
        taken = len(list(Path("/proc/self/fd").iterdir()))
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(taken // 2, files[0]), files[1]))
        try:
            late.connect(("127.0.0.1", port))
            late.sendall(messages.request(1, SEARCH))
            early.sendall(messages.request(1, SEARCH))
            assert b"Wiesner7" in early.recv(1000), "who was there is served"
            assert before == running.connections
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, files)
        late.settimeout(10)
        assert b"Wiesner7" in late.recv(1000)


def test_what_is_said_behind_starttls_does_not_count_as_said_within_it(tmp_path):
    tls = messages.request(1, messages.extended("1.3.6.1.4.1.1466.20037"))
    with secured(tmp_path, PEOPLE[:1], make_identity(tmp_path)) as (port, _, _):
        got = sent(port, tls + messages.request(2, SEARCH))

    assert b"requests behind StartTLS" in got
