"""Which numbers in a text refer to its own sections; "Article 6(1)(b) GDPR" refers to another work."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

WORD = re.compile(
    r"(?:section|clause|article|paragraph|annex|schedule|part|point|item|exhibit|appendix|chapter)s?|annexes|§+",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*((?:\([a-z0-9]{1,4}\))*)", re.IGNORECASE)
_LINKS = frozenset((",", "and", "or", "to", "through", "&", "-", "–"))
_APART = frozenset(("annex", "schedule", "part", "exhibit", "appendix", "chapter"))
"""What these words number is counted apart from the sections."""
OF_LAWS = frozenset(("article", "§"))
"""Words by which other works, laws above all, are cited, if the text's own headings do not bear them."""
_ACRONYM = re.compile(r"(?=(?:.*[A-Z]){2})[A-Za-z][A-Za-z.\-]*[A-Z][A-Za-z]?")
WORKS = frozenset((
    "act", "acts", "bill", "charter", "code", "constitution", "convention", "decree", "directive", "law", "laws",
    "ordinance", "protocol", "regulation", "regulations", "rules", "statute", "statutes", "treaty",
))  # fmt: skip
"""What a work of law is called, in small letters."""
_ITSELF = frozenset((
    "addendum", "agreement", "annex", "appendix", "conditions", "contract", "document", "notice", "part", "policy",
    "schedule", "section", "statement", "terms",
))  # fmt: skip
"""A text calls itself so."""
_OWN_DETERMINERS = frozenset(("this", "these", "hereof"))
_DETERMINERS = frozenset(("the", "our", "your", "its", "their", "that", "said", "such", "a", "an"))
_PLACES = frozenset(("sentence", "subsection", "subparagraph", "lit", "abs", "para", "satz"))
_INSIDE_NAMES = frozenset(("of", "and", "for", "on", "the", "to", "in", "&", "(", ")"))
_LONGEST_NAME = 14


class Reference(NamedTuple):
    """A number that refers to a section."""

    at: int
    """Index of its token."""
    family: str
    """"annex", "schedule" … where those are counted apart; "" for sections, whatever they are called."""


@dataclass(frozen=True, slots=True)
class Own:
    """What tells a text's references to itself from those to other works."""

    titles: Collection[str] = ()
    """Its headings in small letters."""
    words: Collection[str] = ()
    """The words its headings are numbered with: "article", "§" …"""


def mentions(text: str) -> bool:
    """May a text refer to a section by its number? (A quick look; `references` decides.)"""
    return WORD.search(text) is not None


def singular(word: str) -> str:
    """A word of reference in small letters without its plural."""
    small = word.lower()
    return "§" if small[:1] == "§" else "annex" if small == "annexes" else small.removesuffix("s")


def family(word: str) -> str:
    """What a word numbers: "" for sections, clauses … of the text, else the word, as annexes are counted apart."""
    word = singular(word)
    return word if word in _APART else ""


def references(keys: Sequence[str], own: Own) -> list[Reference]:
    """Numbers in a token list that refer to sections of the text ("section 4", "clauses 3 and 4.2")."""
    found: list[Reference] = []
    at = 0
    while at < len(keys):
        if not WORD.fullmatch(keys[at]):
            at += 1
            continue
        end, numbers = _reach(keys, at)
        if numbers and not _other_work(keys, at, end, numbers, own):
            found.extend(numbers)
        at = end
    return found


def _reach(keys: Sequence[str], at: int) -> tuple[int, list[Reference]]:
    """Index after a list of references that begins with a word, and its numbers."""
    numbers: list[Reference] = []
    word, end = keys[at], at + 1
    for k in range(at + 1, len(keys)):
        key = keys[k]
        if WORD.fullmatch(key):
            word = key
        elif NUMBER.fullmatch(key):
            numbers.append(Reference(k, family(word)))
        elif key in _LINKS:
            continue
        else:
            break
        end = k + 1
    return end, numbers


def _other_work(keys: Sequence[str], at: int, end: int, numbers: Sequence[Reference], own: Own) -> bool:
    word = singular(keys[at])
    loud = keys[at].isupper() and keys[at].isalpha()
    """Where all is in capitals, capitals tell nothing."""
    if _names_work(_before(keys, at), loud):
        return True
    after = _beyond(keys, end)
    if after < len(keys) and keys[after].lower() == "of":
        if _of_other_work(keys, after + 1, own):
            return True
    elif _begins_work(keys, after, loud):
        return True
    return word in OF_LAWS and word not in own.words and any("(" in keys[n.at] for n in numbers)


def _beyond(keys: Sequence[str], at: int) -> int:
    """Index after what tells the place inside an article: "(1)", "sentence 2", "lit. b"."""
    while at < len(keys):
        if keys[at] == "(" and ")" in keys[at : at + 4]:
            at += list(keys[at : at + 4]).index(")") + 1
        elif keys[at].lower() in _PLACES:
            at += 3 if keys[at + 1 : at + 2] == ["."] else 2
        else:
            break
    return at


def _before(keys: Sequence[str], at: int) -> str:
    """The word before a reference, a comma or full stop between them left out."""
    at -= 1
    if at > 0 and keys[at] in (",", "."):
        at -= 1
    return keys[at] if at >= 0 else ""


def _names_work(key: str, loud: bool) -> bool:
    return (key[:1].isupper() and key.lower() in WORKS) or (not loud and _is_acronym(key))


def _is_acronym(key: str) -> bool:
    return len(key) >= 3 and _ACRONYM.fullmatch(key) is not None


def _begins_work(keys: Sequence[str], at: int, loud: bool) -> bool:
    """Does the name of a work follow at once: "Article 6 GDPR", "Section 5 UK Data Protection Act"?"""
    name = _name(keys, at)
    if not name or (loud and name[0].isupper()):
        return False
    return _is_acronym(name[0]) or name[0].lower() in WORKS or (len(name) > 1 and any(k.lower() in WORKS for k in name))


def _name(keys: Sequence[str], at: int) -> list[str]:
    """Words with a capital that stand together from `at` on, small words between them included."""
    name: list[str] = []
    size = 0
    for key in keys[at : at + _LONGEST_NAME]:
        if not (key[:1].isupper() or (name and (key.lower() in _INSIDE_NAMES or key[:1].isdigit()))):
            break
        name.append(key)
        if key[:1].isupper():
            size = len(name)
    return name[:size]


def _of_other_work(keys: Sequence[str], at: int, own: Own) -> bool:
    """Is what follows "of" the name of another work?"""
    determiner = keys[at].lower() if at < len(keys) else ""
    if determiner in _OWN_DETERMINERS:
        return False
    if determiner in _DETERMINERS:
        at += 1
    name = _name(keys, at)
    if not name:
        return at < len(keys) and keys[at].lower() in WORKS
    if len(name) == 1 and name[0].lower() in _ITSELF:
        return False
    told = " ".join(name).lower()
    return not any(told in title for title in own.titles)


def own_of(headings: Iterable[str]) -> Own:
    """What the headings of a text tell of how it refers to itself."""
    titles = [" ".join(text.split()).lower() for text in headings]
    words = {singular(found.group()) for title in titles if (found := WORD.match(title))}
    return Own(titles, words)
