"""Small policy repositories for tests of the verbs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from inforce.commands import publish

TODAY = date(2026, 11, 23)


class FixedDay(date):
    """Stands in for the calendar of the command line: today is always `TODAY`."""

    @classmethod
    def today(cls) -> date:
        """The day of these tests, wherever they run."""
        return TODAY


FIRST = """\
---
title: Privacy Policy
effective: 2026-11-23
---

## 1. What we collect {#what-we-collect}

We collect your name and your e-mail address.

## 2. How long we keep it {#how-long}

We delete it within 90 days after your account ends. Write to privacy@example.com.
"""
SECOND = """\
---
title: Privacy Policy
effective: 2027-01-31
change:
  material: true
  summary:
    - section: how-long
      text: Your data is deleted within 60 days instead of 90.
---

## 1. What we collect {#what-we-collect}

We collect your name and your e-mail address.

## 2. How long we keep it {#how-long}

We delete it within 60 days after your account ends. Write to privacy@example.com.
"""


def empty(root: Path) -> Path:
    """A repository without a policy."""
    (root / "content" / "policies").mkdir(parents=True)
    write(root, "inforce.toml", 'organisation = "Example"\nbase_url = "https://policies.example.com/"\n')
    return root


def write(root: Path, name: str, text: str) -> Path:
    """Put a text file into the repository."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def with_drafts(root: Path) -> Path:
    """A repository with a first version and its amendment, both drafts."""
    empty(root)
    write(root, "content/policies/privacy/policy.toml", 'title = "Privacy Policy"\nkind = "privacy"\n')
    write(root, "content/policies/privacy/2026-11-23.md", FIRST)
    write(root, "content/policies/privacy/2027-01-31.md", SECOND)
    return root


def with_first(root: Path) -> Path:
    """As `with_drafts`, the first version published."""
    with_drafts(root)
    publish.run(root, "privacy", "2026-11-23", by="Ada Counsel", today=TODAY)
    return root


def published(root: Path) -> Path:
    """As `with_drafts`, both versions published on `TODAY`."""
    with_first(root)
    publish.run(root, "privacy", "2027-01-31", by="Ada Counsel", today=TODAY)
    return root


def tree(root: Path) -> dict[str, bytes]:
    """Every file below `root` with its bytes."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
