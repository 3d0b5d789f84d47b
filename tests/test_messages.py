"""Every message has a name, and every name stands in the reference with its way out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from support.judged_sites import SITES
from support.project import ROOT

PAGE = ROOT / "docs" / "reference" / "messages.md"
SINGLE = {"comment", "nesting", "nul", "secret", "slug", "symlink", "unreadable", "unregistered"}
"""Codes of one word; every other one has a hyphen, which tells it from other strings."""
NO_CODES = {"utf-8-sig"}
MAKERS = re.compile(r"Problem|Finding|usage|say|_?note|problem|_?refused?|_?fault|_?wrong|find_in_source")
"""Functions whose first argument is a code."""


def used() -> set[str]:
    """Codes that the program gives: first arguments of what makes problems, parts of tuples, constants."""
    found = set()
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                found |= {text for text in strings(node.args[0]) if MAKERS.fullmatch(name)}
            elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
                found |= {text for element in node.value.elts for text in strings(element)}
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").isupper():
                found |= {text for text in strings(node.value) if "problem" in docstring_after(path.read_text(), node)}
    return {text for text in found if text in SINGLE or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", text)} - NO_CODES


def strings(node: ast.expr) -> set[str]:
    """The text that an expression is, if it is one."""
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def docstring_after(source: str, node: ast.Assign) -> str:
    """The line that documents a constant."""
    lines = source.splitlines()
    return lines[node.end_lineno or 0] if (node.end_lineno or 0) < len(lines) else ""


def documented() -> set[str]:
    """Codes in the first column of the reference's tables."""
    rows = re.findall(r"^\| (`[^|]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {code for row in rows for code in re.findall(r"`([a-z0-9-]+)`", row)}


def test_every_code_is_documented() -> None:
    """Whoever meets a message can look it up."""
    assert sorted(used() - documented()) == []


def test_nothing_is_documented_that_cannot_happen() -> None:
    """A name that went from the program goes from the reference."""
    assert sorted(documented() - used()) == []


@pytest.mark.parametrize("site", sorted((SITES / "invalid").iterdir()), ids=lambda site: site.name)
def test_the_invalid_sites_use_documented_codes(site: Path) -> None:
    """What is met in practice stands there too."""
    expected = (site / "expected.txt").read_text(encoding="utf-8")
    assert set(re.findall(r"\[([a-z0-9-]+)\]$", expected, re.MULTILINE)) <= documented()
