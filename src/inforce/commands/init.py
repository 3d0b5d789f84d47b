"""`inforce init`: a new policy repository that builds at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce.commands import draft
from inforce.commands.files import write_whole
from inforce.commands.project import stopped, usage
from inforce.commands.report import Report

_SITE = """\
# Who publishes the policies, where, and how the site looks.

organisation = "Our organisation"
# Absolute address of the finished site, with a slash at its end:
base_url = "https://policies.example.com/"
# E-mail address for questions about the policies:
contact = "legal@example.com"
language = "en"
"""
_ATTRIBUTES = """\
* text=auto eol=lf
# The register is one chained file: two branches never merge by lines, and its bytes are never translated.
content/register.jsonl -merge -text
"""
_IGNORE = "site/\n.inforce/\n"
_README = """\
# Our policies

Each policy is a folder below `content/policies/`. Each file in it is one complete text, named by the day from which it
applies. Published texts are never changed: a change is a new file.

## Look at the policies

    inforce serve --drafts

Open the address it names. Every time you save a file, the page follows. Drafts are shown here, and nowhere else.

## Change a policy

1. `inforce draft {slug}` copies the text in force into a new file and says where it is.
2. Edit that file. At its head, say whether the change is material and sum it up in plain words.
3. `inforce check` says what is wrong, with file and line, and how to mend it. `inforce diff {slug}` shows every change.
4. `inforce publish {slug} {version} --by "Your Name"` fixes the text. From then on it cannot be changed.
5. Commit the file together with `content/register.jsonl`.

## Build the site

    inforce build

The finished site is in `site/`. Put it on any web host. On the day a text takes effect, build again: nothing is edited.

## See where things stand

    inforce status

## Keep the proof

`content/register.jsonl` lists what was published, when and by whom; each line is chained to the one before. Never edit
it. `inforce verify` compares it with the files. Note the head it prints somewhere else from time to time.
"""
_SLUG = "privacy"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitReport(Report):
    """What was made."""

    folder: Path
    files: tuple[str, ...]
    """Relative to the folder."""
    policy: str
    version: str
    """The draft that stands there as a beginning."""


def run(folder: Path, *, today: date) -> InitReport:
    """Make a policy repository in `folder`, which must be empty (but for ``.git``) or not exist."""
    _refuse_full(folder)
    try:
        (folder / "content" / "policies").mkdir(parents=True)
    except OSError as error:
        raise stopped(error, folder, "Making the folder") from error
    made = draft.run(folder, _SLUG, effective=None, today=today)
    files = {
        ".gitattributes": _ATTRIBUTES,
        ".gitignore": _IGNORE,
        "README.md": _README.format(slug=_SLUG, version=made.version),
        "inforce.toml": _SITE,
        "content/policies/privacy/policy.toml": _POLICY,
    }
    for name, text in files.items():
        write_whole(folder / name, text.encode())
    return InitReport(folder=folder, files=tuple(sorted([*files, made.path])), policy=_SLUG, version=made.version)


_POLICY = """\
title = "Privacy Policy"
kind = "privacy"
# Whole days between notice and effective date of a material change:
notice_days = 30
# Months between reviews:
review_months = 12
"""


def _refuse_full(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise usage("not-a-folder", "This is a file, not a folder.", "Name another folder.", folder.as_posix())
    if folder.is_dir() and any(entry.name != ".git" for entry in folder.iterdir()):
        sentence = "The folder is not empty; nothing in it was touched."
        raise usage("folder-not-empty", sentence, "Name a new or an empty folder.", folder.as_posix())
