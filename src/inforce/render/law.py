"""What surrounds a law text on its page: contents, notes beside sections about to change, sections that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from inforce.core.dates import written
from inforce.core.model import Block, Document
from inforce.core.policy import Version
from inforce.core.redline import Redline
from inforce.render.facts import PolicyFacts, VersionFacts

FEWEST_CONTENTS = 3
"""A table of contents with fewer entries helps nobody."""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of the table of contents."""

    anchor: str
    number: str
    """Without a closing full stop."""
    title: str


@dataclass(frozen=True, slots=True)
class RemovedSection:
    """A section (or block with an id) of an earlier version that the text in force no longer has."""

    anchor: str
    number: str
    title: str
    removed: date
    """First day in force of the first version without it."""
    last_name: str
    last_path: str
    """Address of its last text, with the anchor."""


def own_title(version: Version) -> Block | None:
    """The text's first heading, where it is the version's title but for case and punctuation.

    The page shows it, word for word, as its headline instead of a second time below it.
    """
    first = next(iter(version.document.blocks), None)
    same = first is not None and first.level and _letters(first.text) == _letters(version.title)
    return first if same else None


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def heading_shift(document: Document) -> int:
    """By how many levels headings move so that the highest becomes an h2: the page's headline is its only h1."""
    levels = [block.level for block in document.blocks if block.level]
    return 2 - min(levels) if levels else 0


def outlined(document: Document, *, skip: int = 0) -> Document:
    """The same text with headings from level 2 on and no level left out, as a page needs them to be read by ear.

    Authors pick levels by their looks; which heading stands below which stays. The first `skip` blocks are left alone.
    """
    above: list[int] = []
    blocks, moved = list(document.blocks), False
    for index, block in enumerate(blocks):
        if not block.level or index < skip:
            continue
        above = [level for level in above if level < block.level] + [block.level]
        level = min(6, len(above) + 1)
        if level != block.level:
            blocks[index], moved = replace(block, level=level), True
    return replace(document, blocks=tuple(blocks)) if moved else document


def contents(document: Document, *, skip: int = 0) -> tuple[ContentsEntry, ...]:
    """The sections of the highest level; of the next one where only a single section stands at the highest.

    `skip` leaves out sections that begin in that many first blocks.
    """
    headed = [s for s in document.sections if s.level and s.anchor and s.first >= skip]
    for level in sorted({s.level for s in headed}):
        at_level = [s for s in headed if s.level == level]
        if len(at_level) > 1 or level == max(s.level for s in headed):
            entries = tuple(ContentsEntry(s.anchor, s.number.rstrip("."), s.title) for s in at_level)
            return entries if len(entries) >= FEWEST_CONTENTS else ()
    return ()


def notes(coming: VersionFacts, redline: Redline) -> dict[str, str]:
    """HTML for the sections of the text in force that `coming` changes, by anchor; links are written from the root."""
    return dict(_notes(coming, redline))


_NOTE = Markup('<p class="note">{} <a href="{}">See what changes in {}</a></p>')
_VERBS = {"changed": "Changes", "links": "Changes", "moved": "Moves", "removed": "Goes"}


def _notes(coming: VersionFacts, redline: Redline) -> Iterator[tuple[str, str]]:
    day = Markup('<time datetime="{}">{}</time>').format(coming.effective.isoformat(), written(coming.effective))
    for section in redline.sections:
        old = (section.old_number or ("" if section.kind == "renumbered" else section.number)).rstrip(".")
        if section.kind == "renumbered":
            said = Markup("Becomes section {} on {}.").format(section.number.rstrip("."), day)
        elif section.kind in _VERBS:
            said = Markup("{} on {}.").format(_VERBS[section.kind], day)
        else:
            continue
        target = f"/{coming.changes_path}#change-{section.first_change}"
        where = old or f"“{section.title}”" if section.title or old else "this part"
        yield section.anchor, _NOTE.format(said, target, where)


def removed(policy: PolicyFacts) -> tuple[RemovedSection, ...]:
    """Ids of versions once in force that the text on the policy's page lacks, in the order they first stood."""
    kept = {block.anchor for block in policy.subject.source.document.blocks if block.anchor}
    applied = [v for v in reversed(policy.versions) if v.replaced_on or v.status == "in force"]
    last: dict[str, tuple[int, Block]] = {}
    for index, version in enumerate(applied):
        for block in version.source.document.blocks:
            if block.anchor and block.anchor not in kept:
                last[block.anchor] = (index, block)
    return tuple(_removed(anchor, block, index, applied) for anchor, (index, block) in last.items())


def _removed(anchor: str, block: Block, index: int, applied: Sequence[VersionFacts]) -> RemovedSection:
    version = applied[index]
    title = block.title if block.level else block.text.strip()
    gone = version.replaced_on or version.effective
    return RemovedSection(
        anchor=anchor,
        number=block.number.rstrip("."),
        title=title if len(title) <= 80 else title[:79].rstrip() + "…",
        removed=gone,
        last_name=version.name,
        last_path=f"{version.path}#{anchor}",
    )
