"""The documents are true: what is generated is fresh, and every kind, command and exit code is described."""

import importlib.util
import re
from pathlib import Path

import pytest

from syncsvc import config, errors

ROOT = Path(__file__).parent.parent
spec = importlib.util.spec_from_file_location("docs_script", ROOT / "scripts" / "docs.py")
docs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(docs)


@pytest.mark.parametrize("path", docs.DOCUMENTS)
def test_a_generated_document_is_fresh(path):
    assert docs.DOCUMENTS[path]() == (ROOT / path).read_text(encoding="utf-8"), "run «make docs»"


@pytest.mark.parametrize("kind", docs.kinds(config.AnySource))
def test_every_kind_of_source_has_a_page_with_an_example(kind):
    text = (ROOT / "docs" / "sources" / f"{kind}.md").read_text(encoding="utf-8")

    assert f'kind = "{kind}"' in text


@pytest.mark.parametrize("kind", docs.kinds(config.AnyExport))
def test_every_kind_of_export_has_a_page_with_an_example(kind):
    text = (ROOT / "docs" / "exports" / f"{kind}.md").read_text(encoding="utf-8")

    assert f'kind = "{kind}"' in text


def test_every_exit_code_is_described():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    codes = {cls.exit_code for cls in [errors.SyncError, *errors.SyncError.__subclasses__()]}

    assert all(f"| {code} |" in text for code in codes)


def test_links_between_documents_lead_somewhere():
    dead = []
    for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                dead.append(f"{page.relative_to(ROOT)} → {target}")

    assert [] == dead
