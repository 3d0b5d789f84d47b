"""Rule on other documents: one that the text names and nowhere links, so that nobody can read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from inforce.core.lint.text import Text
from inforce.core.lint.titles import stems, titled
from inforce.core.lint.value import Hit, Rule
from inforce.core.materiality import sentences
from inforce.core.model import Block, BlockKind
from inforce.errors import Level

_HEAD = re.compile(r"\b(?:Policy|Agreement|Addendum|Notice|Statement|Guidelines|Terms|Conduct|Charter)\b")
"""Last words of a document's title."""
_TERMS_OF = re.compile(r"\s(?:of|and)\s(?:Service|Use|Sale|Conditions|Services|Trade|Business)\b(?:\sAgreement\b)?")
_WORD = re.compile(r"[^\s,;:()“”\"\[\]/]+")
_SMALL = frozenset(("of", "and", "for", "on", "to", "&"))
_NO_TITLE = frozenset(
    "this these the our your its their any each such an a all please see in under by if other another new updated"
    " revised entire no as terms and with whole current applicable prior written following said respective"
    " separate".split()
)
_GENERIC = frozenset(("polici", "notic", "statement", "agreement", "document"))
"""A text called just "Policy" is not every policy."""
_OWN = frozenset(("this", "these"))
_POSSESSIVE = re.compile(r"[’']s\Z|s[’']\Z")
_PART = re.compile(r"(?:section|exhibit|annex|schedule|appendix|part) [0-9A-Z]{1,4}\s?[:–—-]", re.IGNORECASE)
"""A part of the text in its list of contents."""
_MEANS = re.compile(r"[\"”]?\s(?:means|shall mean|refers to|is defined)\b")
_INSTRUMENTS = re.compile(
    r"Standard Contractual|Model Clauses|UK Addendum|Data Transfer A"
    r"|Privacy Shield|Entire Agreement|Effective|\bAct\b|Federal|National|EU-U\.?S"
)
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Document:
    """A document named."""

    block: int
    start: int
    end: int
    name: str


def _unlinked(text: Text) -> Iterator[Hit]:
    if not text.english:
        return
    settled: list[frozenset[str]] = []
    links = _all_links(text)
    for one in _named(text):
        words = stems(one.name)
        if any(words <= told or told <= words for told in settled):
            continue
        settled.append(words)
        if _itself(text, one) or _linked(text, one, links):
            continue
        policy = next((p for p in text.library.policies if p is not text.policy and stems(p.title) == words), None)
        where = f"[{one.name}](/{policy.slug}/)" if policy else f"[{one.name}](…)"
        sentence = f"The {one.name} is named, but the text nowhere links it."
        yield text.hit(one.block, one.start, sentence, f"Link it where it is named first: {where}.")


def _named(text: Text) -> Iterator[Document]:
    for index, block in enumerate(text.blocks):
        if block.kind in (BlockKind.HEADING, BlockKind.CODE, BlockKind.RULE):
            continue
        if _PART.match(block.text):
            continue
        for head in _HEAD.finditer(block.text):
            found = _name(block.text, head)
            if found and not _MEANS.match(block.text, found[1]):
                yield Document(index, *found, block.text[slice(*found)].replace("\n", " "))


