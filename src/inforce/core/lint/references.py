"""Rules on references of a text to itself: by number, by title, to annexes, and after renumbering."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from inforce.core.lint.citations import Citation, citations, hrefs
from inforce.core.lint.outline import Label, Outline, outline
from inforce.core.lint.text import Text, in_short
from inforce.core.lint.titles import alike, namings, titled
from inforce.core.lint.value import Hit, Rule
from inforce.core.materiality import sentences
from inforce.core.model import Block, BlockKind
from inforce.core.policy import Version
from inforce.core.redline.references import family, singular
from inforce.errors import Level

_ANNEXES = frozenset(("annex", "schedule", "exhibit", "appendix"))
_LOOSE = frozenset(("part", "chapter"))
_OF_LAWS_FROM = 100
"""No policy has so many sections: "Section 230", "Section 508" are of laws."""
_BESIDE = re.compile(r",? ?[(“\"]([^()“”\"\n]{3,80})[)”\"]")
_SAME = 85.0
"""Likeness of two sentences, of 100, from which one is the other."""


def _numbers(text: Text) -> Iterator[Hit]:
    if not text.english:
        return
    lines = outline(text.version)
    for one in citations(text.version):
        kind = family(one.word)
        if kind in _ANNEXES or (kind in _LOOSE and not lines.families(kind)):
            continue
        if any(hrefs(text.blocks[one.block], one.start, one.end)) or _leads(text, lines, one):
            continue
        sentence = f"“{one.named}” leads nowhere: this text has no {_noun(one)}."
        yield text.hit(
            one.block, one.start, sentence, f"Write the number that is meant{_known(lines)}, or add what is missing."
        )


def _leads(text: Text, lines: Outline, one: Citation) -> bool:
    number = one.number
    if number.startswith("("):
        return _marked(text, one)
    if number[0].isdigit():
        digits = re.match(r"\d+", number)
        if digits and not 0 < int(digits[0]) < _OF_LAWS_FROM:
            return True
    elif not any(label.heading and label.number.isalpha() for label in lines.labels):
        return True
    if singular(one.word) == "paragraph" and number.isdecimal() and int(number) <= _most_paragraphs(text):
        return True
    return bool(lines.find(one.word, number))


def _most_paragraphs(text: Text) -> int:
    """How many paragraphs a section has at most: without numbers they are counted."""
    return max(sum(1 for b in text.blocks[s.first : s.end] if b.kind is not BlockKind.HEADING) for s in text.sections)


def _marked(text: Text, one: Citation) -> bool:
    """Does "(b)" stand anywhere, as a mark or as an item's label, but where it is cited?"""
    if any(label.key == one.number[1:-1].lower() for label in outline(text.version).labels):
        return True
    mark = one.number.lower()
    lists = any(c.kind == "li" for block in text.blocks for c in block.containers)
    for index, block in enumerate(text.blocks):
        for match in re.finditer(re.escape(mark), block.text.lower()):
            if index != one.block or not one.start <= match.start() < one.end:
                return True
    return lists


def _noun(one: Citation) -> str:
    return f"{singular(one.word)} {one.number}"


def _known(lines: Outline) -> str:
    top = [label.number for label in lines.labels if label.heading and label.number.isdecimal()]
    return f"; the sections are numbered {top[0]} to {top[-1]}" if len(top) > 1 else ""


def _annexes(text: Text) -> Iterator[Hit]:
    if not text.english:
        return
    lines = outline(text.version)
    told: set[str] = set()
    for one in citations(text.version):
        kind = family(one.word)
        if kind not in _ANNEXES or lines.find(one.word, one.number) or one.named in told:
            continue
        if one.number.startswith("(") or _linked_elsewhere(text, one):
            continue
        told.add(one.named)
        sentence = f"“{one.named}” is named, but this text has no {one.named} and no link to one."
        yield text.hit(one.block, one.start, sentence, "Add it to the text, link the words to it, or take them out.")


def _linked_elsewhere(text: Text, one: Citation) -> bool:
    name = one.named.lower()
    if any(run.href and name in run.text.lower() for block in text.blocks for run in block.runs):
        return True
    return any(name in policy.title.lower() for policy in text.library.policies)


def _titles(text: Text) -> Iterator[Hit]:
    if not text.english:
        return
    for one in namings(text.version):
        if one.sure and (not alike(one.name, text.version) or _retitled(text, one.name)):
            sentence = f"The section “{in_short(one.name, 80)}” is named, but no heading of this text is like it."
            yield text.hit(one.block, one.start, sentence, "Write the title of the section that is meant, and link it.")


def _retitled(text: Text, name: str) -> bool:
    """Had a section this very title before, and all that is like it now are others that stood beside it already?"""
    if text.before is None:
        return False
    before = {one.title.lower() for one in titled(text.before)}
    now = {one.title.lower() for one in titled(text.version)}
    asked = name.lower()
    return asked in before and asked not in now and {one.title.lower() for one in alike(name, text.version)} <= before


