"""What `publish` asks of one draft, beyond what its own file shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from inforce.core import frontmatter, starter
from inforce.core.dates import VersionName
from inforce.core.gate_material import amendment_problems
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.policy import Policy, Version
from inforce.core.settings import PolicySettings
from inforce.core.suggest import nearest
from inforce.core.unfinished import UNFINISHED, is_unfinished
from inforce.core.wording import words_of
from inforce.errors import Level, Place, Problem

DECISIONS_OF_TIME = frozenset({"published-past", "effective-past", "text-unchanged", "starter-text", "base-pending"})
"""Problems that a draft, not yet due, need not be warned of: they come and go while it is written."""


def ready(
    policy: Policy,
    version: Version,
    on: date,
    together: Collection[Version] | None = None,
    *,
    known: Vocabulary | None = None,
) -> tuple[Problem, ...]:
    """Why `version`, a draft of `policy`, cannot be published on the day `on`; empty (or mere hints) where it can.

    A draft without a day of publication is judged as if published on `on`. `together` are the drafts that one
    command publishes; if they are not given, all whose day has come (as `publish --due` takes them). `known` are the
    words by which its change is read; without them nothing is asked of its materiality.
    """
    case = _Case(policy, version, on, due_drafts(policy, on) if together is None else together)
    found = [problem for rule in _RULES for problem in rule(case)]
    if known is not None and case.before is not None and case.before.source:
        found.extend(amendment_problems(policy, version, case.before, known))
    return tuple(found)


def standing_with(policy: Policy, version: Version, on: date) -> tuple[Version, ...]:
    """The drafts that will be published when `version`, a draft, is.

    By the day of one that waits, those before it will be; of one that is due, all that are due.
    """
    waits = version.published is None or version.published > on
    return policy.versions if waits else due_drafts(policy, on)


def due_drafts(policy: Policy, on: date) -> tuple[Version, ...]:
    """The drafts whose day of publication has come."""
    return tuple(v for v in policy if v.is_draft and v.published is not None and v.published <= on)


class _Case:
    """One draft on one day, with what the rules ask about it."""

    def __init__(self, policy: Policy, version: Version, on: date, together: Collection[Version]) -> None:
        self.policy = policy
        self.version = version
        self.on = on
        self.published = version.published or on
        named = {v.name for v in together}
        self.before = policy.before(version, [v for v in policy if v.is_draft and v.name in named])
        """The version it amends; a draft that is not published with it is none."""
        drafts = [v for v in policy if v.is_draft and v.name < version.name and v.name not in named]
        self.draft_before = drafts[-1] if drafts else None
        registered = [v for v in policy.versions if not v.is_draft and v.withdrawal is None]
        self.last = max(registered, key=lambda v: v.name, default=None)

    def problem(self, code: str, key: str, sentence: str, remedy: str, level: Level = Level.ERROR) -> Problem:
        """A problem at the front matter's `key`, or at the file's beginning where it does not stand."""
        top = Place(self.version.path, 1)
        return Problem(code, self.front.place(key, top) if self.front else top, sentence, remedy, level)

    def stands(self, key: str) -> bool:
        """Whether the front matter has the `key`, be it empty."""
        return self.front is not None and key in dict(self.front.places)

    @cached_property
    def front(self) -> frontmatter.FrontMatter | None:
        """The version's front matter, with the places of its keys."""
        return frontmatter.read(self.version.source, self.version.path).front


def _complete(case: _Case) -> Iterator[Problem]:
    if not case.version.title:
        yield case.problem("title-missing", "title", "The version has no title.", "Add a line “title: …”.")


def _own_words(case: _Case) -> Iterator[Problem]:
    for block in case.version.document.blocks:
        said = " ".join(block.text.split())
        for sentence in starter.SENTENCES:
            if sentence in said:
                told = f"“{sentence}” is not the policy's text: a new draft begins with it."
                remedy = "Write what applies in its place, or delete it with its heading."
                yield Problem("starter-text", Place(case.version.path, block.line or 1), told, remedy)


def _published_in_time(case: _Case) -> Iterator[Problem]:
    if case.published < case.on and not case.version.late_entry:
        sentence = f"It cannot be published on {case.published}: that day is past."
        remedy = f"Write “published: {case.on}”, or say in “late_entry” why it is entered late; the page shows it."
        yield case.problem("published-past", "published", sentence, remedy)


