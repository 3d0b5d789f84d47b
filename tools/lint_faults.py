"""Faults put into real policies: what each rule of the lint is there to find, in many phrasings.

Each kind of fault is made from the sentence that says what a rule is for, not from its patterns, in ten variants, each
in another text or at another place. Nothing here is random: a seed names the texts and the places.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from lint_sentences import (
    ANNEXES,
    DATES,
    DAYS,
    IMPOSSIBLE,
    ITEMS,
    LINKS,
    NO_DAYS,
    NOTICES,
    PLACEHOLDERS,
    PROMISED,
    REFERENCES,
    SHIFTED,
)

from inforce.core.document import parse
from inforce.core.model import BlockKind

HEADING = re.compile(r"^(#{1,6}) +(.*?)\s*$")
NUMBER = re.compile(r"^(#{1,6}) (\d+(?:\.\d+)*)\.? (.*)$")


@dataclass(frozen=True)
class Fault:
    """A text with one fault."""

    kind: str
    says: str
    """What was done, for the reader."""
    sound: str
    """The body without the fault; also the version before."""
    faulty: str
    lines: tuple[int, int] = (0, 0)
    """First and last line of the faulty body at which it may be told; 0: anywhere."""
    front: tuple[str, ...] = ()
    """Lines of the front matter that come with it."""


Maker = Callable[[str, random.Random, int], Fault]


def numbered(body: str) -> str:
    """The text with numbers before its headings, where it has none; a title of the whole text stays without."""
    lines = body.split("\n")
    levels = [len(m[1]) for line in lines if (m := HEADING.match(line))]
    if any(NUMBER.match(line) for line in lines) or not levels:
        return body
    top = min(levels) + (levels.count(min(levels)) == 1 and len(levels) > 1)
    counters = [0] * 7
    for index, line in enumerate(lines):
        if (match := HEADING.match(line)) and len(match[1]) >= top:
            level = len(match[1]) - top
            counters[level] += 1
            counters[level + 1 :] = [0] * (6 - level)
            number = ".".join(str(max(n, 1)) for n in counters[: level + 1])
            lines[index] = f"{match[1]} {number}{'.' if not level else ''} {match[2]}"
    return "\n".join(lines)


def paragraphs(body: str) -> list[int]:
    """The last lines (from 1) of the text's plain paragraphs."""
    found = parse(body, lenient=True)
    return [b.last_line for b in found.blocks if b.kind is BlockKind.PARAGRAPH and not b.containers]


def with_sentence(body: str, sentence: str, random: random.Random) -> tuple[str, tuple[int, int]]:
    """The text with one sentence more, as a paragraph of its own or at the end of one, and the line of it."""
    places = paragraphs(body)
    at = random.choice(places)
    lines = body.split("\n")
    if random.random() < 0.5:
        lines[at - 1] = f"{lines[at - 1].rstrip()} {sentence}"
        return "\n".join(lines), (at, at)
    return "\n".join([*lines[:at], "", sentence, *lines[at:]]), (at + 2, at + 2)


def headings(body: str) -> list[tuple[int, re.Match[str]]]:
    """The numbered headings: line from 0, and its parts."""
    return [(index, match) for index, line in enumerate(body.split("\n")) if (match := NUMBER.match(line))]


def inserted(kind: str, sentences: tuple[str, ...], base: Callable[[str], str] = str) -> Maker:
    """A maker that puts in the sentence of the variant; {title} is that of a section without contact data."""

    def make(body: str, random: random.Random, variant: int) -> Fault:
        sound = base(body)
        sentence = sentences[variant % len(sentences)]
        if "{" in sentence and "{{" not in sentence:
            title, number = random.choice(bare_sections(sound))
            sentence = sentence.replace("{title}", title).replace("{number}", number)
        faulty, lines = with_sentence(sound, sentence, random)
        return Fault(kind, f"put in: {sentence}", sound, faulty, lines)

    return make


_CONTACT = re.compile(r"@|mailto:|https?://|\d{3}[ .)-]+\d{3}|\b(?:form|street|address|phone|fax)\b", re.IGNORECASE)


def bare_sections(body: str) -> list[tuple[str, str]]:
    """Titles and numbers of sections in which nobody finds an address, a number or a form."""
    lines = body.split("\n")
    starts = [(i, m) for i, line in enumerate(lines) if (m := HEADING.match(line))]
    found = []
    for place, (index, match) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(lines)
        if not _CONTACT.search("\n".join(lines[index:end])):
            number = NUMBER.match(lines[index])
            title = (number[3] if number else match[2]).strip("*_ ")
            if 3 < len(title) < 60 and not re.search(r"[*_\[\]`]", title):
                found.append((title, number[2] if number else ""))
    return found or [("Definitions", "1")]


