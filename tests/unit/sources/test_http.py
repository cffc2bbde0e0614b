"""The one HTTP client against a server that does its worst."""

import gzip
import socket
import time
import traceback
import zlib

import pytest

from syncsvc.errors import SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.formats.urls import origin
from syncsvc.sources.access import Access
from syncsvc.sources.gate import Gate, permitted
from syncsvc.sources.http import HttpClient, Request
from tests.servers import http as served
from tests.servers.slapd import make_identity


def client(server, sleep=None, **access):
    given = {
        "user_agent": "syncsvc/test",
        "origins": frozenset({origin(server.url())}),
        "private_hosts": frozenset({"127.0.0.1"}),
        "proxy": "",
    }
    return HttpClient(Access(**(given | access)), sleep=sleep or (lambda _: None), chance=lambda: 1.0)


def get(server, path="/x", **access):
    with client(server, **access) as http:
        return http.get(server.url(path))


def serve(server, answer):
    server.routes["/x"] = answer


# Bodies


def test_a_good_answer_arrives_whole_with_its_type_and_charset(web):
    serve(web, served.reply(200, "Müller".encode("cp1252"), "Text/CSV; Charset=Windows-1252"))

    reply = get(web)

    assert (reply.content, reply.media_type, reply.charset) == (b"M\xfcller", "text/csv", "windows-1252")


def test_an_endless_body_is_refused_at_the_limit(web):
    serve(web, served.endless)

    with pytest.raises(SourceRejected, match="more than 1000000 bytes"):
        get(web, max_bytes=1_000_000)


def test_a_body_of_just_the_limit_passes_and_one_byte_more_does_not(web):
    serve(web, served.reply(200, b"x" * 1000))

    assert len(get(web, max_bytes=1000).content) == 1000
    with pytest.raises(SourceRejected):
        get(web, max_bytes=999)


def test_a_gzip_bomb_is_refused_long_before_it_is_unfolded(web):
    serve(web, served.bomb(50_000_000))
    begin = time.process_time()

    with pytest.raises(SourceRejected, match="more than 1000000 bytes"):
        get(web, max_bytes=1_000_000)
    assert time.process_time() - begin < 1


def test_many_small_bombs_in_one_stream_are_one_bomb(web):
    serve(web, served.reply(200, gzip.compress(bytes(100_000)) * 20, Content_Encoding="gzip"))

    with pytest.raises(SourceRejected, match="more than"):
        get(web, max_bytes=1_000_000)


def raw_deflate(data):
    deflate = zlib.compressobj(wbits=-15)
    return deflate.compress(data) + deflate.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"abc" * 50_000)),
        ("x-gzip", gzip.compress(b"abc" * 50_000)),
        ("gzip", gzip.compress(b"abc" * 20_000) + gzip.compress(b"abc" * 30_000)),
        ("gzip", gzip.compress(b"abc" * 50_000) + bytes(100)),
        ("deflate", zlib.compress(b"abc" * 50_000)),
        ("deflate", raw_deflate(b"abc" * 50_000)),
        ("identity", b"abc" * 50_000),
    ],
)
def test_every_form_of_compression_we_ask_for_is_undone(web, encoding, body):
    serve(web, served.reply(200, body, Content_Encoding=encoding))

    assert get(web).content == b"abc" * 50_000


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_a_compression_nobody_asked_for_is_refused(web, encoding):
    serve(web, served.reply(200, b"\x8b\x02", Content_Encoding=encoding))

    with pytest.raises(SourceRejected, match="encoding"):
        get(web)


def test_a_body_that_only_pretends_to_be_compressed_is_refused(web):
    serve(web, served.reply(200, b"plain text", Content_Encoding="gzip"))

    with pytest.raises(SourceRejected, match="cannot be read"):
        get(web)