def _renumbered(text: Text) -> Iterator[Hit]:
    if not text.english:
        return
    for one in citations(text.version):
        yield from _link_of_other(text, one)
        yield from _title_of_other(text, one)
    if text.before is None or text.before.document.digest == text.version.document.digest:
        return
    moved = dict(_moved(text.before, text.version))
    if not moved:
        return
    earlier = citations(text.before)
    for one in citations(text.version):
        if any(hrefs(text.blocks[one.block], one.start, one.end)) or family(one.word):
            continue
        base = _base(one.number)
        if base in moved and _stood(one, text, earlier):
            was, now, other = moved[base]
            meant = f"“{one.named}” meant “{in_short(was, 60)}” before; that is now {now}"
            sentence = f"{meant}, and {base} is “{in_short(other, 60)}”."
            remedy = f"Write {now}{one.number[len(base) :]}, if the same section is still meant."
            yield text.hit(one.block, one.start, sentence, remedy)


def _base(number: str) -> str:
    return number.partition("(")[0].lower()


def _moved(before: Version, now: Version) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Numbers that now stand at another heading: the title before, its number now, the title that has it now."""
    old, new = _headed(before), _headed(now)
    places = {label.key: (label, block) for label, block in new}
    for label, block in old:
        if sum(1 for other, _ in old if other.key == label.key) > 1:
            continue
        same = [one for one, other in new if other.anchor == block.anchor] or [
            one for one, other in new if _title(other, one) == _title(block, label)
        ]
        if len(same) != 1 or same[0].key == label.key or label.key not in places:
            continue
        yield label.key, (_title(block, label), same[0].number, _title(places[label.key][1], places[label.key][0]))


def _headed(version: Version) -> list[tuple[Label, Block]]:
    blocks = version.document.blocks
    return [
        (label, blocks[label.block])
        for label in outline(version).labels
        if blocks[label.block].kind is BlockKind.HEADING and not family(label.word) and label.number[0].isdigit()
    ]


def _title(block: Block, label: Label) -> str:
    return (
        re.sub(rf"\A.{{0,12}}?{re.escape(label.number)}[.:)\s–—-]{{0,4}}", "", block.text, count=1).strip()
        or block.text
    )


def _stood(one: Citation, text: Text, earlier: tuple[Citation, ...]) -> bool:
    """Stood the same sentence, with the same number, in the version before?"""
    assert text.before is not None
    sentence = text.sentence_at(one.block, one.start)
    for other in earlier:
        if other.number != one.number:
            continue
        words = text.before.document.blocks[other.block].text
        was = next((words[s:e] for s, e in sentences.spans(words) if s <= other.start < e), words)
        if fuzz.ratio(sentence, was.strip()) >= _SAME:
            return True
    return False


def _title_of_other(text: Text, one: Citation) -> Iterator[Hit]:
    """A number with the title of another section beside it: “Section 7 (Fees)”, where Fees is 8."""
    said = _BESIDE.match(text.blocks[one.block].text, one.end)
    if said is None or family(one.word):
        return
    headed = _headed(text.version)
    named = [pair for pair in headed if _title(pair[1], pair[0]).lower().strip(" .:") == said[1].lower().strip()]
    cited = [pair for pair in headed if pair[0].key == _base(one.number)]
    if len(named) == len(cited) == 1 and named[0] != cited[0]:
        other, number = _title(cited[0][1], cited[0][0]), named[0][0].number
        sentence = (
            f"“{one.named} ({said[1].strip()})” names {number} by its title, and {_base(one.number)} is “{other}”."
        )
        yield text.hit(one.block, one.start, sentence, f"Write {number}, or the title of the section that is meant.")


def _link_of_other(text: Text, one: Citation) -> Iterator[Hit]:
    """A number whose link leads to a section with another number."""
    target = next(hrefs(text.blocks[one.block], one.start, one.end), "")
    label = next((x for x in outline(text.version).labels if target == f"#{text.blocks[x.block].anchor}"), None)
    if not target.startswith("#") or label is None or family(one.word) != family(label.word):
        return
    if not label.number[0].isdigit() or not one.number[0].isdigit():
        return
    cited, led = _base(one.number), label.key
    if cited != led and not cited.startswith(led) and not led.startswith(f"{cited}."):
        sentence = (
            f"“{one.named}” is linked to “{in_short(text.blocks[label.block].text, 60)}”, which has another number."
        )
        yield text.hit(one.block, one.start, sentence, f"Write {label.number}, or link the section that is meant.")


RULES = (
    Rule(
        "reference-number-missing",
        Level.ERROR,
        "A reference by number to a section, clause or paragraph of this text that it does not have.",
        "Practice of drafting: a reference that leads nowhere makes the clause void for uncertainty.",
        _numbers,
    ),
    Rule(
        "reference-title-missing",
        Level.ERROR,
        "A section named by its title, and no heading of the text is like it.",
        "Practice of drafting; GDPR 12(1): easily accessible.",
        _titles,
    ),
    Rule(
        "reference-annex-missing",
        Level.ERROR,
        "An annex, schedule, appendix or exhibit named by its number that neither stands in the text nor is linked.",
        "Practice of drafting: what is not there is no part of the contract.",
        _annexes,
    ),
    Rule(
        "reference-renumbered",
        Level.ERROR,
        "A reference whose number now stands at another section than the one that it meant, links or names.",
        "Practice of drafting: renumbering.",
        _renumbered,
    ),
)
