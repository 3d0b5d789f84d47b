"""What there is to announce: each version shown, each one taken back, each policy that ends or ended.

Feeds, `notice.json` and `notice.js` all tell the same: this module puts it into words once. Nothing here depends on
whether a version is in force yet, so a text once announced reads the same on every later day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from inforce.core.dates import day_before, written
from inforce.core.policy import MaterialClass, Policy, Version
from inforce.render.findings import Findings, Found

CLASS_WORDS = {
    MaterialClass.MATERIAL: "Material change",
    MaterialClass.NOT_MATERIAL: "Change, not material",
    MaterialClass.UNKNOWN: "Change, not classified",
    MaterialClass.FIRST: "First version",
}
"""The classes as readers are told them."""

_NEVER_PRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Event(StrEnum):
    """What happened."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    ENDING = "ending"
    """The end was entered in the register; its day had not come yet."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a summary, with the section it speaks of."""

    text: str
    anchor: str = ""
    """Id of the section, as the author gives it; empty: the whole text."""
    section: str = ""
    """Number and title of the section; empty where there is none."""
    target: str = ""
    """Address of the section from the site's root; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One event of a policy, in words."""

    event: Event
    policy: Policy
    version: Version
    """The version concerned; of an ended policy its last one shown."""
    kind: MaterialClass
    told: date
    """Day it became public."""
    changed: date
    """Day something last changed in what is said here."""
    headline: str
    sentences: tuple[str, ...]
    """Plain sentences: what happened and from when."""
    items: tuple[Item, ...]
    """The author's summary, in plain words."""
    stands: bool
    """Whether the version took or takes effect: it was not withdrawn, and the policy does not end before its day."""
    has_changes: bool
    """Whether there is a page of changes from the version before."""
    found: Found | None = None
    """What the rules found in its changes; None for what is not classified, and for other events."""

    @property
    def concerns(self) -> str:
        """What was found in the changes and in which sections, as a sentence; empty for nothing."""
        told = clean(self.found.told) if self.found else ""
        return f"Concerns: {told}." if told else ""

    @property
    def findings(self) -> list[dict[str, Any]] | None:
        """The same for programs, a member for each section; None where the change is not classified."""
        if self.found is None:
            return None
        placed = [(section.anchor, section.heading, section.concerns) for section in self.found.sections]
        placed += [("", "", self.found.elsewhere)] if self.found.elsewhere else []
        return [
            {
                "section": clean(anchor),
                "heading": clean(heading),
                "concerns": [{"category": concern.category, "name": concern.name} for concern in concerns],
            }
            for anchor, heading, concerns in placed
        ]

    @property
    def of_policy(self) -> bool:
        """Whether it tells of the policy as a whole, not of one version."""
        return self.event in (Event.ENDING, Event.ENDED)

    @property
    def target(self) -> str:
        """Address from the site's root of the page that tells most about it."""
        if self.of_policy:
            return f"{self.policy.slug}/"
        return changes_target(self.version) if self.has_changes else version_target(self.version)


def clean(text: str) -> str:
    """The text without characters that no format may carry; each becomes U+FFFD, so that it is seen."""
    return _NEVER_PRINTED.sub("\ufffd", text)


def version_target(version: Version) -> str:
    """Address of a version's permanent page, from the site's root."""
    return f"{version.slug}/{version.name}/"


def changes_target(version: Version) -> str:
    """Address of a version's page of changes, from the site's root."""
    return f"{version.slug}/{version.name}/changes/"


def shown_title(policy: Policy, on: date) -> str:
    """The policy's title for the public, printable."""
    return clean(policy.shown_title(on))


def of_policy(policy: Policy, on: date, findings: Findings | None = None) -> Iterator[Announcement]:
    """Everything announced of one policy by `on`, in order of version; what is found in changes by `findings`."""
    shown, asked = policy.shown(on), findings or Findings()
    for version in shown:
        before = policy.shown_before(version, on)
        yield replace(_published(policy, version, before), found=asked.of(policy, version, before))
        if version.withdrawal is not None:
            yield _withdrawn(policy, version, before)
    if shown and policy.ended is not None and policy.end_told is not None:
        if policy.end_told < policy.ended and policy.end_told <= on:
            yield _ending(policy, policy.end_told)
        if policy.ended <= on:
            yield _ended(policy, shown[-1], shown_title(policy, on))


