"""Words that somebody still meant to fill in, and addresses that are only examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from inforce.core.lint.text import Text, in_short
from inforce.core.lint.value import Hit, Rule
from inforce.core.model import Block, BlockKind
from inforce.errors import Level

_MOST = 20
"""Places named of one text: who has more knows by then."""
_SURE = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}"  # {{ name }}: a template's, of which none is filled in here
    r"|\{%[^{}\n]{0,80}%\}"
    r"|<%[^<>\n]{0,80}%>"
    r"|<<[^<>\n]{1,60}>>"
    r"|\$\{[A-Za-z_][\w.]{0,40}\}"
    r"|%%[A-Za-z_]{2,40}%%"
    r"|\[\[[^\[\]\n]{1,80}\]\]"
    r"|(?i:\blorem ipsum\b)"
    r"|\b(?:Company|Business|Website|Organi[sz]ation|Product|App|Your(?: Company)?) Name Here\b"
    r"|(?i:\byour company name\b)"
    r"|\bINSERT [A-Z ]{2,40} HERE\b"
    r"|\b20(?:XX|xx)\b"
    r"|\bXX(?= (?:(?:business|calendar|working) )?(?:hours|days|weeks|months|years)\b)"
    r"|\bX{3}[-. ]X{3,4}(?:[-. ]X{3,4})?\b"
)
_NOTE = re.compile(r"(?<![\w.@/-])(?:TODO|TBD|TBC|FIXME|X{3,8})(?![\w@/-])(?!\.[a-z])")
_BRACKET = re.compile(r"\[([^\[\]\n]{1,80})\](?!\()")
_BLANK = re.compile(r"_{4,}")
_NO_NOTE_AFTER = re.compile(
    r"[ -](?:lists?|items?|apps?|tasks?|comments?|rated|ratings?|[A-Z]{2,}|Bank|Corp)", re.ASCII
)
_RATING = re.compile(r"\b(?:rat(?:ed|ing)|adult|porn\w*|explicit|obscene|sexual\w*|mature|size|movies?|films?)\b", re.I)
_CAPITALS = re.compile(r"(?<![A-ZÀ-Þ])[A-ZÀ-Þ]{2,30}[ ,;:]{1,3}$")
_MARKS = re.compile(r"(?!\s*\Z)[\s●•▪■◆_]+")
_FILL = re.compile(
    r"(?:please )?(?:insert|enter|fill in|specify|add (?:your|the|an?|here)|to be (?:confirmed|completed|added|inserted"
    r"|determined|decided|agreed|specified|defined)|placeholder|insérer|insertar|à compléter|(?:name|address|date"
    r"|description|details|list) of|describe|choose|select one|delete (?:if|as|where)|tbd|tbc|todo|xx+)\b(?! by\b)",
    re.IGNORECASE,
)
_TO_FILL = re.compile(r"\b(?:einfügen|eintragen|ergänzen|einsetzen)$", re.IGNORECASE)
_YOURS = re.compile(r"your\b", re.IGNORECASE)
"""In a text for readers, “[your name]” may be what they are to write in a letter."""
_HOUSE = re.compile(
    r"\b(?:company|business|organi[sz]ation|website|site|app|product|domain|shop|store)\b", re.IGNORECASE
)
_NOUN = (
    "company|business|organi[sz]ation|entity|website|product|app|application|service|platform|client|customer|supplier"
    "|vendor|provider|name|address|e-?mail|e-?mail address|telephone|phone|phone number|telephone number|number|url"
    "|website url|date|title|contact|contact details|country|state|city|county|jurisdiction|court|amount|price|fee"
    "|currency|percentage|period|governing law|month|year|day|signature|dpo|company number|vat number"
)
_TITLE_NOUN = _NOUN.title().replace("[Sz]", "[sz]")
_THING = re.compile(
    rf"(?:(?:company|business|legal entity|entity|organi[sz]ation|website|app|product) )?(?:{_NOUN})", re.I
)
_TITLED = re.compile(
    rf"(?:[A-Z][\w'’]{{0,20}}(?: (?:of|and|or|the))? ){{0,5}}(?:{_TITLE_NOUN})"
    r"(?: (?:of|in) [A-Z][\w ]{0,30})?"
)
_STATE_OF = re.compile(r"(?:State|Country|Place|City|County|Date) of [A-Z][\w ]{2,30}")
_DAY_FORM = re.compile(r"(?:DD|MM|D|M|YYYY|YY|Month|Day|Year)(?:[ ,./-]{1,2}(?:DD|MM|D|M|YYYY|YY|Month|Day|Year)){1,2}")
_UNIT_AFTER = re.compile(
    r" ?(?:(?:business|calendar|working|full) )?(?:days?|weeks?|months?|years?|hours?|per ?cent|%)", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,4}|[xX]{1,4}|\*+|[a-z]{3,9} \(\d{1,3}\)")
_INTO = re.compile(r"(?:\b(?:at|to|by|on|from|with|of|call|e-?mail|is|through|via|named|called)|:) ?$", re.IGNORECASE)
_REACHED = re.compile(r"\b(?:at|to|call|visit|contact) $", re.IGNORECASE)
_SIGNED = re.compile(r"(?:[:：]|\b(?:signature|signed|name|title|date|by)) {0,3}$", re.IGNORECASE)
_QUOTES = {"“": "”", '"': '"', "„": "“", "«": "»"}


def _left(text: Text) -> Iterator[Hit]:
    told = 0
    for index, block in enumerate(text.blocks):
        if block.kind in (BlockKind.CODE, BlockKind.RULE):
            continue
        for start, words in (*_in_words(block), *_in_links(block)):
            sentence = f"“{in_short(words)}” looks like a placeholder; nothing is filled in here, readers would see it."
            remedy = "Write the words meant. If they are meant as they stand, say so below “lint:” in the front matter."
            yield text.hit(index, start, sentence, remedy)
            told += 1
            if told == _MOST:
                return


def _in_words(block: Block) -> Iterator[tuple[int, str]]:
    """Where in a block words stand that were to be filled in; what is shown as code is meant as it stands."""
    said = "".join(" " * len(run.text) if "code" in run.marks else run.text for run in block.runs)
    found = {match.start(): match[0] for match in _SURE.finditer(said)}
    for match in _NOTE.finditer(said):
        if _is_note(said, match):
            found.setdefault(match.start(), match[0])
    for match in _BRACKET.finditer(said):
        if match.start() - 1 not in found and match.start() not in found and _is_gap(said, match):
            found[match.start()] = match[0]
    for match in _BLANK.finditer(said):
        if said.strip("_ ") and not _SIGNED.search(said, max(0, match.start() - 20), match.start()):
            found[match.start()] = match[0]
    yield from sorted(found.items())


def _is_note(said: str, match: re.Match[str]) -> bool:
    """Is it a note to the author: no word of a line in capitals, no rating, no name?"""
    if _NO_NOTE_AFTER.match(said, match.end()) or _CAPITALS.search(said, max(0, match.start() - 30), match.start()):
        return False
    return not (match[0][0] == "X" and _RATING.search(said))


def _is_gap(said: str, match: re.Match[str]) -> bool:
    """Do these brackets hold what was to be filled in, not a note, an omission or a word of the editor?"""
    inner = " ".join(match[1].replace("\xa0", " ").split())
    if not inner:
        return False  # A box to be ticked.
    if _NUMBER.fullmatch(inner):
        return bool(_UNIT_AFTER.match(said, match.end()))
    if (
        _MARKS.fullmatch(match[1])
        or _DAY_FORM.fullmatch(inner)
        or inner.lower() in ("email protected", "e-mail protected")
    ):
        return True
    if _YOURS.match(inner):
        reached = _REACHED.search(said, max(0, match.start() - 12), match.start())
        return inner[0].isupper() or bool(reached or _HOUSE.search(inner))
    if _FILL.match(inner) or _TO_FILL.search(inner):
        return not (inner[0].islower() and _quoted(said, match.start()))
    if inner[0].isupper():
        parts = inner.split("/")
        return all(
            _THING.fullmatch(p.strip()) or _TITLED.fullmatch(p.strip()) or _STATE_OF.fullmatch(p.strip()) for p in parts
        )
    return bool(_THING.fullmatch(inner) and _into(said, match) and not _quoted(said, match.start()))


def _into(said: str, match: re.Match[str]) -> bool:
    return bool(_INTO.search(said, max(0, match.start() - 12), match.start()))


def _quoted(said: str, at: int) -> bool:
    """Does a quotation stand open there? In one, brackets are the editor's."""
    for opening, closing in _QUOTES.items():
        if opening == closing:
            if said.count(opening, 0, at) % 2:
                return True
        elif said.rfind(opening, 0, at) > said.rfind(closing, 0, at):
            return True
    return False


