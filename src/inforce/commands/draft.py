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
from inforce.core import front_lines, frontmatter
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

_DAYS = """\
# The first day on which the public sees this text. With it, merging publishes the text by itself on that day; without
# it a person does, with “inforce publish {slug} {name} --by NAME”. Take away the “#” and write the day:
# published: {example}
# The first day on which this text applies (the same as in the file's name):
"""
_AMENDMENT = """\
change:
  # true if users must be told before this takes effect, false if not:
  material:
  # One item for each section that changes, in plain words, such as:
  #   - section: data-retention
  #     text: After your account ends, your data is deleted within 60 days instead of 90.
  # “inforce draft {slug} --refresh-summary” begins an item for each section that you have changed.
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
    """Last day to publish it if the change is material; None for a first version, or where that day is past."""
    new_policy: bool


def run(root: Path, slug: str, *, effective: date | None, today: date, new: bool = False) -> DraftReport:
    """Make the draft of a version that takes effect on `effective`.

    Where None, the first day that leaves a week for writing and then the whole notice period, and that comes after
    every version published already. A slug that is nearly an existing one is taken for a slip unless `new` says that a
    further policy is meant.
    """
    gathered = source.read(root)
    policy = gathered.library.get(slug)
    if policy is None:
        _refuse_slug(slug, list(gathered.library), new=new)
    days = policy.settings.notice_days if policy else DEFAULT_NOTICE_DAYS
    day = effective or _first_day(policy, days, today)
    _refuse_day(policy, day, today)
    name = next_name(policy, day) if policy else VersionName(day)
    base = _base(policy, name)
    path = f"{source.POLICIES}/{slug}/{name}.md"
    text = _copy_of(base, name, days, gathered.library.site.language, today) if base else _first(slug, policy, day)
    settings = root / source.POLICIES / slug / POLICY_FILE
    if not settings.exists():
        write_whole(settings, policy_toml(slug, title_of(slug)).encode())
    write_whole(root / path, text.encode())
    return DraftReport(
        problems=(*_overtaken(policy, name, path), *_short_notice(base, path, day, today, days)),
        policy=slug,
        version=str(name),
        path=path,
        effective=day,
        copied_from=str(base.name) if base else "",
        amends_in_force=bool(policy and base is policy.in_force(today)),
        publish_by=last if base and (last := day - timedelta(days=days)) >= today else None,
        new_policy=policy is None,
    )


def _refuse_slug(slug: str, known: list[str], *, new: bool) -> None:
    if wrong := source.slug_problem(slug):
        raise usage("slug", wrong[0], wrong[1].replace("Rename it", "Choose another"))
    if not new and (meant := nearest(slug, known)):
        sentence = f"There is no policy “{slug}”, but there is “{meant}”."
        raise usage("no-such-policy", sentence, f"Write “{meant}”, or add --new if you mean a further policy.")


def _standing(policy: Policy | None) -> tuple[Version, ...]:
    """The registered versions that were not taken back."""
    return tuple(v for v in policy or () if not v.is_draft and v.withdrawal is None)


def _first_day(policy: Policy | None, days: int, today: date) -> date:
    """The first day in force where none is asked for."""
    shown = today + timedelta(days=WRITING_DAYS)
    if not (standing := _standing(policy)):
        return shown
    # Nobody can be told of a change from a text that is shown to nobody yet.
    shown = max(shown, standing[-1].published or shown)
    return max(shown + timedelta(days=days), standing[-1].effective + timedelta(days=1))


def _refuse_day(policy: Policy | None, day: date, today: date) -> None:
    if day < today:
        sentence = f"{written(day)} is past: a text cannot be made to apply afterwards."
        raise usage("draft-in-past", sentence, "Give a day from today on with --effective.")
    if policy is not None and policy.ended is not None and day >= policy.ended:
        sentence = f"The policy ends on {written(policy.ended)}, so a version of {written(day)} would never apply."
        raise usage("policy-ended", sentence, "Begin another policy, with a name of its own.")


def _base(policy: Policy | None, name: VersionName) -> Version | None:
    """The text that will apply until the draft's day: what the draft amends."""
    earlier = [version for version in _standing(policy) if version.name < name]
    return earlier[-1] if earlier else None


def _copy_of(base: Version, name: VersionName, days: int, language: str, today: date) -> str:
    """The text of `base` under a new head, every heading with its id written out."""
    body = base.document.public_source if base.imported else frontmatter.read(base.source, base.path).body
    example = max(name.day - timedelta(days=days), today)
    return (
        _head(
            base.title,
            name.day,
            base.language if base.language != language else "",
            _DAYS.format(slug=base.slug, name=name, example=example),
        )
        + _AMENDMENT.format(slug=base.slug)
        + ("" if base.imported else front_lines.lines_of(base.source, ("lint", "covers")))
        + "---\n"
        + ("\n" + with_ids(body.strip("\n")) + "\n")
    )


def _first(slug: str, policy: Policy | None, day: date) -> str:
    title = policy.settings.title if policy and policy.settings.title else title_of(slug)
    return f"{_head(title, day, '')}---\n\n{FIRST_TEXT}"


def _head(title: str, day: date, language: str, told: str = "") -> str:
    lines = f"---\ntitle: {quoted(title)}\n{told}effective: {day.isoformat()}\n"
    return lines + (f"language: {language}\n" if language else "")


def quoted(text: str) -> str:
    """A front matter value, in quotation marks where it needs them."""
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _overtaken(policy: Policy | None, name: VersionName, path: str) -> Iterator[Problem]:
    """A day before that of a version published already: no way leads there but a late entry."""
    later = [version for version in _standing(policy) if version.name > name]
    if later:
        sentence = (
            f"{later[-1].name} is published already and takes effect on {written(later[-1].effective)}, after this "
            f"draft: what you change here would end on {written(later[0].effective)}."
        )
        remedy = (
            f"Give a later day with --effective, so that the draft begins with the text of {later[-1].name}; or take "
            f"that one back first (“inforce withdraw {later[-1].slug} {later[-1].name}”)."
        )
        yield Problem("draft-overtaken", Place(path), sentence, remedy, Level.WARNING)


def _short_notice(base: Version | None, path: str, day: date, today: date, days: int) -> Iterator[Problem]:
    if base is None:
        return
    shown = max(today, base.published or today)
    first = shown + timedelta(days=days)
    if day < first:
        away = f"{written(day)} is {_counted((day - today).days)} away"
        if shown > today:
            away = f"{written(day)} is {_counted((day - shown).days)} after {base.name} is first shown"
        sentence = f"{away}; a material change of this policy needs {_counted(days)} of notice."
        remedy = f"If the change is material, make it {written(first)} or later."
        yield Problem("short-notice", Place(path), sentence, remedy, Level.WARNING)


def _counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