@pytest.mark.parametrize(
    "answer",
    [
        served.cut(b"Anna;Muster\r\n", promised=5000),
        served.cut_chunks(b"Anna;Muster\r\n"),
        served.reply(200, gzip.compress(b"Anna;Muster\r\n" * 100)[:-20], Content_Encoding="gzip"),
    ],
    ids=["length", "chunks", "gzip"],
)
def test_a_connection_that_drops_half_way_is_an_error_never_a_short_list(web, answer):
    serve(web, answer)

    with pytest.raises(SourceIncomplete, match="ended half-way"):
        get(web)
    assert len(web.asked) == 3, "it is tried again first"


def test_a_drop_that_mends_itself_is_no_error(web):
    serve(web, served.in_turn(served.cut(b"Anna", 10), served.hang_up, served.reply(200, b"Anna;Muster")))

    assert get(web).content == b"Anna;Muster"


# Time


@pytest.mark.parametrize("answer", [served.drip, served.drip_head], ids=["body", "header"])
def test_a_slow_drip_ends_at_the_total_deadline(web, answer):
    serve(web, answer)
    begin = time.monotonic()

    with pytest.raises(SourceUnavailable, match=r"did not finish within 0\.3 seconds"):
        get(web, total_timeout=0.3)
    assert time.monotonic() - begin < 2


def test_a_server_that_says_nothing_runs_into_the_read_deadline(web):
    serve(web, served.silence)

    with pytest.raises(SourceUnavailable, match="does not answer in time"):
        get(web, read_timeout=0.1)
    assert len(web.asked) == 3


def test_the_deadline_reaches_a_connection_that_is_used_again(web):
    web.routes |= {"/x": served.reply(200, b"fine"), "/slow": served.drip}

    with client(web, total_timeout=0.5) as http:
        http.get(web.url("/x"))
        with pytest.raises(SourceUnavailable, match="did not finish"):
            http.get(web.url("/slow"))
        assert http.get(web.url("/x")).content == b"fine", "and the client lives on"


def test_nobody_listening_is_unavailable(web):
    with client(web) as http, pytest.raises(SourceUnavailable, match="refuses the connection"):
        http.get(f"http://127.0.0.1:{served.unused_port()}/x")


def test_an_unknown_name_is_unavailable(web):
    with client(web) as http, pytest.raises(SourceUnavailable, match=r"name nowhere\.invalid cannot be found"):
        http.get("http://nowhere.invalid/")


# Retries


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(web, status):
    serve(web, served.in_turn(served.reply(status), served.reply(status), served.reply(200, b"fine")))
    waits = []

    assert get(web, sleep=waits.append).content == b"fine"
    assert waits == [0.5, 1.0]


def test_retry_after_is_respected_in_seconds_and_as_a_date(web):
    date = {"Date": "Sun, 01 Nov 2026 12:00:00 GMT", "Retry_After": "Sun, 01 Nov 2026 12:00:09 GMT"}
    serve(
        web, served.in_turn(served.reply(429, Retry_After="7"), served.reply(503, **date), served.reply(200, b"fine"))
    )
    waits = []

    assert get(web, sleep=waits.append).content == b"fine"
    assert waits == [7.0, 9.0]


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(web):
    serve(web, served.reply(429, Retry_After="3600"))
    waits = []

    with pytest.raises(SourceUnavailable, match="less often"):
        get(web, sleep=waits.append)
    assert (waits, len(web.asked)) == ([], 1)


def test_three_attempts_are_enough(web):
    serve(web, served.reply(503))

    with pytest.raises(SourceUnavailable, match="status 503"):
        get(web)
    assert len(web.asked) == 3


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (204, SourceRejected),
        (206, SourceIncomplete),
        (304, SourceRejected),
        (400, SourceRejected),
        (401, SourceRejected),
        (403, SourceRejected),
        (404, SourceRejected),
        (410, SourceRejected),
        (500, SourceUnavailable),
        (501, SourceUnavailable),
    ],
)
def test_other_answers_are_not_asked_for_twice(web, status, error):
    serve(web, served.reply(status))

    with pytest.raises(error, match=str(status)) as caught:
        get(web)
    assert len(web.asked) == 1
    assert type(caught.value) is error


