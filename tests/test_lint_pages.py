"""The pages of the lint say what is there: every rule, every item of every checklist."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from inforce.core import checklists
from inforce.core.lint import RULES
from support.project import ROOT


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """`tools/lint_rules_page.py`, which writes both pages."""
    spec = importlib.util.spec_from_file_location("lint_rules_page", ROOT / "tools" / "lint_rules_page.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_the_rules_is_their_table(tool: ModuleType) -> None:
    """`python tools/lint_rules_page.py` writes it."""
    page = tool.RULES_PAGE.read_text(encoding="utf-8")
    assert page == tool.rules_page()
    assert [rule.id for rule in RULES if f"\n## {rule.id}\n" not in page] == []


def test_the_page_of_the_checklists_is_their_tables(tool: ModuleType) -> None:
    """The same tool writes it."""
    page = tool.LISTS_PAGE.read_text(encoding="utf-8")
    assert page == tool.lists_page()
    assert [item.id for item in checklists.items() if f"| `{item.id}` |" not in page] == []
    assert checklists.BEFORE_ALL in page
