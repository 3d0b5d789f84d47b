"""What the rules find in a draft, for its author: each sentence with the reason, and first lines of a summary."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from inforce.core.gate_material import deciding
from inforce.core.materiality import CATEGORIES, Assessment, Finding
from inforce.core.model import Document, with_below
from inforce.core.policy import Version
from inforce.core.redline import Redline
from inforce.render.finding_marks import Sentence, in_short, marked
from inforce.render.findings import OPENING, WHOLE_TEXT


@dataclass(frozen=True, slots=True)
class SentenceFound:
    """One sentence with what was found in it."""

    concerns: tuple[str, ...]
    """Kinds of change, in words."""
    reasons: tuple[str, ...]
    """What was seen and why people are told of it, as sentences."""
    old: Sentence
    """With the words marked that the new one has not; empty where the sentence is new."""
    new: Sentence


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section of the draft in which something was found."""

    title: str
    target: str
    """Id on the changes page of its first change; empty for none."""
    found: tuple[SentenceFound, ...]
    summed_up: bool
    """Whether the draft's summary speaks of it."""


@dataclass(frozen=True, slots=True)
class DraftFindings:
    """All that the rules find in a draft."""

    verdict: str
    """material, review or immaterial."""
    sections: tuple[DraftSection, ...]
    """The weightiest first."""
    lines: str
    """Lines for the front matter's summary, one item for each section it does not speak of; empty for none."""


def draft_findings(version: Version, before: Version, redline: Redline, said: Assessment) -> DraftFindings:
    """What `said` finds in the step from `before` to the draft `version`, and what its summary still lacks."""
    sections: dict[str, list[Finding]] = {}
    for finding in deciding(said):
        sections.setdefault(finding.anchor, []).append(finding)
    targets = {section.anchor: f"change-{section.first_change}" for section in redline.sections}
    covered = _summed_up(version, before.document)
    return DraftFindings(
        verdict=said.verdict.value,
        sections=tuple(
            DraftSection(
                title="The whole text" if findings[0].rule == WHOLE_TEXT else findings[0].section or OPENING,
                target=targets.get(anchor, ""),
                found=tuple(_sentences(findings)),
                summed_up=anchor in covered,
            )
            for anchor, findings in sections.items()
        ),
        lines="".join(
            _line(findings[0])
            for anchor, findings in sections.items()
            if anchor not in covered and findings[0].rule != WHOLE_TEXT
        ),
    )


def _summed_up(version: Version, old: Document) -> set[str]:
    """Anchors of the sections that the summary speaks of; the empty one where it speaks of the whole text."""
    said = {item.section for item in version.amendment.summary} if version.amendment else set()
    return {anchor for text in (version.document, old) for anchor in with_below(said, text.sections)}


def _sentences(findings: list[Finding]) -> Iterator[SentenceFound]:
    groups: dict[tuple[str, str, int], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.old, finding.new, finding.entry), []).append(finding)
    for group in groups.values():
        if group[0].rule == WHOLE_TEXT:
            yield SentenceFound((), (_reason(group[0]),), (), ())
            continue
        old, new = map(in_short, marked(group[0]))
        why = (finding.why for finding in group if finding.why)
        yield SentenceFound(
            concerns=tuple(dict.fromkeys(CATEGORIES[finding.category] for finding in group)),
            reasons=tuple(dict.fromkeys([*map(_reason, group), *why])),
            old=old,
            new=new,
        )


def _reason(finding: Finding) -> str:
    doubt = "" if finding.sure else " A person decides whether it matters."
    return f"{finding.reason[:1].upper()}{finding.reason[1:].rstrip('.')}.{doubt}"


def _line(finding: Finding) -> str:
    """An item of the summary as the front matter writes it: a text in JSON's quotes is one in YAML's, too."""
    text = json.dumps(finding.draft, ensure_ascii=False)
    return f"    - section: {finding.anchor}\n      text: {text}\n" if finding.anchor else f"    - {text}\n"