# Redirects


def test_three_redirects_are_followed_and_a_fourth_is_not(web):
    web.routes |= {f"/{step}": served.redirect(f"/{step + 1}") for step in range(4)}
    web.routes |= {"/4": served.reply(200, b"end")}

    assert get(web, "/1").content == b"end"
    with pytest.raises(SourceRejected, match="more than 3 redirects"):
        get(web, "/0")


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://0.0.0.0/"])
def test_a_redirect_to_link_local_is_refused_even_where_private_addresses_are_allowed(web, target):
    serve(web, served.redirect(target))

    with pytest.raises(SourceRejected, match="private or reserved"):
        get(web, private_hosts=frozenset({"127.0.0.1", "169.254.169.254", "fe80::1", "0.0.0.0"}))


def test_a_redirect_to_another_private_host_is_refused(web):
    serve(web, served.redirect(web.url("/y", host="localhost")))

    with pytest.raises(SourceRejected, match="localhost has a private or reserved address"):
        get(web)
    assert web.paths() == ["/x"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "mailto:a@b.example", "http://[bad/"]
)
def test_a_redirect_out_of_http_is_refused(web, target):
    serve(web, served.redirect(target))

    with pytest.raises(SourceRejected):
        get(web)
    assert web.paths() == ["/x"]


def test_a_redirect_keeps_the_method_and_body_of_a_report(web):
    serve(web, served.redirect("/y", 301))
    web.routes["/y"] = served.reply(207, b"<x/>", "text/xml")

    with client(web) as http:
        http.ask(Request(web.url("/x"), "REPORT", b"<sync/>", statuses=frozenset({207})))

    assert [(asked.method, asked.path, asked.body) for asked in web.asked] == [
        ("REPORT", "/x", b"<sync/>"),
        ("REPORT", "/y", b"<sync/>"),
    ]


# Addresses


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_loopback_is_refused_in_every_spelling(web, host):
    with client(web, private_hosts=frozenset()) as http, pytest.raises(SourceRejected, match="private or reserved"):
        http.get(web.url("/x", host=host))
    assert web.asked == []


def test_a_name_that_turns_private_between_check_and_connection_helps_nobody(web, monkeypatch):
    """DNS rebinding: the name is looked up once, and the connection goes to the address that was checked."""
    answers = iter(["93.184.215.14", "127.0.0.1"])
    tried = []

    def refuse(address, *args, **kwargs):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [(socket.AF_INET, 1, 6, "", (next(answers), web.port))])
    monkeypatch.setattr("syncsvc.sources.gate.create_connection", refuse)
    with client(web, total_timeout=0.4) as http, pytest.raises(SourceUnavailable):
        http.get(web.url("/x", host="rebind.example"))

    assert tried == [("93.184.215.14", web.port)]


