"""Addresses at which people are to reach the organisation: those that contradict each other, and links that mislead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import unquote, urlsplit

from rapidfuzz.distance import DamerauLevenshtein

from inforce.core.lint.text import Text
from inforce.core.lint.value import Hit, Rule
from inforce.core.model import Block, BlockKind
from inforce.errors import Level

_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"(?<![\w./-])\+?\(?\d[\d ().-]{6,20}\d(?![\w/-])")
_ROLES = {
    "data protection officer": re.compile(r"\b(?:data protection officer|DPO)\b", re.IGNORECASE),
    "support": re.compile(r"(?:^|\b(?:our|customer|technical|contact|to|the) )support\b", re.IGNORECASE),
    "copyright agent": re.compile(r"\b(?:copyright|DMCA) (?:agent|notices?)\b", re.IGNORECASE),
    "EU representative": re.compile(r"\b(?:EU|EEA|European) representative\b", re.IGNORECASE),
    "UK representative": re.compile(r"\bUK representative\b", re.IGNORECASE),
    "security": re.compile(r"\bsecurity (?:team|issues?|vulnerabilit\w+|reports?)\b", re.IGNORECASE),
}
_ASKED = re.compile(r"\b(?:contact|questions?|reach us|write to|e-?mail us|get in touch|e-?mail)\b", re.IGNORECASE)
_CONTACT_HEADING = re.compile(r"\b(?:contact|questions|reach(?:ing)? us|get in touch)\b", re.IGNORECASE)
_NEAR_LETTERS = 2
_LONG = 6
"""Letters from which two names that differ by two letters are one, written wrong."""


@dataclass(frozen=True, slots=True)
class _Found:
    """An address in the text."""

    block: int
    start: int
    value: str
    role: str


def _addresses(text: Text) -> tuple[_Found, ...]:
    found = []
    for index, block in enumerate(text.blocks):
        if block.kind in (BlockKind.CODE, BlockKind.RULE) or "@" not in block.text:
            continue
        end = 0
        for match in _MAIL.finditer(block.text):
            before = block.text[max(end, match.start() - 90) : match.start()]
            found.append(_Found(index, match.start(), match[0].lower().rstrip("."), _role(before)))
            end = match.end()
    return tuple(found)


def _role(before: str) -> str:
    """Whose address follows these words: of the roles named in the same sentence or line, the last."""
    near = re.split(r"[.;!?]\s|\n", before)[-1]
    named = [(m.start(), role) for role, pattern in _ROLES.items() for m in pattern.finditer(near)]
    return max(named)[1] if named else ""


def _contradicts(text: Text) -> Iterator[Hit]:
    found = _addresses(text)
    yield from _two_of_a_role(text, found)
    yield from _nearly_the_same(text, found)
    yield from _other_than_configured(text, found)


def _two_of_a_role(text: Text, found: tuple[_Found, ...]) -> Iterator[Hit]:
    first: dict[str, _Found] = {}
    told: set[tuple[str, str]] = set()
    for each in found:
        known = first.setdefault(each.role, each) if each.role else each
        same_house = _house(known.value) == _house(each.value)
        if known.value != each.value and same_house and (each.role, each.value) not in told and not _near(known, each):
            told.add((each.role, each.value))
            sentence = f"For “{each.role}” the text names “{known.value}” in one place and “{each.value}” in another."
            yield text.hit(each.block, each.start, sentence, "Name one address in both, or say what each is for.")


def _nearly_the_same(text: Text, found: tuple[_Found, ...]) -> Iterator[Hit]:
    counts: dict[str, int] = {}
    for each in found:
        counts[each.value] = counts.get(each.value, 0) + 1
    for one, other in combinations(counts, 2):
        if _alike(one, other):
            rarer, usual = sorted((one, other), key=lambda value: counts[value])
            if counts[one] == counts[other]:
                usual, rarer = one, other
            at = next(each for each in found if each.value == rarer)
            sentence = f"“{rarer}” differs from “{usual}” by so little that one of them looks misspelt."
            yield text.hit(at.block, at.start, sentence, "Compare both letter by letter.")
    yield from _numbers(text)


def _alike(one: str, other: str) -> bool:
    (name, _, house), (other_name, _, other_house) = one.partition("@"), other.partition("@")
    if house == other_house:
        return _misspelt(name, other_name)
    return name == other_name and _misspelt(house, other_house)


def _misspelt(one: str, other: str) -> bool:
    letters = (re.sub(r"\d", "", one), re.sub(r"\d", "", other))
    if min(map(len, letters)) < _LONG or letters[0] == letters[1] or one.removesuffix("s") == other.removesuffix("s"):
        return False
    return DamerauLevenshtein.distance(*letters) <= (_NEAR_LETTERS if min(map(len, letters)) > _LONG + 2 else 1)


def _numbers(text: Text) -> Iterator[Hit]:
    """Telephone numbers that differ by one or two digits."""
    seen: dict[str, tuple[int, int, str]] = {}
    for index, block in enumerate(text.blocks):
        if block.kind in (BlockKind.CODE, BlockKind.RULE):
            continue
        for match in _PHONE.finditer(block.text):
            digits = re.sub(r"\D", "", match[0])
            near = block.text[max(0, match.start() - 60) : match.start()]
            if len(digits) >= 9 and _CALLED.search(near) and not re.search(r"\bfax\b", near, re.IGNORECASE):
                seen.setdefault(digits, (index, match.start(), match[0].strip()))
    for one, other in combinations(seen, 2):
        if len(one) == len(other) and 0 < sum(a != b for a, b in zip(one, other, strict=True)) <= _NEAR_LETTERS:
            index, start, written = seen[other]
            sentence = f"“{written}” differs from “{seen[one][2]}” by so little that one of them looks mistyped."
            yield text.hit(index, start, sentence, "Compare both digit by digit.")


_CALLED = re.compile(r"\b(?:call|tel|telephone|phone|toll|hotline|number|ring|fax)\b", re.IGNORECASE)


def _other_than_configured(text: Text, found: tuple[_Found, ...]) -> Iterator[Hit]:
    meant = (text.policy.settings.contact or text.library.site.contact).lower()
    where = f"content/policies/{text.policy.slug}/policy.toml" if text.policy.settings.contact else "inforce.toml"
    if not meant or "@" not in meant or meant in {each.value for each in found}:
        return
    asked = [each for each in found if _in_contact_section(text, each)]
    if not asked and len({each.value for each in found}) == 1:
        asked = [each for each in found if _ASKED.search(text.sentence_at(each.block, each.start))]
    if asked and len({each.value for each in asked}) == 1:
        sentence = f"The text names “{asked[0].value}” as its contact, but {where} has “{meant}”."
        remedy = "Write the same address in both: the page and the notices name that of the settings."
        yield text.hit(asked[0].block, asked[0].start, sentence, remedy)


def _in_contact_section(text: Text, each: _Found) -> bool:
    section = text.section_of(each.block)
    return section is not None and section.level > 0 and bool(_CONTACT_HEADING.search(section.title))


def _house(address: str) -> str:
    """The last two names of an address's domain."""
    return ".".join(address.rpartition("@")[2].split(".")[-2:])


