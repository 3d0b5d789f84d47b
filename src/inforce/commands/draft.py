"""`inforce draft`: a new dated file, copied from the text it will replace; or the first text of a new policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from inforce import source
from inforce.commands.files import write_whole
from inforce.commands.headings import with_ids
from inforce.commands.project import policy_toml, title_of, usage
from inforce.commands.report import Report
from inforce.core import frontmatter
from inforce.core.configuration import POLICY_FILE
from inforce.core.dates import VersionName, written
from inforce.core.gate import next_name
from inforce.core.policy import Policy, Version
from inforce.core.settings import DEFAULT_NOTICE_DAYS
from inforce.core.starter import FIRST_TEXT
from inforce.core.suggest import nearest
from inforce.errors import Level, Place, Problem

WRITING_DAYS = 7
"""Days allowed for writing, before the notice period begins, where no effective date is asked for."""

_AMENDMENT = """\
change:
  # true if users must be told before this takes effect, false if not:
  material:
  # One item for each section that changes, in plain words:
  #   - section: data-retention
  #     text: After your account ends, your data is deleted within 60 days instead of 90.
  summary:
"""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.()’&/-]*[A-Za-z0-9.)]")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReport(Report):
    """The file made."""

    policy: str
    version: str
    path: str
    effective: date
    copied_from: str
    """Version whose text the draft begins with; empty for the first one."""
    amends_in_force: bool
    """Whether that is the version in force today."""
    publish_by: date | None
    """Last day to publish it if the change is material; None for a first version."""
    new_policy: bool


def run(root: Path, slug: str, *, effective: date | None, today: date, new: bool = False) -> DraftReport:
    """Make the draft of a version that takes effect on `effective`.

    Where None, the first day that leaves a week for writing and then the whole notice period. A slug that is nearly
    an existing one is taken for a slip unless `new` says that a further policy is meant.
    """
    gathered = source.read(root)
    policy = gathered.library.get(slug)
    if policy is None:
        _refuse_slug(slug, list(gathered.library), new=new)
    days = policy.settings.notice_days if policy else DEFAULT_NOTICE_DAYS
    amended = policy is not None and any(not version.is_draft for version in policy)
    day = effective or today + timedelta(days=WRITING_DAYS + (days if amended else 0))
    if day < today:
        sentence = f"{written(day)} is past: a text cannot be made to apply afterwards."
        raise usage("draft-in-past", sentence, "Give a day from today on with --effective.")
    name = next_name(policy, day) if policy else VersionName(day)
    base = _base(policy, name)
    path = f"{source.POLICIES}/{slug}/{name}.md"
    text = _copy_of(base, day, gathered.library.site.language) if base else _first(slug, policy, day)
    settings = root / source.POLICIES / slug / POLICY_FILE
    if not settings.exists():
        write_whole(settings, policy_toml(slug, title_of(slug)).encode())
    write_whole(root / path, text.encode())
    return DraftReport(
        problems=tuple(_short_notice(path, day, today, days)) if base else (),
        policy=slug,
        version=str(name),
        path=path,
        effective=day,
        copied_from=str(base.name) if base else "",
        amends_in_force=bool(policy and base is policy.in_force(today)),
        publish_by=day - timedelta(days=days) if base else None,
        new_policy=policy is None,
    )


def _refuse_slug(slug: str, known: list[str], *, new: bool) -> None:
    if wrong := source.slug_problem(slug):
        raise usage("slug", wrong[0], wrong[1].replace("Rename it", "Choose another"))
    if not new and (meant := nearest(slug, known)):
        sentence = f"There is no policy “{slug}”, but there is “{meant}”."
        raise usage("no-such-policy", sentence, f"Write “{meant}”, or add --new if you mean a further policy.")


def _base(policy: Policy | None, name: VersionName) -> Version | None:
    """The text that will apply until the draft's day: what the draft amends."""
    if policy is None:
        return None
    earlier = [v for v in policy if v.name < name and not v.is_draft and v.withdrawal is None]
    return earlier[-1] if earlier else None


def _copy_of(base: Version, day: date, language: str) -> str:
    """The text of `base` under a new head, every heading with its id written out."""
    body = base.document.public_source if base.imported else frontmatter.read(base.source, base.path).body
    return (
        _head(base.title, day, base.language if base.language != language else "")
        + _AMENDMENT
        + "---\n"
        + ("\n" + with_ids(body.strip("\n")) + "\n")
    )


def _first(slug: str, policy: Policy | None, day: date) -> str:
    title = policy.settings.title if policy and policy.settings.title else title_of(slug)
    return f"{_head(title, day, '')}---\n\n{FIRST_TEXT}"


def _head(title: str, day: date, language: str) -> str:
    lines = ["---", f"title: {quoted(title)}", f"effective: {day.isoformat()}"]
    return "\n".join(lines + ([f"language: {language}"] if language else [])) + "\n"


def quoted(text: str) -> str:
    """A front matter value, in quotation marks where it needs them."""
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _short_notice(path: str, day: date, today: date, days: int) -> Iterator[Problem]:
    first = today + timedelta(days=days)
    if day < first:
        away = f"{written(day)} is {(day - today).days} days away"
        sentence = f"{away}; a material change of this policy needs {days} days of notice."
        remedy = f"If the change is material, make it {written(first)} or later."
        yield Problem("short-notice", Place(path), sentence, remedy, Level.WARNING)
