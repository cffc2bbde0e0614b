"""Delimited text: the cases table, and encodings."""

import tomllib
from pathlib import Path

import pytest

from syncsvc.formats.table import Options, TableError, keys_of, read_text

TESTS = Path(__file__).parents[3]
CASES = tomllib.loads((TESTS / "cases/tables.toml").read_text(encoding="utf-8"))["case"]
LIST = "Name;Telefon\nJörg Groß;069 90009-200\nIna „Süd“;069 90009-201\n"


def written(row):
    return [f"{field.name} {field.value}{f' ({field.label})' * bool(field.label)}" for field in row.fields]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_tables_as_offices_hand_them_over(case):
    text = case["text"] if "\r" in case["text"] else case["text"].replace("\n", "\r\n")
    table = read_text(text.encode(), Options(columns=tuple(case.get("columns", {}).items())))
    assert [written(row) for row in table.rows] == case["rows"]
    assert [issue.code for issue in table.issues] == case.get("issues", [])
    if "places" in case:
        assert [row.place for row in table.rows] == case["places"]


@pytest.mark.parametrize("name", ["excel_export_cp1252_semicolon", "excel_export_utf8bom_semicolon"])
def test_both_exports_of_one_list_say_the_same(name):
    folder = TESTS / "data/structured"
    table = read_text((folder / f"{name}.csv").read_bytes())
    other = read_text((folder / "excel_export_utf8bom_semicolon.csv").read_bytes())
    assert table == other
    assert [row.place for row in table.rows] == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-32"])
def test_the_encoding_is_found_by_rule(encoding):
    assert read_text(LIST.encode(encoding)) == read_text(LIST.encode())


@pytest.mark.parametrize(("encoding", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
def test_a_byte_order_mark_tells_either_order(encoding, mark):
    assert read_text(mark + LIST.encode(encoding)) == read_text(LIST.encode())


def test_a_configured_encoding_is_taken_at_its_word():
    euro = "Name;Telefon;Bemerkung\nIna Seifert;069 90009-200;5 €\n"
    assert read_text(euro.encode("iso-8859-15"), encoding="iso-8859-15") == read_text(euro.encode())
    with pytest.raises(TableError, match="line 2 is not valid ascii"):
        read_text(LIST.encode(), encoding="ascii")


def test_what_a_server_says_counts_only_where_the_rule_leaves_a_choice():
    assert read_text(LIST.encode(), declared="iso-8859-1") == read_text(LIST.encode())
    assert read_text(LIST.encode("cp1252"), declared="iso-8859-1") == read_text(LIST.encode())
    polish = "Name;Telefon\nLech Wałęsa;069 90009-200\n"
    assert read_text(polish.encode("cp1250"), declared="windows-1250") == read_text(polish.encode())


@pytest.mark.parametrize("sign", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_windows_1252_does_not_know_are_an_error(sign):
    with pytest.raises(TableError, match="line 2 is not valid cp1252") as caught:
        read_text(b"Name;Telefon\nJ\xf6rg" + bytes([sign]) + b";1\n")
    assert "encoding" in caught.value.hint


@pytest.mark.parametrize("content", [LIST.encode("utf-16-le"), b"Name;Telefon\nIna\x00;1", b"%PDF-1.7\n\x01\x02"])
def test_control_characters_are_an_error(content):
    with pytest.raises(TableError, match="control character"):
        read_text(content)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"eins;zwei\ndrei;vier\n", b"<html>kein Zugang</html>"])
def test_a_text_without_headings_is_an_error(content):
    with pytest.raises(TableError, match="no row of headings") as caught:
        read_text(content)
    assert "columns" in caught.value.hint


def test_headings_alone_are_an_empty_table():
    assert read_text(b"Name;Telefon\n").rows == ()


def test_a_named_separator_outweighs_what_would_be_found():
    table = read_text(
        b"Name,Telefon;Telefon\nAdler, Heike;069 90009-200\n",
        delimiter=";",
        options=Options((("Name,Telefon", "name"),)),
    )
    assert written(table.rows[0])[0] == "name Adler, Heike"


def test_a_missing_key_column_is_an_error():
    with pytest.raises(TableError, match="key column") as caught:
        read_text(LIST.encode(), Options(key=("Nummer",)))
    assert "Telefon" in caught.value.hint


def test_a_million_quotation_marks_do_not_take_for_ever():
    table = read_text(b"Name;Telefon\n" + b'"a;1\n' * 20_000)
    assert len(table.rows) == 20_000


def keys(text, *key):
    return keys_of(read_text(text.encode(), Options(key=key)).rows, demanded=bool(key))


def test_a_named_column_is_the_key():
    found, issues = keys("Nr;Name;Telefon\n7;Heike Adler;1\n8;Anna Muster;2\n", "Nr")
    assert (found, issues) == (("7", "8"), ())


def test_an_empty_key_cell_is_an_issue_and_another_value_names_the_row():
    found, issues = keys("Nr;Name;Telefon\n7;Heike Adler;1\n;Anna Muster;2\n", "Nr")
    assert found[1].startswith("name:")
    assert [(issue.code, issue.place) for issue in issues] == [("key-missing", "line 3")]


def test_an_id_then_a_personal_mailbox_then_the_name_is_the_key():
    found, _ = keys(
        "Personalnummer;Name;E-Mail\n17;Heike Adler;h.adler@amt.example\n;Anna Muster;a.muster@amt.example\n;Ina Seifert;info@amt.example\n"
    )
    assert [key.partition(":")[0] for key in found] == ["id", "mail", "name"]


def test_keys_hold_no_mail_address_and_no_name():
    found, _ = keys("Name;E-Mail\nAnna Muster;a.muster@amt.example\nIna Seifert;\n")
    assert "muster" not in "".join(found).casefold()
    assert "seifert" not in "".join(found).casefold()


def test_a_mailbox_that_two_rows_share_names_neither():
    found, issues = keys("Name;E-Mail\nHeike Adler;h.adler@amt.example\nAnna Muster;h.adler@amt.example\n")
    assert (len(set(found)), issues) == (2, ())


def test_the_key_stays_when_other_columns_change():
    before, _ = keys("Name;Organisation;Telefon\nHeike Adler;Amt;1\n")
    after, _ = keys("Organisation;Name;Telefon\nAmt;Heike  ADLER;2\n")
    assert before == after


def test_two_vacant_posts_are_two():
    found, issues = keys("Name;Abteilung;Organisation\nN.N.;Soziales;Amt\nN.N.;Bildung;Amt\n")
    assert (len(set(found)), issues) == (2, ())


def test_rows_that_share_a_key_stay_apart_whatever_their_order():
    rows = ["7;Heike Adler;1", "7;Anna Muster;2", "7;Anna Muster;2"]
    found, issues = keys("\n".join(["Nr;Name;Telefon", *rows]), "Nr")
    turned, _ = keys("\n".join(["Nr;Name;Telefon", *reversed(rows)]), "Nr")
    assert len(set(found)) == 3
    assert set(found) == set(turned)
    assert dict(zip(rows[:1], found, strict=False)) == dict(zip(rows[:1], reversed(turned), strict=False))
    assert [issue.code for issue in issues] == ["key-duplicate"] * 3
