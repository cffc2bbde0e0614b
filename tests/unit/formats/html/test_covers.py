"""Every way to cover a mail address opens, and what cannot be opened is an issue, never a guess."""

import base64

import pytest

from syncsvc.formats.html import addresses, covers, read, scripts

ANNA = "anna.vogel@musterstadt.example"


def emails(html):
    records, _ = read(f"<!DOCTYPE html><meta charset=utf-8><body>{html}".encode(), source="page")
    return [field.value for record in records for field in record.fields if field.name == "email"]


def codes(html):
    return [issue.code for issue in read(html.encode(), source="page")[1]]


def person(cover):
    return f"<p>Anna Vogel<br>Tel. 030 23125-701<br>{cover}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "anna.vogel(at)musterstadt.example",
        "anna.vogel [at] musterstadt [punkt] example",
        "anna.vogel {ät} musterstadt (dot) example",
        "anna.vogel ＠ musterstadt.example",
        "anna.vogel @ musterstadt.example",
        "anna.vogel at musterstadt dot example",
        "anna (punkt) vogel (at) musterstadt (punkt) example",
        "anna.vogel-at-musterstadt.example",
        "anna.vogel((at))musterstadt.example",
        "anna.vogel@REMOVE-THIS.musterstadt.example",
        "nospam-anna.vogel@musterstadt.example",
        "anna.vogel@musterstadt.example.",
    ],
)
def test_a_spelled_out_address_is_read(text):
    assert emails(person(text)) == [ANNA]


@pytest.mark.parametrize(
    "text", ["Zimmer 12 (a) im Haus", "Treffpunkt at home", "x@y", "Stand: 12 at 14 Uhr", "(at) alle", "@", "a@b@c"]
)
def test_what_only_looks_like_an_address_is_none(text):
    assert addresses.find(addresses.spoken(text)) == ()


@pytest.mark.parametrize("offset", [*range(-26, 0), *range(1, 27)])
def test_typo3_links_open_whatever_their_offset(offset):
    token = covers.rotate(f"mailto:{ANNA}", offset)
    assert covers.from_link(f"javascript:linkTo_UnCryptMailto(%27{token.replace('%', '%25')}%27);") == (ANNA,)
    assert covers.typo3(token, str(offset)) == (ANNA,)
    assert covers.typo3(token, "") == (ANNA,)


@pytest.mark.parametrize("key", [0, 1, 0x5A, 0xFF])
def test_cloudflare_codes_open_with_any_key(key):
    code = f"{key:02x}" + "".join(f"{octet ^ key:02x}" for octet in ANNA.encode())
    assert covers.cloudflare(code) == ANNA
    link = f'<a href="/cdn-cgi/l/email-protection#{code}">[email&#160;protected]</a>'
    assert emails(person(link)) == [ANNA]
    assert emails(person(f'<span class="__cf_email__" data-cfemail="{code}">[email&#160;protected]</span>')) == [ANNA]


def encoded(text):
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cover",
    [
        f'<a href="mailto:{ANNA}?subject=Hallo">Mail</a>',
        f'<a href="mailto:Anna%20Vogel%20%3C{ANNA}%3E">Mail</a>',
        f'<a href="MAILTO:{ANNA}">Mail</a>',
        f"<a href=\"javascript:location.href='mailto:{ANNA}'\">Mail</a>",
        "<a href=\"javascript:mail('anna.vogel','musterstadt.example')\">Mail</a>",
        f'<a href="#" onclick="window.open(\'mailto:{ANNA}\')">Mail</a>',
        f'<joomla-hidden-mail is-email="1" first="{encoded("anna.vogel")}" last="{encoded("musterstadt.example")}"></joomla-hidden-mail>',
        '<span data-user="anna.vogel" data-domain="musterstadt.example"></span>',
        '<a href="#" data-enc-email="naan.ibtry[at]zhfgrefgnqg.rknzcyr">Mail</a>',
        "<script>document.write('<a href=\"mailto:' + 'anna.vogel' + '@' + 'musterstadt.example' + '\">')</script>",
        "<script>document.write(unescape('%3Ca%20href=%22mailto:anna.vogel%40musterstadt.example%22%3E'))</script>",
        "<script>var u = 'anna.vogel', d; d = 'musterstadt' + '.example'; document.write(u + '&#64;' + d)</script>",
        '<span style="unicode-bidi:bidi-override; direction:rtl">elpmaxe.tdatsretsum@legov.anna</span>',
        '<bdo dir="rtl">elpmaxe.tdatsretsum@legov.anna</bdo>',
        '<span style="direction:rtl">elpmaxe.tdatsretsum@legov.anna</span>',
        "\u202eelpmaxe.tdatsretsum@legov.anna\u202c",
        "anna.vogel<!-- a -->@<!-- b -->musterstadt<!-- c -->.example",
        'anna.vogel<img src="/i/at.gif">musterstadt.example',
        'anna.vogel<img src="x.png" alt="@">musterstadt.example',
        'anna.vogel<span style="display:none">weg</span>@<span hidden>weg.</span>musterstadt.example',
        "anna.vogel\u200b@\u00admusterstadt.example",
        '<img src="mail.png" alt="anna.vogel@musterstadt.example">',
        '<a href="#" data-email="anna.vogel@musterstadt.example">anzeigen</a>',
    ],
)
def test_a_cover_opens(cover):
    assert emails(person(cover)) == [ANNA]


def test_a_cover_that_does_not_open_is_an_issue():
    assert codes(person('<a href="javascript:decodeMail(7, 13)">E-Mail</a>')) == ["mail-covered"]
    assert codes(person("<span>Diese E-Mail-Adresse ist vor Spambots geschützt!</span>")) == ["mail-covered"]
    assert codes(person('E-Mail: <img src="/mail/vogel.png" alt="E-Mail-Adresse">')) == ["mail-picture"]


def test_words_taken_out_of_an_address_are_told():
    assert codes(person("anna.vogel@NOSPAM.musterstadt.example")) == ["mail-cleaned"]


def test_a_style_sheet_that_hides_or_turns_letters_is_understood():
    style = '<style>.t{display:none} @media print{.p{display:none}} .r{unicode-bidi:bidi-override;direction:rtl} .a::before{content:"@"}</style>'
    assert emails(style + person('anna.vogel<i class="t">x</i>@musterstadt.example')) == [ANNA]
    assert emails(style + person('anna.vogel<i class="p">@</i>musterstadt.example')) == [ANNA]
    assert emails(style + person('<i class="r">elpmaxe.tdatsretsum@legov.anna</i>')) == [ANNA]
    assert emails(style + person('anna.vogel<i class="a"></i>musterstadt.example')) == [ANNA]


def test_hidden_boxes_hold_real_data():
    assert emails(f'<div style="display:none"><p>Anna Vogel<br>{ANNA}</p></div>') == [ANNA]


def test_a_script_of_no_concern_gives_nothing():
    assert scripts.written("var menu = 'a' + 'b'; function go() { return menu }") == ()
    assert scripts.written("x" * 100_000 + f"'mailto:{ANNA}'") == ()