def _effective_in_time(case: _Case) -> Iterator[Problem]:
    if case.version.published is None and case.version.effective < case.on:
        sentence = f"It takes effect on {case.version.effective}, but nobody can have read it before today, {case.on}."
        remedy = "Give it a later effective date (rename the file too), or the true “published” day and a “late_entry”."
        yield case.problem("effective-past", "effective", sentence, remedy)


def _class_and_summary(case: _Case) -> Iterator[Problem]:
    amendment = case.version.amendment
    if case.before is None:
        if amendment is not None:
            sentence = "This is the first version of the policy, so it changes nothing."
            remedy = "Delete “change:” and what is below it."
            if case.draft_before is not None:
                draft = case.draft_before.name
                sentence = f"Nothing was published before it ({draft} is a draft), so it changes nothing."
                remedy = f"Publish {draft} first, or delete “change:” and what is below it."
            yield case.problem("first-version-change", "change", sentence, remedy)
        return
    if amendment is None or amendment.material is None:
        sentence = f"Whether the change from {case.before.name} is material is not declared."
        remedy = "Write “change:” and below it “  material: true” if people must be told, else “  material: false”."
        yield case.problem("class-missing", "change", sentence, remedy, Level.DECISION)
    if amendment is None or not amendment.summary:
        sentence = f"The change from {case.before.name} has no summary."
        yield case.problem("summary-missing", "change", sentence, _summary_lines(case))


def _summary_lines(case: _Case) -> str:
    """Where to write the summary: who has the key already must not write it a second time."""
    if case.stands("change.summary"):
        return "Below “summary:” write, for each point, “- section: ID” and below it “  text: …”."
    return "Below “change:” write “  summary:” and, for each point, “    - section: ID” and “      text: …”."


def _shown_after_its_base(case: _Case) -> Iterator[Problem]:
    """Nobody can be told of a change from a text that is shown to nobody yet."""
    before = case.before
    if before is not None and before.published is not None and before.published > max(case.published, case.on):
        day = before.published
        sentence = f"The version it amends, {before.name}, is first shown on {day}; this one, on {case.published}."
        remedy = f"Write “published: {day}” or a later day, or withdraw {before.name} first."
        yield case.problem("base-pending", "published", sentence, remedy)


_FEWEST_IN_A_REASON = 3
"""Different words of an override's reason at least."""
_FEWEST_IN_A_SUMMARY = 2
"""The same of a line of the summary."""
_NO_PERSON = frozenset(
    "admin all board company counsel department dept everybody everyone firm group legal management me name nobody "
    "none office organisation organization person somebody someone tbd team the todo us we".split()
)


def _override_said(case: _Case) -> Iterator[Problem]:
    """An override stands in the register for good: who, and why."""
    override = case.version.amendment.override if case.version.amendment else None
    if override is None:
        return
    if not words_of(override.by) - _NO_PERSON:
        sentence = f"An override is a person's own decision, but “{override.by}” is no person's name."
        yield case.problem("override-vague", "override.by", sentence, "Write the name of who decides after “by:”.")
    if len(words_of(override.reason)) < _FEWEST_IN_A_REASON:
        sentence = f"“{override.reason}” does not say why nobody need be told of the change."
        remedy = "Write the reason in a sentence after “reason:”; it is kept in the register and shown to readers."
        yield case.problem("override-vague", "override.reason", sentence, remedy)


def _summary_said(case: _Case) -> Iterator[Problem]:
    """A line of the summary is what people are told of the change."""
    amendment = case.version.amendment if case.before is not None else None
    for item in amendment.summary if amendment else ():
        if is_unfinished(item.text):
            where = f" of “{item.section}”" if item.section else ""
            sentence = f"A line of the summary{where} is drafted by the program and not in your own words yet."
            remedy = f"Say in plain words what changes, and delete “{UNFINISHED}” at its beginning."
            yield case.problem("summary-unfinished", "change.summary", sentence, remedy)
        elif len(words_of(item.text)) < _FEWEST_IN_A_SUMMARY:
            where = f" of “{item.section}”" if item.section else ""
            sentence = f"“{item.text}” in the summary{where} does not say what changes."
            yield case.problem("summary-vague", "change.summary", sentence, "Say it in a sentence of plain words.")