def _name(text: str, head: re.Match[str]) -> tuple[int, int] | None:
    """Where the title stands that ends with the word found; None where it is no title of two words at least."""
    end = head.end()
    if head[0] == "Terms" and (more := _TERMS_OF.match(text, end)):
        end = more.end()
    elif _continues(text, end):
        return None
    words = list(_WORD.finditer(text, max(0, head.start() - 80), head.start()))
    taken = len(words)
    after = head.start()
    while taken:
        word = words[taken - 1]
        between = text[word.end() : after]
        if between.strip() or len(between) > 1 or not (word[0][:1].isupper() or word[0] in _SMALL):
            break
        if word[0][-1] in ".!?’'" or word[0].lower() in _NO_TITLE - _SMALL or _POSSESSIVE.search(word[0]):
            break
        taken, after = taken - 1, word.start()
    run = words[taken:]
    while run and (run[0][0] in _SMALL or run[0][0].lower() in _NO_TITLE):
        run = run[1:]
        taken += 1
    joined = [n for n, word in enumerate(run) if _HEAD.fullmatch(word[0])]
    if joined:  # "Terms of Service and Privacy Policy" are two.
        apart = next((n for n in range(joined[-1], len(run)) if run[n][0] in ("and", "&")), len(run) - 1)
        taken += apart + 1
        run = run[apart + 1 :]
    start = run[0].start() if run else head.start()
    if len(text[start:end].split()) < _SHORTEST or start == max(0, head.start() - 80) > 0:
        return None
    if taken and words[taken - 1][0].lower() in _OWN:
        return None
    if taken and _POSSESSIVE.search(words[taken - 1][0]):
        return None  # Somebody else's.
    return (start, end) if not _INSTRUMENTS.search(text[start:end]) else None


def _continues(text: str, end: int) -> bool:
    """Does the name go on: "Privacy Policy Manager", "Terms Sheet"?"""
    return re.match(r"[ -](?!I\b)[A-Z]", text[end : end + 3]) is not None


def _itself(text: Text, one: Document) -> bool:
    """This text or a part of it: its title, a heading, a term that it defines for a part of its own."""
    words = stems(one.name)
    titles = [stems(text.version.title), stems(text.policy.title)]
    if any(words <= title or (title <= words and title - _GENERIC) for title in titles):
        return True
    if any(words <= part.stems for part in titled(text.version)):
        return True
    for block in text.blocks:
        if one.name not in block.text:
            continue
        if any(run.text.strip(" .:") == one.name and "strong" in run.marks for run in block.runs):
            return True
        if re.search(rf"[(“\"]+{re.escape(one.name)}[,.]?[”\")]", block.text):
            return True
    return False


def _linked(text: Text, one: Document, links: Sequence[Link]) -> bool:
    """Is it linked anywhere: by its name or abbreviation, an address that names it, a link in its sentence?"""
    words = stems(one.name)
    letters = "".join(word[0] for word in one.name.split() if word[0].isupper())
    for link in links:
        if words <= link.shown or words <= link.address or (len(letters) > 2 and letters in link.words.split()):
            return True
    for block in text.blocks:
        if one.name not in block.text:
            continue
        if any(_beside(block, one.name, shown, at) for shown, _, at in _links(block)):
            return True
        if re.search(rf"{re.escape(one.name)}[^.!?]{{0,80}}(?:https?://|www\.)", block.text):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the text, as names are compared with it."""

    words: str
    shown: frozenset[str]
    address: frozenset[str]


def _all_links(text: Text) -> tuple[Link, ...]:
    found = dict.fromkeys((words, href) for block in text.blocks for words, href, _ in _links(block))
    return tuple(Link(words, stems(words), stems(re.sub(r"[^A-Za-z]+", " ", href))) for words, href in found)


def _links(block: Block) -> Iterator[tuple[str, str, int]]:
    """Each link of a block: its words, its target and where it begins."""
    at = 0
    for href, runs in groupby(block.runs, key=lambda run: run.href):
        words = "".join(run.text for run in runs)
        if href:
            yield words, href, at
        at += len(words)


def _beside(block: Block, name: str, link: str, at: int) -> bool:
    """ "Our Cookie Policy is available here": the link stands in the sentence, and is itself no document's name."""
    if "@" in link or _HEAD.search(link):
        return False
    named = [found.start() for found in re.finditer(re.escape(name), block.text)]
    spans = sentences.spans(block.text)
    return any(first <= at < end and first <= place < end for place in named for first, end in spans)


RULES = (
    Rule(
        "document-not-linked",
        Level.WARNING,
        "Another document is named by its title, and the text has no link to it.",
        "GDPR 12(1): easily accessible; practice: what a text refers to can be read.",
        _unlinked,
    ),
)
