"""The cases of tests/golden/lint: one file a rule, many small texts in it, each with what the rule says of it.

    === name of the case, a plain sentence
    on: 2026-11-23
    --- before
    (text of the version before; optional)
    --- text
    (the text that is judged)
    --- found
    3:13 sentence | remedy

Lines and columns count in the text, which begins in line 1; what stands in front matter is written `front`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from inforce.core.dates import VersionName
from inforce.core.lint import RULES
from inforce.core.lint.text import Text
from inforce.core.lint.value import Hit, Rule
from inforce.core.policy import Library, Policy, Registration, Version
from inforce.core.settings import PolicySettings, Site
from inforce.source import version_from

GOLDEN = Path(__file__).parents[1] / "golden" / "lint"
_SETTINGS = frozenset(
    "on kind title slug language effective published material notice_days contact site_contact organisation"
    " other covers".split()
)
_PARTS = frozenset({"before", "text", "found"})


@dataclass(frozen=True)
class Case:
    """One small text and what the rule of its file is to say of it."""

    rule: str
    name: str
    settings: dict[str, str] = field(default_factory=dict)
    before: str = ""
    text: str = ""
    found: tuple[str, ...] = ()


def cases() -> Iterator[Case]:
    """Every case of every file, in order."""
    for path in sorted(GOLDEN.glob("*.txt")):
        yield from read_cases(path)


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of one file; a file of another form raises `ValueError`."""
    chunks = ("\n" + path.read_text(encoding="utf-8")).split("\n=== ")
    if chunks[0].strip():
        raise ValueError(f"{path.name}: text before the first case")
    for chunk in chunks[1:]:
        head, *parts = chunk.split("\n--- ")
        name, *lines = head.split("\n")
        case = Case(path.stem, name.strip(), dict(_setting(path, line) for line in lines if line.strip()))
        found = dict(part.split("\n", 1) if "\n" in part else (part, "") for part in parts)
        if not {"text", "found"} <= set(found) <= _PARTS:
            raise ValueError(f"{path.name}, “{name}”: parts {sorted(found)}")
        yield replace(
            case,
            before=found.get("before", ""),
            text=found["text"],
            found=tuple(line for line in found["found"].split("\n") if line.strip()),
        )


def _setting(path: Path, line: str) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    if not colon or key not in _SETTINGS:
        raise ValueError(f"{path.name}: no setting “{line}”")
    return key, value.strip()


def rule_of(case: Case) -> Rule:
    """The rule that the case is about."""
    return next(rule for rule in RULES if rule.id == case.rule)


def text_of(case: Case) -> Text:
    """The case's text as rules are given it."""
    given = case.settings
    slug = given.get("slug", "policy")
    on = date.fromisoformat(given.get("on", "2026-11-23"))
    effective = given.get("effective", "2027-03-01")
    version = _version(case, slug, VersionName.parse(effective), case.text, _head(case, effective))
    earlier = []
    if case.before:
        before = _version(
            case, slug, VersionName(date(2025, 12, 15)), case.before, 'title: "Policy"\neffective: 2025-12-15\n'
        )
        line = Registration(date(2025, 12, 15), "Somebody", 1, before.document.digest, "")
        earlier = [replace(before, published=date(2025, 12, 15), registration=line)]
    settings = PolicySettings(
        title=given.get("title", "Policy"),
        kind=given.get("kind", "privacy"),
        contact=given.get("contact", ""),
        notice_days=int(given.get("notice_days", "30")),
    )
    policy = Policy(slug, settings, (*earlier, version))
    others = tuple(_other(case, each.strip()) for each in given.get("other", "").split(";") if each.strip())
    site = Site(organisation=given.get("organisation", "Example"), contact=given.get("site_contact", ""))
    return Text(Library(site, (policy, *others)), policy, version, on)


def _head(case: Case, effective: str) -> str:
    given = case.settings
    lines = [f"title: {json.dumps(given.get('title', 'Policy'))}"]
    lines += [f"published: {given['published']}"] if "published" in given else []
    lines += [f"effective: {effective}"]
    lines += [f"language: {given['language']}"] if "language" in given else []
    lines += ["change:", f"  material: {given['material']}"] if "material" in given else []
    lines += ["covers:", *(f"  {each.strip()}" for each in given["covers"].split(";"))] if "covers" in given else []
    return "\n".join(lines) + "\n"


def _version(case: Case, slug: str, name: VersionName, body: str, head: str) -> Version:
    version, problems = version_from(f"---\n{head}---\n{body}", slug, name, f"{slug}/{name}.md")
    wrong = [problem for problem in problems if problem.level == "error"]
    if wrong:
        raise ValueError(f"{case.rule}, “{case.name}”: {wrong[0]}")
    return version


def _other(case: Case, said: str) -> Policy:
    slug, _, title = said.partition("=")
    name = VersionName(date(2025, 1, 1))
    version = _version(case, slug, name, "Some words.\n", f"title: {json.dumps(title)}\neffective: 2025-01-01\n")
    line = Registration(date(2025, 1, 1), "Somebody", 2, version.document.digest, "")
    shown = replace(version, published=date(2025, 1, 1), registration=line)
    return Policy(slug, PolicySettings(title=title), (shown,))


def said(case: Case) -> tuple[str, ...]:
    """What the rule says of the case, one line a fault, in order of place."""
    text = text_of(case)
    above = len(text.version.source.split("\n")) - len(case.text.split("\n"))
    hits = sorted(rule_of(case).find(text), key=lambda hit: hit.place)
    return tuple(f"{_where(hit, above)} {hit.sentence} | {hit.remedy}" for hit in hits)


def _where(hit: Hit, above: int) -> str:
    return f"{hit.place.line - above}:{hit.place.column}" if hit.place.line > above else "front"
