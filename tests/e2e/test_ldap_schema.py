"""The schema files shipped: slapd takes the one and cn=config the other, and they say the same."""

import re
import subprocess
from importlib.resources import files

import pytest

from syncsvc.formats.ldap.entry import ORDER
from tests.servers.slapd import SLAPD, Slapd

SHIPPED = files("syncsvc.exports.ldap") / "schema"
pytestmark = pytest.mark.slapd


def definition(text: str) -> str:
    """The class as one line, without what differs between the dialects."""
    unfolded = re.sub(r"\n ", "", text) if "olcObjectClasses" in text else text
    found = re.search(r"\( 2\.25\..*\)", unfolded, re.DOTALL)
    assert found is not None
    return " ".join(found[0].replace("X-ORIGIN 'syncsvc'", "").split())


def test_all_files_define_the_same_class():
    texts = [definition((SHIPPED / name).read_text()) for name in ("syncsvc.schema", "syncsvc.ldif", "99syncsvc.ldif")]

    assert texts[0] == texts[1] == texts[2]


def test_the_class_allows_every_attribute_the_others_lack():
    told = definition((SHIPPED / "syncsvc.schema").read_text())
    standard = {"objectClass", "cn", "o", "ou", "member", "seeAlso"}

    assert {name for name in ORDER if ";" not in name} - standard <= set(re.findall(r"\w+", told))


def test_slapd_takes_the_schema_file(tmp_path):
    assert Slapd(tmp_path, own_schema=True).tool("slaptest", "-u").returncode == 0


def test_cn_config_takes_the_ldif(tmp_path):
    server = Slapd(tmp_path)
    config = tmp_path / "config"
    config.mkdir()
    made = server.tool("slaptest", "-F", str(config), "-n", "0")
    command = [SLAPD.replace("slapd", "slapadd"), "-F", str(config), "-n", "0"]

    added = subprocess.run(
        [*command, "-l", "/dev/stdin"], input=(SHIPPED / "syncsvc.ldif").read_bytes(), capture_output=True, check=False
    )

    assert made.returncode == 0, made.stderr
    assert added.returncode == 0, added.stderr