def test_of_several_addresses_only_the_permitted_ones_are_tried(web, monkeypatch):
    found = ["169.254.169.254", "127.0.0.1", "64:ff9b::7f00:1", "100.64.0.1", "2002:7f00:1::"]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [(0, 1, 6, "", (address, 80)) for address in found])

    with pytest.raises(SourceRejected, match="private or reserved"):
        Gate(frozenset()).addresses("mixed.example", 80)
    assert Gate(frozenset({"mixed.example"})).addresses("mixed.example", 80) == tuple(found[1:])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("64:ff9b::5db8:d70e", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fc00::1", False),
        ("fe80::1%eth0", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_only_public_addresses_may_be_connected_to(address, public):
    assert permitted(address, private=False) is public


# TLS


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    return make_identity(tmp_path_factory.mktemp("identity"))


@pytest.fixture
def secure(identity):
    with served.serving(
        {"/x": served.reply(200, b"fine")}, served.server_context(identity.certificate, identity.key)
    ) as server:
        yield server


def test_a_certificate_is_verified_against_the_configured_authority(secure, identity):
    private = frozenset({"localhost"})

    with client(secure, ca_file=str(identity.ca), private_hosts=private) as http:
        assert http.get(secure.url("/x", host="localhost")).content == b"fine"


def test_an_unknown_authority_is_rejected(secure):
    with client(secure) as http, pytest.raises(SourceRejected, match="certificate is not accepted"):
        http.get(secure.url("/x"))


def test_a_certificate_for_another_name_is_rejected(secure, identity, monkeypatch):
    """The connection goes to a checked address, but it is the host's name that must be certified."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: real("127.0.0.1" if host == "other.example" else host, *rest, **more),
    )

    http = client(secure, ca_file=str(identity.ca), private_hosts=frozenset({"other.example"}))
    with http, pytest.raises(SourceRejected, match="certificate is not accepted"):
        http.get(secure.url("/x", host="other.example"))


def test_a_slow_drip_under_tls_ends_at_the_deadline_too(secure, identity):
    secure.routes["/x"] = served.drip

    http = client(secure, ca_file=str(identity.ca), private_hosts=frozenset({"localhost"}), total_timeout=0.4)
    with http, pytest.raises(SourceUnavailable, match="did not finish"):
        http.get(secure.url("/x", host="localhost"))


def test_a_missing_file_of_authorities_is_told(secure, tmp_path):
    with (
        client(secure, ca_file=str(tmp_path / "missing.pem")) as http,
        pytest.raises(SourceRejected, match="cannot be read"),
    ):
        http.get(secure.url("/x"))


def test_a_way_down_from_https_is_refused(secure, identity, web):
    secure.routes["/x"] = served.redirect(web.url("/x", host="localhost"))

    http = client(secure, ca_file=str(identity.ca), private_hosts=frozenset({"localhost"}))
    with http, pytest.raises(SourceRejected, match="unencrypted"):
        http.get(secure.url("/x", host="localhost"))
    assert web.asked == []


# Credentials and privacy


SECRET = "hunter2-ganz-geheim"


def test_credentials_go_to_the_configured_origin_alone(web):
    with served.serving({"/y": served.reply(200, b"other")}) as other:
        serve(web, served.redirect(other.url("/y")))

        get(web, username="anna", password=SECRET, headers=(("X-Api-Key", SECRET),))

        assert web.asked[0].headers["authorization"].startswith("Basic ")
        assert web.asked[0].headers["x-api-key"] == SECRET
        assert "authorization" not in other.asked[0].headers
        assert "x-api-key" not in other.asked[0].headers


def test_credentials_are_never_sent_in_clear_text_over_a_public_network(web):
    with (
        client(
            web, private_hosts=frozenset(), token=SECRET, origins=frozenset({("http", "public.example", 80)})
        ) as http,
        pytest.raises(SourceRejected, match="unencrypted"),
    ):
        http.get("http://public.example/")


@pytest.mark.parametrize(
    "answer",
    [
        served.reply(401),
        served.reply(503),
        served.hang_up,
        served.silence,
        served.cut(b"x", 9),
        served.endless,
        served.redirect("file:///x"),
    ],
)
def test_no_secret_shows_in_an_error_its_trace_or_the_log(web, answer, caplog):
    caplog.set_level("DEBUG")
    serve(web, answer)

    http = client(web, username="anna", password=SECRET, token=SECRET, read_timeout=0.1, max_bytes=10)
    with http, pytest.raises((SourceUnavailable, SourceRejected)) as caught:
        http.get(web.url(f"/x?token={SECRET}&page=2"))

    told = "".join(traceback.format_exception(caught.value)) + caught.value.hint + caplog.text + repr(http._access)
    assert SECRET not in told
    assert "page=2" in str(caught.value)


def test_no_netrc_is_read(web, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login anna password geheim\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    serve(web, served.reply(200, b"fine"))

    get(web)

    assert "authorization" not in web.asked[0].headers


def test_we_say_who_we_are(web):
    serve(web, served.reply(200, b"fine"))

    get(web)

    assert web.asked[0].headers["user-agent"] == "syncsvc/test"
    assert web.asked[0].headers["accept-encoding"] == "gzip, deflate"


# What it is


def test_a_wrong_content_type_is_refused_with_a_hint(web):
    serve(web, served.reply(200, b"<form>", "text/html; charset=utf-8"))

    with client(web) as http, pytest.raises(SourceRejected, match="text/html") as caught:
        http.get(web.url("/x"), media_types=("text/csv",))
    assert "sign in" in caught.value.hint


def test_a_type_that_says_nothing_is_let_through(web):
    serve(web, served.reply(200, b"a;b", "application/octet-stream"))

    with client(web) as http:
        assert http.get(web.url("/x"), media_types=("text/csv",)).content == b"a;b"


# Proxies


def test_requests_go_through_the_proxy_and_targets_are_checked_all_the_same(web):
    with served.serving() as proxy:
        proxy.routes["http://203.0.113.7/x"] = served.reply(200, b"through the proxy")
        with client(web, proxy=proxy.url().rstrip("/")) as http:
            with pytest.raises(SourceRejected, match="private or reserved"):
                http.get("http://10.0.0.7/x")
            with pytest.raises(SourceRejected, match="private or reserved"):
                http.get("http://169.254.169.254/x")
        assert proxy.asked == []


def test_a_name_only_the_proxy_knows_is_left_to_it(web):
    with served.serving() as proxy:
        proxy.routes["http://nowhere.invalid/x"] = served.reply(200, b"through the proxy")
        with client(web, proxy=proxy.url().rstrip("/").replace("//", "//anna:geheim@")) as http:
            assert http.get("http://nowhere.invalid/x").content == b"through the proxy"
        assert proxy.asked[0].headers["proxy-authorization"].startswith("Basic ")


def test_the_proxy_of_the_environment_is_used_unless_told_otherwise(web, monkeypatch):
    serve(web, served.reply(200, b"direct"))
    with served.serving() as proxy:
        proxy.routes["http://nowhere.invalid/x"] = served.reply(200, b"through the proxy")
        monkeypatch.setenv("http_proxy", proxy.url())
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with client(web, proxy=None) as http:
            assert http.get("http://nowhere.invalid/x").content == b"through the proxy"
            assert http.get(web.url("/x")).content == b"direct"


def test_https_goes_through_a_tunnel_and_is_still_verified(secure, identity):
    with served.serving({f"localhost:{secure.port}": served.tunnel}) as proxy:
        through = {"proxy": proxy.url().rstrip("/"), "private_hosts": frozenset({"localhost"})}
        with client(secure, ca_file=str(identity.ca), **through) as http:
            assert http.get(secure.url("/x", host="localhost")).content == b"fine"
        with client(secure, **through) as http, pytest.raises(SourceRejected, match="certificate is not accepted"):
            http.get(secure.url("/x", host="localhost"))

    assert {asked.method for asked in proxy.asked} == {"CONNECT"}


def test_a_proxy_that_refuses_or_is_not_there_is_unavailable(secure):
    with served.serving({f"localhost:{secure.port}": served.reply(403)}) as proxy:
        http = client(secure, proxy=proxy.url().rstrip("/"), private_hosts=frozenset({"localhost"}))
        with http, pytest.raises(SourceUnavailable, match="proxy"):
            http.get(secure.url("/x", host="localhost"))
    with client(secure, proxy=f"http://127.0.0.1:{served.unused_port()}") as http, pytest.raises(SourceUnavailable):
        http.get(secure.url("/x"))