def notice_in_place(body: str, random: random.Random, variant: int) -> Fault:
    """The same promises where they are usually made: in a section on changes, after a sentence on them."""
    lead = (
        "We may update this document from time to time.",
        "This document may change.",
        "We can amend it at any time.",
    )
    above = ["", f"## Changes to this {('policy', 'document', 'agreement')[variant % 3]}", "", lead[variant % 3]]
    sound = "\n".join([*body.rstrip("\n").split("\n"), *above, ""])
    lines = sound.split("\n")
    lines[-2] += f" {NOTICES[variant % len(NOTICES)]}"
    return Fault("notice-in-place", f"put in: {lines[-2]}", sound, "\n".join(lines), (len(lines) - 1, len(lines) - 1))


def dated(body: str, random: random.Random, variant: int) -> Fault:
    """A date of its own in the body, other than those of the front matter, or one that no calendar has."""
    impossible = variant >= len(DATES)
    day = IMPOSSIBLE[variant - len(DATES)] if impossible else DAYS[variant % len(DAYS)]
    statement = DATES[(variant * 2 if impossible else variant) % len(DATES)].replace("{day}", day)
    sound = re.sub(r"(?im)^[*_]*(?:last updated|effective|updated):?.*\n?", "", body)
    lines = sound.split("\n")
    at = next((i + 1 for i, line in enumerate(lines) if HEADING.match(line)), 0) if variant % 3 else len(lines)
    faulty = "\n".join([*lines[:at], "", statement, "", *lines[at:]])
    return Fault("date", f"put in: {statement}", sound, faulty, (at + 2, at + 2))


def renumbered(body: str, random: random.Random, variant: int, kind: str = "") -> Fault:
    """A gap, a number twice, or a number of another level: one of them, or each in turn."""
    sound = numbered(body)
    found = headings(sound)
    lines = sound.split("\n")
    places = [p for p, (_, m) in enumerate(found) if p and m[1] == found[p - 1][1][1]] or list(range(1, len(found)))
    place = random.choice(places)
    index, match = found[place]
    *above, last = match[2].split(".")
    named, kind = kind, kind or ("gap", "twice", "level")[variant % 3]
    if kind == "gap":
        number = ".".join([*above, str(int(last) + 1)])
        _shift(lines, found[place:], match, 1)
        says = f"from “{lines[index]}” on, numbers are one too high"
    elif kind == "twice":
        number = ".".join([*above, str(int(last) - 1)])
        _shift(lines, found[place:], match, -1)
        says = f"from “{lines[index]}” on, numbers are one too low"
    else:
        number = f"{match[2]}.1" if len(above) < 2 else ".".join(above)
        lines[index] = f"{match[1]} {number}{'.' if '.' not in number else ''} {match[3]}"
        says = f"“{sound.split(chr(10))[index]}” becomes “{lines[index]}”"
    return Fault(f"numbering-{named}".strip("-"), says, sound, "\n".join(lines), (index + 1, index + 1))


def _shift(lines: list[str], following: list[tuple[int, re.Match[str]]], first: re.Match[str], by: int) -> None:
    """Add to the numbers of a heading, its neighbours after it and what stands below them."""
    depth = first[2].count(".")
    above = first[2].split(".")[:depth]
    for index, match in following:
        parts = match[2].split(".")
        if len(parts) <= depth or parts[:depth] != above:
            break
        parts[depth] = str(int(parts[depth]) + by)
        dot = "." if len(parts) == 1 else ""
        lines[index] = f"{match[1]} {'.'.join(parts)}{dot} {match[3]}"


def reference_moved(body: str, random: random.Random, variant: int) -> Fault:
    """A section is dropped from the end, or retitled, and a reference to it stays."""
    sound = numbered(body)
    found = [(i, m) for i, m in headings(sound) if "." not in m[2]] or headings(sound)
    index, match = found[-1] if variant % 2 else random.choice(found[1:] or found)
    words = f"Section {match[2]}" if variant % 2 else f"the “{match[3]}” section"
    sentence = (f"Further conditions are set out in {words}.", f"This does not affect {words}.", f"See {words}.")[
        variant % 3
    ]
    before = sound.split("\n")
    places = [line for line in paragraphs(sound) if line < index]
    at = random.choice(places or [1])
    said = [*before[:at], "", sentence, *before[at:]]
    index += 2
    after = (
        said[:index] if variant % 2 else [*said[:index], f"{match[1]} {match[2]}. Miscellaneous", *said[index + 1 :]]
    )
    what = "the section is gone" if variant % 2 else "the section has another title"
    return Fault("reference-moved", f"{sentence} – {what}", "\n".join(said), "\n".join(after), (at + 2, at + 2))


