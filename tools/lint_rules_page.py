"""The pages of the lint: `python tools/lint_rules_page.py` writes docs/reference/lint-rules.md and checklists.md.

The rules' page is made of the table of rules and the first cases of tests/golden/lint, the checklists' page of their
tables; tests/test_lint_pages.py holds both in step.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from inforce.core.checklists import BEFORE_ALL, CHECKLISTS, Item  # noqa: E402
from inforce.core.lint import RULES, Rule  # noqa: E402
from support.lint_cases import Case, cases  # noqa: E402

RULES_PAGE = ROOT / "docs" / "reference" / "lint-rules.md"
LISTS_PAGE = ROOT / "docs" / "reference" / "checklists.md"

RULES_HEAD = """\
# Rules of the lint

Faults that matter in law, and what finds them. `inforce check`, `serve`, `report` and `publish` ask every rule.
What to do with what they find: [Mend what the lint finds](../how-to/mend-what-the-lint-finds.md).

An *error* is nearly always right: `publish` refuses the draft. A *warning* should be read; a *hint* may well be
wrong. A site sets other levels under `[lint]` in [inforce.toml](configuration.md), and an author lets a finding stand
under `lint:` in the [front matter](front-matter.md), with a reason. Rules whose patterns are English words find
nothing in a text of another language.

Findings on a policy rather than on its text (`review-due`, `review-over`), and on the items of `lint:` themselves
(`lint-unused`, `lint-unknown-rule`), stand with the other [messages](messages.md).

This page is written by `tools/lint_rules_page.py` from the table of rules and from the first of their cases in
`tests/golden/lint`; lines and columns count in the text shown.

| rule | level | what it finds |
| --- | --- | --- |
"""

LISTS_HEAD = """\
# Checklists of laws

{before}

`inforce check POLICY VERSION --checklists` goes through a text with these lists. Of each item it says where it was
**found** (section and sentence, for a person to read), that it was **not found by pattern**, or that it is **mapped
by the author**. It never says that a text meets a law, or that something is missing in it: a sentence may say it in
words that no pattern knows, and a sentence that was found may say too little.

* A policy of the kind `privacy` is held against all lists, one of the kind `cookies` against the items marked with
  *cookies*, another against none.
* Article 14 of the GDPR is gone through only where a sentence says that data comes from others than the people
  themselves, or where its author maps one of its items; else the list says that it was not.
* The patterns read English. In a text of another language only what its author mapped counts.
* Days that stand in the front matter are on every page of a version, so they are found.

An author who sees that a section gives an item maps it, in the [front matter](front-matter.md):

```yaml
covers:
  gdpr-13-1-f-copy: international-data-transfers
  ccpa-130-how: california-privacy-rights
```

The last column shows how an item is looked for: a sentence (or a point of a list with the words that introduce it, or
a row of a table) which holds one phrase of each group. Endings do not matter, `*` is any one word, and only the first
phrases of a group are shown: all are in `src/inforce/core/checklists/`.

This page is written by `tools/lint_rules_page.py`.
"""

SHOWN = 4
"""Phrases of a group that are shown."""


def rules_page() -> str:
    """The page of the rules."""
    rows = [f"| [{rule.id}](#{rule.id}) | {rule.level.value} | {_cell(rule.finds)} |\n" for rule in RULES]
    known = list(cases())
    return RULES_HEAD + "".join(rows) + "".join("".join(_rule(rule, known)) for rule in RULES)


def _rule(rule: Rule, known: list[Case]) -> Iterator[str]:
    own = [case for case in known if case.rule == rule.id]
    yield f"\n## {rule.id}\n\n{rule.finds} *Level:* {rule.level.value}. *Source:* {rule.source}\n"
    if not any(case.found for case in own) or all(case.found for case in own):
        return
    found = next(index for index, case in enumerate(own) if case.found)
    harmless = next(case for case in [*own[found:], *own] if not case.found)
    yield f"\nFound – {own[found].name}{_given(own[found])}:\n\n{_text(own[found])}"
    for line in own[found].found:
        place, _, words = line.partition(" ")
        sentence, _, remedy = words.partition(" | ")
        yield f"\n> `{place}` {_escaped(sentence)} {_escaped(remedy)}\n"
    yield f"\nNot found – {harmless.name}{_given(harmless)}:\n\n{_text(harmless)}"


def _given(case: Case) -> str:
    said = ", ".join(f"`{key}: {value}`" for key, value in case.settings.items())
    return f" (with {said})" if said else ""


def _text(case: Case) -> str:
    before = f"{_fenced(case.before)}\nbecomes\n\n" if case.before else ""
    return before + _fenced(case.text)


def _fenced(text: str) -> str:
    fence = "~~~~" if "```" in text else "```"
    return f"{fence}markdown\n{text.strip(chr(10))}\n{fence}\n"


def _escaped(words: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]()<>|#" else c for c in words)


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def lists_page() -> str:
    """The page of the checklists."""
    parts = [LISTS_HEAD.format(before=BEFORE_ALL)]
    for checklist in CHECKLISTS:
        parts.append(f"\n## {checklist.title}\n\n{checklist.concerns}\n\n")
        parts.append("| id | law | what it asks | looked for |\n| --- | --- | --- | --- |\n")
        parts.extend(_item(item) for item in checklist.items)
    return "".join(parts)


def _item(item: Item) -> str:
    looks = "; or ".join(_look(look.all, look.under) for look in item.looks)
    asks = item.asks + (" *cookies*" if item.cookies else "")
    looked = looks or f"`{item.front}` of the front matter"
    return f"| `{item.id}` | {item.law} | {asks} | {_cell(looked)} |\n"


def _look(groups: tuple[tuple[str, ...], ...], under: tuple[str, ...]) -> str:
    near = " and ".join(_group(group) for group in groups)
    return near + (f", under {_group(under)}" if under else "")


def _group(phrases: tuple[str, ...]) -> str:
    more = " …" if len(phrases) > SHOWN else ""
    return ", ".join(f"`{phrase}`" for phrase in phrases[:SHOWN]) + more


def main() -> None:
    """Write both pages."""
    RULES_PAGE.write_text(rules_page(), encoding="utf-8")
    LISTS_PAGE.write_text(lists_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
