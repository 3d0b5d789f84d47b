"""What the rules found in an amendment, as readers and programs are told it: of what kind, and in which sections.

What was decided stays decided: where the register says what was found when a version was published, no other kind is
told of it; the rules only say again where in the text it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inforce.core.between import assessment
from inforce.core.gate_material import deciding
from inforce.core.materiality import CATEGORIES, Assessment, Finding
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.model import Section
from inforce.core.policy import Assessed, MaterialClass, Policy, Version

OPENING = "Opening"
"""What a text has before its first heading, as readers are told it."""
WHOLE_TEXT = "text"
"""Rule of the one finding where the rules could not read the texts: it is about no section."""
_CLASSIFIED = (MaterialClass.MATERIAL, MaterialClass.NOT_MATERIAL)


@dataclass(frozen=True, slots=True)
class Concern:
    """A kind of change that was found."""

    category: str
    """M01 to M19, for programs."""

    @property
    def name(self) -> str:
        """In words, for readers: “how long data is kept”."""
        return CATEGORIES.get(self.category, self.category)


@dataclass(frozen=True, slots=True)
class SectionFound:
    """A section in which something was found."""

    anchor: str
    """Empty before the first heading."""
    number: str
    title: str
    concerns: tuple[Concern, ...]
    """The weightiest first; each once."""
    removed: bool = False
    """Whether the new text has no such section: it is named as the old text named it."""

    @property
    def heading(self) -> str:
        """Number and title, as they stand in the text."""
        return f"{self.number} {self.title}".strip()

    @property
    def cited(self) -> str:
        """In short, to put in brackets: the number without its closing full stop, the title where it has none.

        A removed section's number may be that of another one by now, so its title is given.
        """
        return f"{self.title}, removed" if self.removed else self.number.rstrip(".") or self.title


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules found in one amendment."""

    verdict: str
    """material, review or immaterial, as recorded at publication or, for what has no such record, as of now."""
    sections: tuple[SectionFound, ...] = ()
    """In the order of their weight."""
    elsewhere: tuple[Concern, ...] = ()
    """Found at publication by earlier rules, and in no section by those of today."""
    unread: str = ""
    """Why the rules could not read the two texts as versions of one document; empty where they could."""

    @property
    def nothing(self) -> bool:
        """Whether the texts were read and nothing was found of which people must be told."""
        return not (self.sections or self.elsewhere or self.unread)

    @property
    def told(self) -> str:
        """All of it on one line, without end: “how long data is kept (5); purpose of use (2.1, 3)”; may be empty."""
        places: dict[Concern, list[str]] = {}
        for section in self.sections:
            for concern in section.concerns:
                places.setdefault(concern, []).append(section.cited)
        cited = [f"{concern.name} ({', '.join(dict.fromkeys(where))})" for concern, where in places.items()]
        return "; ".join([*cited, *(concern.name for concern in self.elsewhere)])


class Findings:
    """Asks the rules about each amendment once in a run, when a page first needs it."""

    def __init__(self, known: Vocabulary | None = None) -> None:
        """With the words by which changes are read; without, nothing is asked and nothing found is told."""
        self._known = known
        self._found: dict[tuple[int, int], Found] = {}

    def of(self, policy: Policy, version: Version, before: Version | None) -> Found | None:
        """What is told of the step from `before`; None for what is not classified (imported history), first versions.

        A draft counts as classified: its author is about to do it.
        """
        if self._known is None or before is None or not _classified(policy, version):
            return None
        key = (id(before), id(version))
        if key not in self._found:
            self._found[key] = _found(policy, version, before, self._known)
        return self._found[key]

    def said(self, policy: Policy, version: Version, before: Version) -> Assessment | None:
        """All that the rules say of a draft today; None for what is registered, and where nothing is asked."""
        if self._known is None or not version.is_draft:
            return None
        return assessment(before, version, self._known, policy.settings.kind)


def _classified(policy: Policy, version: Version) -> bool:
    return version.is_draft or policy.classification(version) in _CLASSIFIED


def _found(policy: Policy, version: Version, before: Version, known: Vocabulary) -> Found:
    record = _record(policy, version, before)
    if record is not None and not record.categories:
        return Found(record.verdict)
    said = assessment(before, version, known, policy.settings.kind)
    verdict, findings = said.verdict.value, deciding(said)
    unread = next((finding.reason for finding in findings if finding.rule == WHOLE_TEXT), "")
    if unread:
        return Found(record.verdict if record else verdict, unread=unread)
    if record is None:
        return Found(verdict, _by_section(findings, before, version))
    seen = tuple(finding for finding in findings if finding.category in record.categories)
    missing = set(record.categories) - {finding.category for finding in seen}
    return Found(record.verdict, _by_section(seen, before, version), tuple(map(Concern, sorted(missing))))


def _record(policy: Policy, version: Version, before: Version) -> Assessed | None:
    """What the register keeps of this step: it is about the version that was amended, and about no other step."""
    if version.registration is None or policy.before(version) is not before:
        return None
    return version.registration.assessed


def _by_section(findings: Sequence[Finding], before: Version, version: Version) -> tuple[SectionFound, ...]:
    concerns: dict[str, dict[Concern, None]] = {}
    for finding in findings:
        concerns.setdefault(finding.anchor, {})[Concern(finding.category)] = None
    old, new = ({section.anchor: section for section in text.document.sections} for text in (before, version))
    return tuple(_section(anchor, tuple(kinds), old, new) for anchor, kinds in concerns.items())


def _section(
    anchor: str, concerns: tuple[Concern, ...], old: Mapping[str, Section], new: Mapping[str, Section]
) -> SectionFound:
    section = new.get(anchor) or old.get(anchor)
    if section is None or not anchor:
        return SectionFound("", "", OPENING, concerns)
    return SectionFound(anchor, section.number, section.title, concerns, removed=anchor not in new)
