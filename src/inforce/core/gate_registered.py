"""Published means fixed: what differs between a version's file and its line in the register, named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from inforce.core import canonical, document, frontmatter
from inforce.core.gate_draft import next_name
from inforce.core.location import Spot, changed_spots
from inforce.core.model import Block, BlockKind, Document
from inforce.core.policy import Policy, Version
from inforce.core.register import Event, changed_fields, declared_class, meta_digest, source_digest
from inforce.errors import Place, Problem

MOST_SPOTS = 8
"""Changed sentences named of one version; the rest is counted."""
_LONGEST = 220
"""Characters of a sentence quoted at most."""


def registered_problems(
    policy: Policy, version: Version, entry: Event, older_text: Callable[[Version, str], str | None]
) -> Iterator[Problem]:
    """Every difference between `version` and `entry`, its line."""
    if not entry.text:
        return  # The line itself is damaged, which has its own problem.
    if entry.canon not in canonical.FORMATS:
        sentence = f"“{version}” was registered in text format {entry.canon}, which this program does not know."
        yield Problem("register-format", Place(version.path, 1), sentence, "Use the newest Inforce.")
        return
    version = _in_format(version, entry.canon)
    text_differs = version.document.digest != entry.text
    if text_differs:
        yield from _text(policy, version, entry, older_text)
    elif entry.anchors != tuple(s.anchor for s in version.document.sections if s.anchor):
        yield _section_ids(version, entry)
    if version.imported and text_differs:
        return  # An imported title may be the first heading, already named.
    if meta_digest(version) != entry.meta:
        yield from _meta(policy, version, entry)


def _in_format(version: Version, number: int) -> Version:
    """The version with its canonical text as an older format writes it: what was registered stays checkable."""
    if number == canonical.FORMAT:
        return version
    text = canonical.canonical_text(version.document.blocks, number)
    return replace(version, document=replace(version.document, canonical=text, digest=canonical.digest(text)))


def _remedy(policy: Policy, version: Version, put_back: str) -> str:
    again = next_name(policy, version.effective)
    return (
        f"{put_back}, or make a new version with `inforce draft {version.slug} --effective DATE`; "
        f"for the same day it is called {again}."
    )


# ---- the text -------------------------------------------------------------------------------------------------------


def _text(
    policy: Policy, version: Version, entry: Event, older_text: Callable[[Version, str], str | None]
) -> Iterator[Problem]:
    if version.document.public_source and source_digest(version.document.public_source) == entry.source:
        yield _rewrapped(version, entry)
        return
    spots = changed_spots(entry.blocks, version.document, _old(version, entry, older_text))
    remedy = _remedy(policy, version, "Put the text back as it was")
    fixed = f"“{version}” is published, so its text is fixed, but"
    if not spots:
        yield Problem("text-changed", Place(version.path, 1), f"{fixed} it is not the one registered.", remedy)
    for spot in spots[:MOST_SPOTS]:
        yield Problem("text-changed", Place(version.path, spot.line), f"{fixed} {_said(spot)}.", remedy)
    if len(spots) > MOST_SPOTS:
        sentence = f"{fixed} {len(spots) - MOST_SPOTS} more sentences were changed."
        yield Problem("text-changed", Place(version.path, spots[MOST_SPOTS].line), sentence, remedy)


def _old(version: Version, entry: Event, older_text: Callable[[Version, str], str | None]) -> Document | None:
    text = older_text(version, entry.text)
    if text is None:
        return None
    body = frontmatter.read(text, version.path, lenient=version.imported).body
    parsed = _in_format(replace(version, document=document.parse(body, lenient=version.imported)), entry.canon).document
    return parsed if parsed.digest == entry.text else None


def _said(spot: Spot) -> str:
    if spot.invisible:
        return f"in “{_short(spot.now)}” {spot.invisible}"
    if spot.now and spot.was == spot.now and spot.block:
        return f"“{_short(spot.now)}” is now {_shape(spot.block)}"
    if spot.now and spot.was:
        return f"“{_short(spot.was)}” became “{_short(spot.now)}”"
    if spot.now:
        return f"this sentence was changed or added: “{_short(spot.now)}”"
    if spot.was:
        return f"this sentence was removed: “{_short(spot.was)}”"
    return f"something was removed next to “{_short(spot.near)}”"


def _short(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def _rewrapped(version: Version, entry: Event) -> Problem:
    """The same words, wrapped so that Markdown reads something else."""
    spots = changed_spots(entry.blocks, version.document)
    spot = next((s for s in spots if s.block and _shape(s.block) != "a paragraph"), spots[0] if spots else None)
    line, shape = (spot.line, _shape(spot.block)) if spot and spot.block else (1, "something else")
    quoted = f" (“{_short(spot.now or spot.near)}”)" if spot else ""
    sentence = (
        f"“{version}” is published; its words are unchanged, but line breaks or indentation were changed so that "
        f"its structure is another: line {line} now reads as {shape}{quoted}."
    )
    remedy = "Undo that there; wrapping that leaves the text as it is passes."
    return Problem("text-rewrapped", Place(version.path, line), sentence, remedy)


def _shape(block: Block) -> str:
    kinds = {BlockKind.HEADING: "a heading", BlockKind.CODE: "preformatted text", BlockKind.RULE: "a dividing line"}
    if block.kind in kinds:
        return kinds[block.kind]
    names = [container.kind for container in block.containers]
    if "li" in names:
        return "an item of a list" + " within a list" * (names.count("li") - 1)
    if "table" in names or block.kind is BlockKind.CELL:
        return "a row of a table"
    return "a quotation" if "blockquote" in names else "a paragraph"


def _section_ids(version: Version, entry: Event) -> Problem:
    now = [s for s in version.document.sections if s.anchor]
    new = next((s for s in now if s.anchor not in entry.anchors), now[0] if now else None)
    missing = next((a for a in entry.anchors if a not in {s.anchor for s in now}), "")
    line = version.document.blocks[new.first].line if new else 1
    was = f" “{missing}” is missing." if missing else ""
    sentence = f"“{version}” is published, so the ids of its sections are fixed, but they were changed.{was}"
    remedy = f"Write “{{#{missing}}}” at the end of this heading again." if missing else "Put them back as they were."
    return Problem("section-ids-changed", Place(version.path, line), sentence, remedy)


# ---- the front matter -----------------------------------------------------------------------------------------------

_KEYS = {"class": "change.material", "summary": "change.summary", "override": "change.override"}
_NAMES = {
    "title": "title",
    "version": "label (“version”)",
    "summary": "summary",
    "override": "override",
    "late_entry": "reason for the late entry",
    "language": "language",
}


def _meta(policy: Policy, version: Version, entry: Event) -> Iterator[Problem]:
    front = frontmatter.read(version.source, version.path, lenient=version.imported).front
    top = Place(version.path, 1)
    remedy = _remedy(policy, version, "Put it back as it was")
    names = changed_fields(entry, version)
    for name in names:
        other = top if name == "language" or front is None else front.place("change", top)
        place = front.place(_KEYS.get(name, name), other) if front else top
        sentence = f"“{version}” is published, so {_fixed(name, version, entry)}."
        way_out = remedy
        if name == "language":
            way_out = (
                "Write the language that it was published in here (“language: …”), or put it back in inforce.toml."
            )
        yield Problem("meta-changed", place, sentence, way_out)
    if not names:
        sentence = f"“{version}” is published, so its front matter is fixed, but it is not the one registered."
        yield Problem("meta-changed", top, sentence, remedy)


def _fixed(name: str, version: Version, entry: Event) -> str:
    if name == "published":
        return (
            f"its day of publication is fixed: registered is {entry.published}, now it is {version.published or 'gone'}"
        )
    if name == "effective":
        return f"its effective date is fixed: registered is {entry.effective}, now it is {version.effective}"
    if name == "class":
        now = declared_class(version.amendment.material) if version.amendment else ""
        return f"its class is fixed: registered is “{entry.declared}”, now it is “{now or 'not declared'}”"
    return f"its {_NAMES[name]} is fixed, but it was changed"
