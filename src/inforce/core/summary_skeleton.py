"""A summary to begin with: a sentence for each section that changed, marked as not yet the author's own."""

from __future__ import annotations

from collections.abc import Collection

from inforce.core.characters import suspicious
from inforce.core.gate_material import deciding
from inforce.core.materiality import Assessment
from inforce.core.model import with_below
from inforce.core.policy import SummaryItem, Version
from inforce.core.redline import SLIGHT, ChangeKind, Redline, SectionChange
from inforce.core.unfinished import UNFINISHED

_SENTENCES = {
    ChangeKind.ADDED: "{} is new.",
    ChangeKind.REMOVED: "{} is gone.",
    ChangeKind.MOVED: "{} stands elsewhere.",
    ChangeKind.LINKS: "A link in {} leads elsewhere.",
}


def lacking(
    version: Version, before: Version, redline: Redline, said: Assessment, spoken: Collection[str]
) -> tuple[SummaryItem, ...]:
    """An unfinished item for each changed section, in reading order, that no author's item speaks of.

    `spoken` are the sections that the author's items name, "" for an item without one. A section of which only
    punctuation, numbers or looks differ needs no words, unless nothing else in the text does.
    """
    named = set(spoken)
    covered = {anchor for v in (version, before) for anchor in with_below(named, v.document.sections)} | named
    drafted = {finding.anchor: finding.draft for finding in reversed(deciding(said)) if finding.draft}
    # What concerns the text as a whole is drafted for no section.
    drafted = {anchor: text for anchor, text in drafted.items() if any(s.anchor == anchor for s in redline.sections)}
    told = [s for s in redline.sections if s.anchor in drafted or s.kind not in SLIGHT] or redline.sections
    items: dict[str, SummaryItem] = {}
    for section in told:
        if section.anchor not in covered:
            words = drafted.get(section.anchor) or _sentence(section)
            items.setdefault(section.anchor, SummaryItem(shown(f"{UNFINISHED} {words}"), section.anchor))
    return tuple(items.values())


def _sentence(section: SectionChange) -> str:
    title = f"“{section.title}”" if section.title else "The text before the first heading"
    return _SENTENCES.get(ChangeKind(section.kind), "{} changes.").format(title)


def shown(text: str) -> str:
    """The sentence on one line, without what no eye can see: front matter refuses that."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    hidden = {found.column - 1 for found in suspicious(plain)}
    return " ".join("".join(c for at, c in enumerate(plain) if at not in hidden).split())
