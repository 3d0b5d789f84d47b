"""Materiality at the gate: what an amendment declares against what the rules see in its text.

Each disagreement is one problem: the section, the old and the new sentence, why it matters, and the ways out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from inforce.core import frontmatter
from inforce.core.between import assessment
from inforce.core.duties import DATA_HELD
from inforce.core.gate_title import names_other_company, title_changes
from inforce.core.materiality import CATEGORIES, RULES_VERSION, Assessment, Finding, Verdict
from inforce.core.materiality.phrase import shortened
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.model import with_below
from inforce.core.policy import Amendment, Assessed, Override, Policy, Version
from inforce.core.register import meta_digest
from inforce.errors import Level, Place, Problem

_QUOTED = 160
"""Characters of a sentence quoted at most."""
_TITLE = 100
"""Characters of a section's title at most: some are whole sentences."""
_WORDS_BEFORE = 6
"""Words kept before the first that differs, where sentences are too long to quote whole."""
_TOLD = 2
"""Findings told of one section; the rest is counted."""
_NOTHING_DECLARED = Amendment(None)
_NOT_ASKED = Assessment(Verdict.IMMATERIAL, (), ())


@dataclass(frozen=True, slots=True)
class _Step:
    """One amendment with what the rules say of it."""

    policy: Policy
    version: Version
    before: Version
    said: Assessment

    @property
    def amendment(self) -> Amendment:
        return self.version.amendment or _NOTHING_DECLARED

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those that the verdict rests on."""
        return deciding(self.said)

    def problem(self, code: str, key: str, sentence: str, remedy: str, level: Level) -> Problem:
        """A problem at the front matter's `key`, at ``change`` where it does not stand, at the top without that."""
        front = frontmatter.read(self.version.source, self.version.path).front
        top = Place(self.version.path, 1)
        place = front.place(key, front.place("change", top)) if front else top
        return Problem(code, place, sentence, remedy, level)


def deciding(said: Assessment) -> tuple[Finding, ...]:
    """The findings that the verdict rests on: the sure ones, or where there are none, the doubtful."""
    sure = said.verdict is Verdict.MATERIAL
    return tuple(finding for finding in said.findings if finding.sure or not sure)


def assessed(policy: Policy, version: Version, before: Version | None, known: Vocabulary) -> Assessed | None:
    """What the register is to keep of an amendment; None for a first version."""
    return None if before is None else assessed_as(policy.settings.kind, version, before, known)


def assessed_as(kind: str, version: Version, before: Version, known: Vocabulary) -> Assessed:
    """The same for a policy of this `kind`."""
    said = assessment(before, version, known, kind)
    categories = tuple(sorted({finding.category for finding in deciding(said)}))
    return Assessed(RULES_VERSION, said.verdict.value, categories)


def amendment_problems(policy: Policy, version: Version, before: Version, known: Vocabulary) -> Iterator[Problem]:
    """Where `version`, declared against `before`, and the rules disagree, and what else they make a person think of."""
    step = _Step(policy, version, before, assessment(before, version, known, policy.settings.kind))
    declared = step.amendment
    if not declared.material:
        yield from _undeclared(step) if declared.override is None else _overridden(step, declared.override)
    elif not step.findings:
        yield _nothing_found(step)
    else:
        yield from _without_summary(step)
    yield from _title(step, known)
    if declared.material or declared.override is None:
        yield from _data_held(step)


def registered_problems(policy: Policy, version: Version, on: date, known: Vocabulary) -> Iterator[Problem]:
    """The same of a registered version that was not judged when it was published, or was changed since.

    What has taken effect unchanged cannot be taken back, so it is only told, and only as long as it applies.
    """
    before, line = policy.before(version), version.registration
    if before is None or line is None or version.imported or version.withdrawal is not None:
        return
    if not before.source:
        return  # Its file could not be read, which has its own problem.
    unchanged = meta_digest(version) == line.meta
    past = version.effective <= on and policy.in_force(on) is not version
    if unchanged and line.assessed is not None and not past:
        yield from _override_registered(_Step(policy, version, before, _NOT_ASKED), line.assessed)
    if unchanged and (line.assessed is not None or past):
        return
    if before.registration is not None and meta_digest(before) != before.registration.meta:
        before = replace(before, title="")  # Made of it since: it was not published against that title.
    for problem in amendment_problems(policy, version, before, known):
        if not unchanged:
            if problem.level is not Level.HINT:
                yield replace(problem, remedy="Put the front matter back as it was registered.")
        elif problem.level is Level.HINT:
            yield problem
        elif version.effective > on:
            yield replace(problem, remedy=_published_remedy(version))
        else:
            remedy = "It applies already and its declaration is fixed: tell the people it concerns now."
            yield replace(problem, level=Level.HINT, remedy=remedy)