def _in_links(block: Block) -> Iterator[tuple[int, str]]:
    """Links that lead to a template's words."""
    start = 0
    for number, run in enumerate(block.runs):
        target = unquote(run.href or run.image or "")
        match = _SURE.search(target) if "{" in target or "%" in target or "[" in target else None
        if match and (number == 0 or block.runs[number - 1].href != run.href):
            yield start, target
        start += len(run.text)


_EXAMPLE = re.compile(
    r"(?<![\w.-])(?:[\w.+-]{1,40}@|https?://|www\.)?(?:[\w-]{1,40}\.){0,3}"
    r"(?:example\.(?:com|org|net)|(?:your|my)-?(?:company|domain|site|website|business|organi[sz]ation|app|name)"
    r"\.(?:com|org|net|io|co|app|dev)|(?:company|domain|website|sitename|yoursitename)\.(?:com|org|net))(?![\w-]|\.[a-z])"
    r"|(?<![\d.-])(?:\+?1[ .-])?(?:\(?(?:123|555)\)?[ .-](?:456|555|123)[ .-]\d{4}"
    r"|\(\d{3}\) ?555[ .-]\d{4}|\d{3}[ .-]555[ .-]01\d\d)(?!\d)"
    r"|\b123 (?:Main|Example|Any|Fake) (?:St\b|Street|Road|Avenue)",
    re.IGNORECASE,
)
_AS_EXAMPLE = re.compile(
    r"\b(?:such as|e\.g\.|for example|for instance|like|example|imagine|say|sample|format|form of|looks? like)\b",
    re.IGNORECASE,
)