def _without_comments(case: _Case) -> Iterator[Problem]:
    """While a text is written a comment is welcome; published, it would be fixed and read by nobody."""
    for found in case.version.document.problems:
        if found.code == "comment":
            yield replace(found, place=replace(found.place, path=case.version.path), level=Level.ERROR)


def _summary_sections(case: _Case) -> Iterator[Problem]:
    texts = [case.version.document, *([case.before.document] if case.before else [])]
    known = [block.anchor for text in texts for block in text.blocks if block.anchor]
    for item in case.version.amendment.summary if case.version.amendment else ():
        if item.section and item.section not in known:
            sentence = f"The summary speaks of section “{item.section}”, which neither text has."
            meant = nearest(item.section, known)
            remedy = f"Did you mean “{meant}”?" if meant else "Use the id of a heading, as in “## Title {#id}”."
            yield case.problem("summary-section", "change.summary", sentence, remedy)


def _after_the_last(case: _Case) -> Iterator[Problem]:
    if case.last and case.version.name < case.last.name and not case.version.late_entry:
        sentence = f"It takes effect before {case.last.name}, which is published already."
        remedy = "Give it a later date, or say in “late_entry” why it is entered afterwards; the page shows it."
        yield case.problem("dated-before-last", "effective", sentence, remedy)


def _names_of_a_day(case: _Case) -> Iterator[Problem]:
    name = case.version.name
    if name.ordinal > 1 and not any(v.name == VersionName(name.day, name.ordinal - 1) for v in case.policy.versions):
        sentence = f"There is no {VersionName(name.day, name.ordinal - 1)} before it."
        better = next_name(case.policy, name.day)
        yield case.problem("ordinal-gap", "effective", sentence, f"Rename the file {better}.md.")


def next_name(policy: Policy, day: date) -> VersionName:
    """The name that a further version for `day` would have."""
    taken = {v.name for v in policy.versions}
    name = VersionName(day)
    while name in taken:
        name = VersionName(day, name.ordinal + 1)
    return name


def _notice_period(case: _Case) -> Iterator[Problem]:
    amendment, settings = case.version.amendment, case.policy.settings
    if amendment is None or not amendment.material or case.before is None:
        return
    # Nobody was told before the real day; but what applied already when it was entered goes by what it says.
    since = max(case.published, case.on) if case.version.effective > case.on else case.published
    days = (case.version.effective - since).days
    if 0 <= days < settings.notice_days:
        entered = bool(case.version.late_entry)  # A fact of the past is told, not refused.
        yield case.problem(
            "notice-period",
            "effective",
            f"A material change needs {_days(settings.notice_days)} of notice; this one gives {_days(days)}.",
            _notice_remedy(case, since, settings),
            Level.WARNING if entered else Level.ERROR,
        )


def _notice_remedy(case: _Case, since: date, settings: PolicySettings) -> str:
    earliest = since + timedelta(days=settings.notice_days)
    policy_file = f"content/policies/{case.policy.slug}/policy.toml"
    return (
        f"Let it take effect on {earliest} or later (rename the file too), or change notice_days in {policy_file}; "
        "under 15 days that needs a notice_reason."
    )


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _says_something_new(case: _Case) -> Iterator[Problem]:
    before = case.before
    same = before is not None and before.document.digest == case.version.document.digest
    if before is not None and same and before.title == case.version.title:
        sentence = f"The text is that of {before.name}, word for word."
        yield case.problem("text-unchanged", "effective", sentence, "Change the text, or delete the draft.")


def _policy_goes_on(case: _Case) -> Iterator[Problem]:
    ended = case.policy.ended
    if ended is not None and case.version.effective >= ended:
        sentence = f"The policy ends on {ended}, so this version would never take effect."
        yield case.problem("policy-ended", "effective", sentence, "Begin another policy in a folder of its own.")


_RULES: tuple[Callable[[_Case], Iterator[Problem]], ...] = (
    _complete,
    _own_words,
    _published_in_time,
    _effective_in_time,
    _class_and_summary,
    _override_said,
    _summary_said,
    _shown_after_its_base,
    _without_comments,
    _summary_sections,
    _after_the_last,
    _names_of_a_day,
    _notice_period,
    _says_something_new,
    _policy_goes_on,
)