def _published_remedy(version: Version) -> str:
    return (
        f"It is published, so its declaration is fixed: take it back (`inforce withdraw {version.slug} {version.name} "
        "--by NAME --reason …`), then publish its text again with the change declared and summed up "
        f"(`inforce draft {version.slug} --effective {version.effective}`)."
    )


# ---- declared not to be material, or not at all ----------------------------------------------------------------------


def _undeclared(step: _Step) -> Iterator[Problem]:
    declared = "is declared not material" if step.amendment.material is False else "is not declared material"
    for findings in _by_section(step.said.findings):
        sure = [finding for finding in findings if finding.sure]
        told = _told(sure or findings)
        where = _where(findings[0])
        why = (sure or findings)[0].why
        ways = _ways_out((sure or findings)[0])
        if sure:
            sentence = f"The change {where} looks material, but {declared}. {told} {why}"
            yield step.problem("material-undeclared", "change.material", sentence, ways, Level.DECISION)
        else:
            sentence = f"Whether people must be told of the change {where}, a person must decide. {told} {why}"
            yield step.problem("material-review", "change.material", sentence, ways, Level.DECISION)


def _overridden(step: _Step, override: Override) -> Iterator[Problem]:
    """What the decision covers: it was written once, and the text may have been changed since."""
    for findings in _by_section(step.said.findings):
        sure = [finding for finding in findings if finding.sure]
        seen = "looks material" if sure else "the rules leave to a person"
        sentence = (
            f"{override.by} decides that nobody need be told of the change {_where(findings[0])}, which {seen}: "
            f"“{_short(override.reason)}”. {_told(sure or findings)}"
        )
        remedy = "Make sure that the decision was made about these words: it is kept in the register for good."
        yield step.problem("override-covers", "change.override", sentence, remedy, Level.HINT)


def _override_registered(step: _Step, said: Assessed) -> Iterator[Problem]:
    """The same of a version published so, as its line in the register tells it."""
    override = step.amendment.override
    if override is None or step.amendment.material or said.verdict == Verdict.IMMATERIAL:
        return
    seen = "called material" if said.verdict == Verdict.MATERIAL else "left to a person"
    names = ", ".join(CATEGORIES.get(category, category) for category in said.categories)
    sentence = (
        f"{override.by} decided that nobody need be told of the change in “{step.version}”, which the rules {seen}"
        f"{f' ({names})' if names else ''}: “{_short(override.reason)}”."
    )
    remedy = "Nothing needs doing if that was decided about this text; it stands in the register."
    yield step.problem("override-decided", "change.override", sentence, remedy, Level.HINT)


def _ways_out(finding: Finding) -> str:
    return (
        f"Declare it: “material: true” and, in the summary, {_item(finding)}, in your own words. Or, if nobody need be "
        "told, decide so in your name: “material: false” and, below “change:”, “override:” with “by:” and “reason:”."
    )


def _by_section(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    """The findings of each section, the weightiest first."""
    sections: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        sections.setdefault((finding.anchor, finding.section), []).append(finding)
    yield from sections.values()


def _told(findings: list[Finding]) -> str:
    """What was seen in one section, each pair of sentences once."""
    seen: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.old, finding.new), finding)
    told = " ".join(f"{_reason(finding)} – {_sentences(finding)}." for finding in [*seen.values()][:_TOLD])
    more = len(seen) - _TOLD
    return told + (f" And {more} more there." if more > 0 else "")


def _reason(finding: Finding) -> str:
    return _upper(f"{CATEGORIES[finding.category]}: {finding.reason.rstrip('.')}")


def _sentences(finding: Finding) -> str:
    old, new = (_short(sentence) for sentence in _from_the_change(finding.old, finding.new))
    if old == new:
        return f"in “{new}”"
    if old and new:
        return f"“{old}” becomes “{new}”"
    said = finding.reason.rstrip(".").endswith(("is new", "is gone"))  # Then once is enough.
    return f"“{new or old}”" + ("" if said else " is new" if new else " is gone")