def _near(one: _Found, other: _Found) -> bool:
    """Do both stand in one sentence's reach, as alternatives?"""
    return one.block == other.block and abs(one.start - other.start) < 200


_SHOWN = re.compile(
    r"(?P<scheme>https?://)?(?P<www>www\.)?(?P<host>(?:[a-z0-9-]{1,63}\.){1,5}(?P<top>[a-z]{2,12}))(?P<path>/[^\s]*)?",
    re.IGNORECASE,
)
_FILES = frozenset("html htm js md pdf txt php py doc docx exe zip asp css json xml csv toml sh".split())


def _link_differs(text: Text) -> Iterator[Hit]:
    for index, block in enumerate(text.blocks):
        if block.kind is BlockKind.CODE:
            continue
        for start, shown, target in _links(block):
            if _leads_elsewhere(shown, target):
                sentence = f"The link shows “{shown}”, but leads to “{target}”."
                yield text.hit(index, start, sentence, "Let the link lead where its words say, or write other words.")


def _links(block: Block) -> Iterator[tuple[int, str, str]]:
    """Each link of a block: where it begins, what it shows, where it leads."""
    at = 0
    shown, target, start = "", None, 0
    for run in (*block.runs, None):
        href = run.href if run and run.image is None else None
        if href != target:
            if target:
                yield start, " ".join(shown.split()).strip(".,;:()<>"), target
            shown, target, start = "", href, at
        shown += run.text if run else ""
        at += len(run.text) if run else 0


def _leads_elsewhere(shown: str, target: str) -> bool:
    if _MAIL.fullmatch(shown):
        if not target.lower().startswith("mailto:"):
            return False  # A form, or a page that keeps the address from robots.
        return unquote(target[7:]).partition("?")[0].strip().lower() != shown.lower()
    if target.lower().startswith("tel:"):
        return _other_number(shown, target)
    if not target.lower().startswith(("http://", "https://", "mailto:", "//")):
        return False
    match = _SHOWN.fullmatch(shown)
    if not match:
        return False
    if not _is_address(match):
        # A name may lead to any page about it, but where only a letter is wrong, it is the address misspelt.
        host = _plain_host(target)
        return host != match["host"].lower() and _misspelt(host, match["host"].lower())
    return target.lower().startswith("mailto:") or _other_page(match, target)


def _is_address(match: re.Match[str]) -> bool:
    """Is it an address as such, not a name with a point in it: “Booking.com”, “Node.js”?"""
    if match["scheme"] or match["www"]:
        return True
    return match["top"].lower() not in _FILES and match[0] == match[0].lower()


def _other_page(match: re.Match[str], target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    host, shown_host = _plain_host(target), match["host"].lower()
    path, shown_path = (_plain_path(p) for p in (parts.path, match["path"] or ""))
    if match[0].lower() in unquote(parts.query).lower():
        return False  # By way of a page that sends on.
    if host != shown_host:
        # A house of the same name: its pages lie otherwise there than where they are shown to be.
        return not host.endswith(f".{shown_host}")
    short = shown_path.rstrip("….")
    return not (path.startswith(short) or shown_path.startswith(path) or path.endswith(shown_path))


def _plain_host(target: str) -> str:
    try:
        return (urlsplit(target).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _plain_path(path: str) -> str:
    return unquote(path.partition("?")[0].partition("#")[0]).rstrip("/").lower()


def _other_number(shown: str, target: str) -> bool:
    if re.search(r"[A-Za-z]", shown):
        return False
    digits = re.sub(r"\D", "", shown.replace("(0)", "")).lstrip("0")
    other = re.sub(r"\D", "", target.partition(";")[0]).lstrip("0")
    return len(digits) > _LONG and not (digits.endswith(other) or other.endswith(digits))


RULES: tuple[Rule, ...] = (
    Rule(
        "link-text-differs",
        Level.ERROR,
        "A link shows one address and leads to another.",
        "GDPR 12(1), 13(1)(a)–(b); practice of anti-phishing",
        _link_differs,
    ),
    Rule(
        "contact-contradicts",
        Level.WARNING,
        "Addresses or numbers that contradict each other, or the contact of the settings.",
        "GDPR 13(1)(a)–(b), 12(2)",
        _contradicts,
    ),
)
"""In the order in which they are documented."""
