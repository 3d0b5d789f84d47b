"""A project that has everything a page can show: old, coming, withdrawn, ended and imported versions, and hard text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from support.project import fine

LATE = "late_entry: Entered when the archive began.\n"

TERMS = """\
## 1. Who we are {{#who-we-are}}

We are **Example, Inc.** Write to [legal@example.com](mailto:legal@example.com).

## 2. Fees {{#fees}}

You pay {price} a month, in advance. *Fees do not come back*, unless the law says so.

3. First you are reminded.
5. Then you are reminded again.
9. Then the service rests.

{middle}## 4. Ending {{#ending}}

You may end the contract at any time. Your data is deleted {days} days later.

### 4.1 What stays {{#what-stays}}

- Invoices
- What the law asks us to keep
  - for tax
  - for disputes
"""

LIABILITY = """\
## 3. Liability {#liability}

> We answer for what we do on purpose or by gross negligence.

"""

HARD = (
    """\
## Cookies we set {#cookies-we-set}

| Name | Set by | What it is for | How long it stays | Who can read it |
|:--- |:---:| --- | ---: | --- |
"""
    + "".join(
        f"| `session_identifier_{n:03}` | https://very.long.host.name.example.com/path/number/{n} | Keeps you signed "
        f"in while you read page {n} | {n} days | us, <legal@example.com> |\n"
        for n in range(1, 81)
    )
    + """
## Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft {#a-very-long-word}

Seehttps://example.com/a/path/without/any/break/that/is/far/wider/than/the/screen/of/a/telephone/held/upright/in/one/hand

### A heading one level down {#one-down}

#### A heading two levels down {#two-down}

1. One
   1. One, one

      A second paragraph of this item.
   2. One, two
2. Two

```
code that is wider than a telephone: 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789
```

Line one\\
line two, with <small>small print</small>, H<sub>2</sub>O and x<sup>2</sup>.

---

{{ this_is_no_template }} & <legal@example.com>
"""
)


def write(root: Path, slug: str, name: str, body: str, *, title: str, front: str = "") -> None:
    """One version's file."""
    folder = root / "content" / "policies" / slug
    folder.mkdir(parents=True, exist_ok=True)
    text = f"---\ntitle: {title}\neffective: {name}\n{front}---\n\n{body}"
    (folder / f"{name}.md").write_text(text, encoding="utf-8")


def change(*, material: bool, **sections: str) -> str:
    """The front matter of an amendment: words by section (`_` for `-`)."""
    lines = [f"change:\n  material: {str(material).lower()}\n  summary:\n"]
    for section, words in sections.items():
        lines.append(f"    - section: {section.replace('_', '-')}\n      text: {words}\n")
    return "".join(lines)


def terms(root: Path) -> None:
    """First, superseded, in force, scheduled and withdrawn versions of one policy."""
    first = TERMS.format(price="10 dollars", days=90, middle=LIABILITY)
    dearer = TERMS.format(price="12 dollars", days=90, middle=LIABILITY)
    shorter = (
        TERMS.format(price="12 dollars", days=60, middle="").replace("## 4. ", "## 3. ").replace("### 4.1", "### 3.1")
    )
    title = "Terms of Service"
    past = "published: {}\n" + LATE
    write(root, "terms", "2020-01-01", first, title=title, front=past.format("2020-01-01"))
    words = change(material=True, fees="The fee is 12 dollars instead of 10.")
    write(root, "terms", "2021-06-01", dearer, title=title, front=past.format("2021-05-01") + words)
    words = change(material=False, liability="The section went.", ending="Data is deleted after 60 days.")
    words += "  override:\n    by: Ada Lovelace, counsel\n    reason: The section only said what the law says anyway.\n"
    write(root, "terms", "2024-03-01", shorter, title=title, front=past.format("2024-02-01") + words)
    words = change(material=True, ending="Data is deleted after 30 days.")
    write(root, "terms", "2098-01-01", shorter.replace("60 days", "30 days"), title=title, front=words)
    for name in ("2020-01-01", "2021-06-01", "2024-03-01", "2098-01-01"):
        fine("publish", "terms", name, "--by", "Test", cwd=root)
    fine("withdraw", "terms", "2098-01-01", "--by", "Test", "--reason", "It was not needed after all.", cwd=root)
    words = change(material=True, ending="Data is deleted after 45 days.")
    write(root, "terms", "2099-01-01", shorter.replace("60 days", "45 days"), title=title, front=words)
    fine("publish", "terms", "2099-01-01", "--by", "Test", cwd=root)


def others(root: Path) -> None:
    """A policy of hard text, one that ended, one that will, one still to come, one imported."""
    past = "published: 2022-02-02\n" + LATE
    meant = "lint:\n  - rule: placeholder-left\n    reason: The signs of templates are shown as they stand.\n"
    write(root, "cookies", "2022-02-02", HARD, title="Cookie Policy & its <tables>", front=past + meant)
    fine("publish", "cookies", "2022-02-02", "--by", "Test", cwd=root)
    write(root, "beta", "2022-02-02", "For testers only.\n", title="Beta Terms", front=past)
    fine("publish", "beta", "2022-02-02", "--by", "Test", cwd=root)
    ending = ("--by", "Test", "--reason", "The beta is over.")
    fine("withdraw", "beta", "--end", date.today().isoformat(), *ending, cwd=root)
    write(root, "trial", "2022-02-02", "For thirty days.\n", title="Trial Terms", front=past)
    fine("publish", "trial", "2022-02-02", "--by", "Test", cwd=root)
    fine("withdraw", "trial", "--end", "2096-01-01", *ending, cwd=root)
    write(root, "security", "2097-01-01", "## Report {#report}\n\nTell us first.\n", title="Security Policy")
    fine("publish", "security", "2097-01-01", "--by", "Test", cwd=root)
    old = root / "old-files"
    old.mkdir()
    for day, text in {
        "2018-05-25": "# Privacy\n\nWe keep little. <!-- a note -->\n\n<img src='x.png' alt='A lock'>\n",
        "2019-01-01": "# Privacy\n\nWe keep less.\n\n1. <a href='https://example.com/'>One</a>\n2. Two\n",
        "2020-01-01": "# Privacy\n\nWe keep less, and say so.\n\n1. One\n2. Two\n",
    }.items():
        (old / f"{day}.md").write_text(text, encoding="utf-8")
    fine("import", "files", old, "--policy", "privacy", "--by", "Test", cwd=root)


def rich_site(root: Path) -> Path:
    """Make the project in the empty folder `root`; its folder, ready to build."""
    (root / "content" / "policies").mkdir(parents=True)
    (root / "inforce.toml").write_text('organisation = "Example, Inc."\nbase_url = "https://example.com/legal/"\n')
    terms(root)
    others(root)
    return root
