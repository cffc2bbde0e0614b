"""The house rules that a machine can check."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for path in (ROOT / "syncsvc").rglob("*.py") if "versions" not in path.parts)
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"}
ids = [str(path.relative_to(ROOT)) for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_a_module_has_at_most_300_lines_and_says_its_job(path):
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 300
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "the module's docstring says its job in one sentence"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_a_function_has_at_most_40_lines(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    long = {node.name: length for node in functions if (length := body_length(node)) > 40}

    assert {} == long


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    start = function.body[0]
    documented = isinstance(start, ast.Expr) and isinstance(start.value, ast.Constant)
    skipped = (start.end_lineno or 0) - start.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - skipped


def test_no_module_is_a_drawer_for_odds_and_ends():
    assert [] == [path for path in MODULES if path.stem in BANNED_NAMES or path.parent.name in BANNED_NAMES]


def test_broad_excepts_stand_only_at_the_top_of_a_run():
    broad = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None
                or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
            ):
                broad.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert len(broad) <= 1, broad