def shifted(body: str, random: random.Random, variant: int) -> Fault:
    """A section comes in before the one that a reference means; numbers follow, the reference does not."""
    sound = numbered(body)
    found = [(i, m) for i, m in headings(sound) if "." not in m[2]]
    index, match = random.choice(found[2:-1])
    sentence = SHIFTED[variant % len(SHIFTED)].replace("{number}", match[2])
    lines = sound.split("\n")
    at = max(line for line in paragraphs(sound) if line < index)
    said = [*lines[:at], "", sentence, *lines[at:]]
    before, start = "\n".join(said), index + 2
    _shift(said, [(i + 2, m) for i, m in found if i >= index], match, 1)
    for line, below in [(i + 2, m) for i, m in headings(sound) if i >= index and "." in m[2]]:
        first, _, rest = below[2].partition(".")
        said[line] = f"{below[1]} {int(first) + 1}.{rest} {below[3]}"
    new = [f"{match[1]} {match[2]}. A new section", "", "Some new words stand here.", ""]
    faulty = "\n".join([*said[:start], *new, *said[start:]])
    return Fault("renumbered", f"{sentence} – a section comes in before it", before, faulty, (at + 2, at + 2))


def anchored(body: str, random: random.Random, variant: int) -> Fault:
    """The id of a heading that was published is another now."""
    lines = body.split("\n")
    places = [i for i, line in enumerate(lines) if HEADING.match(line) and "{#" not in line]
    at = random.choice(places)
    title = lines[at]
    if variant % 3 == 2:
        lines[at] = re.sub(r"^(#+) .*$", r"\1 Something else entirely", title)
        says = f"“{title}” is retitled, so that its id changes"
        return Fault("anchor", says, body, "\n".join(lines))
    lines[at] = f"{title} {{#first-name-of-it}}"
    sound = "\n".join(lines)
    lines[at] = title if variant % 3 else f"{title} {{#second-name-of-it}}"
    says = f"the id of “{title}” {'is left out' if variant % 3 else 'is renamed'}"
    return Fault("anchor", says, sound, "\n".join(lines))


def mapped_item(body: str, random: random.Random, variant: int) -> Fault:
    """`covers` names an item that no list has."""
    anchor = _anchor(body, random)
    front = ("covers:", f"  {ITEMS[variant % len(ITEMS)]}: {anchor}")
    return Fault("covers-item", f"covers: {ITEMS[variant % len(ITEMS)]}", body, body, front=front)


def mapped_section(body: str, random: random.Random, variant: int) -> Fault:
    """`covers` names a section that is not there."""
    wrong = (_anchor(body, random) + "s", "nowhere", "section-9", "9", "contact us now")[variant % 5]
    return Fault("covers-section", f"covers: {wrong}", body, body, front=("covers:", f"  gdpr-13-1-a: {wrong}"))


def _anchor(body: str, random: random.Random) -> str:
    return random.choice([section.anchor for section in parse(body, lenient=True).sections if section.level])


KINDS: dict[str, Maker] = {
    "promised": inserted("promised", PROMISED),
    "reference": inserted("reference", REFERENCES, numbered),
    "reference-moved": reference_moved,
    "renumbered": shifted,
    "annex": inserted("annex", ANNEXES, numbered),
    "numbering": renumbered,
    "numbering-gap": partial(renumbered, kind="gap"),
    "numbering-twice": partial(renumbered, kind="twice"),
    "numbering-level": partial(renumbered, kind="level"),
    "date": dated,
    "no-day": inserted("no-day", NO_DAYS),
    "link-text": inserted("link-text", LINKS),
    "notice": inserted("notice", NOTICES),
    "notice-in-place": notice_in_place,
    "placeholder": inserted("placeholder", PLACEHOLDERS),
    "anchor": anchored,
    "covers-item": mapped_item,
    "covers-section": mapped_section,
}
EACH = 10


def faults(bodies: dict[str, str], seed: int = 7) -> Iterator[tuple[str, Fault]]:
    """Ten faults of each kind, each in another text as far as there are texts that can hold it."""
    for kind, make in KINDS.items():
        chance = random.Random(f"{seed} {kind}")
        names = [
            name for name, body in bodies.items() if len(headings(numbered(body))) > 3 and len(paragraphs(body)) > 5
        ]
        chance.shuffle(names)
        for variant in range(EACH):
            name = names[variant % len(names)]
            yield name, make(bodies[name], chance, variant)
