"""The HTML fragment in a real browser: what a contact says is shown, never run."""

import shutil
import subprocess

import pytest

from syncsvc.exports.html import HtmlExportSettings
from syncsvc.model.plan import Plan
from syncsvc.settings import Surroundings
from tests.builders import a_canonical, a_name, an_email

pytestmark = pytest.mark.browser
HOSTILE = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">"\'&'


def shown(page, profile):
    """The page's document after its scripts ran, as the browser sees it."""
    command = [shutil.which("chromium") or "/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu"]
    quiet = ["--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync"]
    done = subprocess.run(
        [*command, *quiet, "--disable-quic", f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    return done.stdout


def test_a_hostile_name_is_text_and_a_mail_address_is_a_link(tmp_path):
    export = HtmlExportSettings(name="page", audience="public", location="people.html").open(
        Surroundings(base=tmp_path)
    )
    contacts = [
        a_canonical(
            name=a_name(display=f"Antje {HOSTILE}"),
            role=HOSTILE,
            organisation=HOSTILE,
            note=HOSTILE,
            emails=(an_email(),),
        ),
        a_canonical("00000000-0000-4000-8000-000000000002", name=a_name("Jörg", "Groß")),
    ]
    entries = sorted((export.render(contact) for contact in contacts), key=lambda entry: (entry.order, entry.key))
    export.deliver(Plan("page"), lambda: entries)
    fragment = (tmp_path / "people.html").read_text(encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Kontakte</title></head><body>{fragment}</body></html>',
        encoding="utf-8",
    )

    document = shown(page, tmp_path / "profile")

    assert "<title>Kontakte</title>" in document
    assert "Jörg Groß" in document
    assert "&lt;script&gt;" in document
    assert 'href="mailto:a.wiesner@musterstadt.example"' in document