def _examples(text: Text) -> Iterator[Hit]:
    site = text.library.site
    own = f"{text.policy.settings.contact} {site.contact} {site.home} {site.base_url}".lower()  # A site of examples.
    told: set[str] = set()
    for index, block in enumerate(text.blocks):
        if block.kind in (BlockKind.CODE, BlockKind.RULE):
            continue
        said = "".join(" " * len(run.text) if "code" in run.marks else run.text for run in block.runs)
        for match in _EXAMPLE.finditer(said):
            domain = match[0].lower().rpartition("@")[2].rpartition("//")[2]
            if domain in own or match[0] in told or _is_said_to_be_one(text, index, match):
                continue
            told.add(match[0])
            sentence = f"“{match[0]}” is an address or number of examples: nobody is reached there."
            yield text.hit(index, match.start(), sentence, "Write the one that is meant.")


def _is_said_to_be_one(text: Text, index: int, match: re.Match[str]) -> bool:
    words = text.sentence_at(index, match.start()).replace(match[0], "")
    return bool(_AS_EXAMPLE.search(words))


RULES: tuple[Rule, ...] = (
    Rule(
        "placeholder-left",
        Level.ERROR,
        "Words that somebody meant to fill in: [Company], TODO, lorem ipsum, {{ name }}, [●], a gap of underscores.",
        "practice of contract drafting",
        _left,
    ),
    Rule(
        "example-address",
        Level.WARNING,
        "An address or a telephone number that is reserved for examples, as in “privacy@example.com”.",
        "RFC 2606, RFC 6761; GDPR 13(1)(a)–(b)",
        _examples,
    ),
)
"""In the order in which they are documented."""