def _published(policy: Policy, version: Version, before: Version | None) -> Announcement:
    assert version.published is not None
    kind, title, day = policy.classification(version), clean(version.title), written(version.effective)
    sentences = [f"Published on {written(version.published)}, effective {day}."]
    if version.published == version.effective:
        sentences = [f"Published and effective on {day}."]
    changed, when = version.published, f", effective {day}"
    stands = version.withdrawal is None and (policy.ended is None or policy.ended > version.effective)
    if version.late_entry:
        sentences.append(f"Entered late: {_stopped(version.late_entry)}")
    if version.withdrawal is not None:
        changed = max(changed, version.withdrawal.recorded)
        when = f" for {day}, withdrawn"
        sentences.insert(0, _withdrawal_sentence(version))
    elif policy.ended is not None and not stands:
        when = f" for {day}, never in force"
        sentences.insert(0, f"It never takes effect: the policy ends on {written(policy.ended)}.")
    return Announcement(
        event=Event.PUBLISHED,
        policy=policy,
        version=version,
        kind=kind,
        told=version.published,
        changed=changed,
        headline=f"{title}: {_lower(CLASS_WORDS[kind])}{when}",
        sentences=tuple(sentences),
        items=_items(version, before),
        stands=stands,
        has_changes=before is not None,
    )


def _withdrawn(policy: Policy, version: Version, before: Version | None) -> Announcement:
    assert version.withdrawal is not None
    return Announcement(
        event=Event.WITHDRAWN,
        policy=policy,
        version=version,
        kind=policy.classification(version),
        told=version.withdrawal.recorded,
        changed=version.withdrawal.recorded,
        headline=f"{clean(version.title)}: the version for {written(version.effective)} was withdrawn",
        sentences=(_withdrawal_sentence(version),),
        items=(),
        stands=False,
        has_changes=before is not None,
    )


def _ending(policy: Policy, told: date) -> Announcement:
    """Made of what was public on the day `told`, so that its words and its id stay whatever is published later."""
    assert policy.ended is not None
    day, last_day = written(policy.ended), day_before(policy.ended)
    sentence = f"The policy ends on {day}."
    if policy.in_force(last_day) is not None:
        sentence = f"In force until {written(last_day)}; the policy ends on {day}."
    return Announcement(
        event=Event.ENDING,
        policy=policy,
        version=(policy.shown(told) or policy.versions)[-1],
        kind=MaterialClass.UNKNOWN,
        told=told,
        changed=told,
        headline=f"{shown_title(policy, told)}: ends on {day}",
        sentences=(f"{sentence}{_end_reason(policy)}",),
        items=(),
        stands=False,
        has_changes=False,
    )


def _end_reason(policy: Policy) -> str:
    return f" Reason: {_stopped(policy.ended_reason)}" if policy.ended_reason else ""


def _ended(policy: Policy, last: Version, title: str) -> Announcement:
    assert policy.ended is not None
    return Announcement(
        event=Event.ENDED,
        policy=policy,
        version=last,
        kind=MaterialClass.UNKNOWN,
        told=policy.ended,
        changed=policy.ended,
        headline=f"{title}: no longer applies since {written(policy.ended)}",
        sentences=(f"From {written(policy.ended)} on the policy no longer applies.{_end_reason(policy)}",),
        items=(),
        stands=False,
        has_changes=False,
    )


def _withdrawal_sentence(version: Version) -> str:
    assert version.withdrawal is not None
    reason = f" Reason: {_stopped(version.withdrawal.reason)}" if version.withdrawal.reason else ""
    return (
        f"Withdrawn on {written(version.withdrawal.recorded)}: "
        f"the version for {written(version.effective)} never takes effect.{reason}"
    )


def _items(version: Version, before: Version | None) -> tuple[Item, ...]:
    if version.amendment is None:
        return ()
    return tuple(_item(clean(entry.text), clean(entry.section), version, before) for entry in version.amendment.summary)


def _item(text: str, anchor: str, version: Version, before: Version | None) -> Item:
    """A summary's line; a section that went is linked where it last stood."""
    for place in filter(None, (version, before)):
        for section in place.document.sections:
            if anchor and section.anchor == anchor:
                words = clean(f"{section.number} {section.title}".strip())
                return Item(text, anchor, words, f"{version_target(place)}#{anchor}")
    return Item(text, anchor)


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def _stopped(text: str) -> str:
    """The text as a sentence: it ends with a stop."""
    text = clean(text).strip()
    return text if text.endswith((".", "!", "?", "…")) else text + "."