def _from_the_change(old: str, new: str) -> tuple[str, str]:
    """Two sentences without the many words that both begin with: what differs must not be cut off."""
    one, other = old.split(), new.split()
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    skipped = same - _WORDS_BEFORE
    if skipped <= 0 or max(len(old), len(new)) <= _QUOTED:
        return old, new
    return f"… {' '.join(one[skipped:])}", f"… {' '.join(other[skipped:])}"


def _short(sentence: str) -> str:
    return shortened(" ".join(sentence.split()), _QUOTED).rstrip(".")


def _where(finding: Finding) -> str:
    return f"in “{shortened(finding.section, _TITLE)}”" if finding.section else "before the first heading"


def _upper(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}"


# ---- declared material -----------------------------------------------------------------------------------------------


def _nothing_found(step: _Step) -> Problem:
    sentence = f"“{step.version}” is declared material; the rules find nothing in it of which people must be told."
    remedy = "Nothing needs doing: more may always be announced than must be."
    return step.problem("material-nothing-found", "change.material", sentence, remedy, Level.HINT)


def _without_summary(step: _Step) -> Iterator[Problem]:
    items = step.amendment.summary
    if not items:
        return  # That there is no summary at all has its own problem.
    said = {item.section for item in items}
    texts = (step.version.document, step.before.document)
    covered = {anchor for text in texts for anchor in with_below(said, text.sections)}
    for findings in _by_section(finding for finding in step.said.findings if finding.sure):
        if findings[0].anchor not in covered:
            named = (
                f"“{shortened(findings[0].section, _TITLE)}”"
                if findings[0].section
                else "the text before the first heading"
            )
            sentence = f"The summary says nothing of {named}, where the change is material. {_told(findings)}"
            remedy = f"Add to the summary, in your own words: {_item(findings[0])}."
            yield step.problem("summary-section-missing", "change.summary", sentence, remedy, Level.ERROR)


def _item(finding: Finding) -> str:
    """A line of the summary, as it may be pasted."""
    words = finding.draft.replace("\\", "\\\\").replace('"', '\\"')
    return f'“- section: {finding.anchor}” and below it “  text: "{words}"”' if finding.anchor else f'“- "{words}"”'


# ---- the title -------------------------------------------------------------------------------------------------------


def _title(step: _Step, known: Vocabulary) -> Iterator[Problem]:
    """It stands above the text, not in it, so the rules that read the text do not see it."""
    old, new = step.before.title, step.version.title
    if not old or not new or not title_changes(old, new):
        return
    told = f"The title “{_short(old)}” becomes “{_short(new)}”"
    open_still = not step.amendment.material and step.amendment.override is None
    if names_other_company(old, new, known) and open_still:
        sentence = f"{told}, which names another company: people may have another to deal with ({CATEGORIES['M11']})."
        remedy = (
            "Declare it: “material: true”, with a line in the summary. Or, if nobody need be told, decide so in your "
            "name: “material: false” and, below “change:”, “override:” with “by:” and “reason:”."
        )
        yield step.problem("title-company", "title", sentence, remedy, Level.DECISION)
    else:
        sentence = f"{told}: it tells readers who speaks and what the text covers ({CATEGORIES['M15']})."
        remedy = "If either changes, sum it up for readers; else nothing needs doing."
        yield step.problem("title-changed", "title", sentence, remedy, Level.HINT)


# ---- more than notice ------------------------------------------------------------------------------------------------


def _data_held(step: _Step) -> Iterator[Problem]:
    if step.policy.settings.kind != "privacy":
        return
    # A purpose that goes frees data; the other categories are found only where more is done, or less promised.
    found = {f.category for f in step.findings if f.category in DATA_HELD and (f.new or f.category != "M02")}
    if not found:
        return
    names = ", ".join(CATEGORIES[category] for category in sorted(found))
    sentence = (
        f"“{step.version}” changes {names}: where that is to apply to data that you hold already, notice alone may not "
        "be enough."
    )
    remedy = (
        "Consider asking for consent (the FTC asks for affirmative consent to material adverse changes of that kind), "
        "or let it apply to new data only. A hint, not legal advice: docs/reference/notice-duties.md."
    )
    yield step.problem("data-held-consent", "change.material", sentence, remedy, Level.HINT)
