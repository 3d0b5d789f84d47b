"""The sentences of a letter in one language: phrase files ``mail/LOCALE.toml`` of the theme and of the site.

What a file leaves out comes from the next of its chain (``de-AT``, ``de``, ``en``), the site's own file before the
theme's of the same name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inforce.core.characters import suspicious
from inforce.core.suggest import did_you_mean
from inforce.errors import ContentError, Place, Problem
from inforce.render.environment import Theme
from inforce.render.template_files import PHRASE_FILE

FOLDER = "mail"
LAST = "en"
"""The locale at the end of every chain: the theme has all sentences in it."""
COMMON = frozenset({"organisation", "title", "effective", "before", "version", "published", "contact"})
"""What may stand in braces in every sentence; the sentence's own values come to it."""
TABLES = ("titles", "summary")
"""Tables of a phrase file: titles of policies, and summaries of amendments, translated."""

_SLOT = re.compile(r"\{([^{}]*)\}")
_AT = re.compile(r"\s*\(at line ([0-9]+), column ([0-9]+)\)")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, its braces not yet filled in."""

    text: str
    locale: str
    """Of the file it stands in."""
    own: bool
    """Whether the site's own file says it."""


@dataclass(frozen=True, eq=False)
class PhraseFile:
    """One file, read."""

    shown: str
    locale: str
    own: bool
    source: str
    values: Mapping[str, Any]

    def place(self, key: str, table: str = "") -> Place:
        """Where a key stands, searched in the text; the first line where it is not found."""
        start = 0
        if table and (head := re.search(rf"^[ \t]*\[\s*{re.escape(table)}", self.source, re.MULTILINE)):
            start = head.start()
        pattern = re.compile(rf"^[ \t]*\[?[^=\n]*?{re.escape(key)}", re.MULTILINE)
        found = pattern.search(self.source, start) if key else None
        return Place(self.shown, self.source.count("\n", 0, found.start()) + 1 if found else 1)


class Phrases:
    """The sentences for one locale, each from the first file of the chain that has it."""

    def __init__(self, locale: str, files: Sequence[PhraseFile]) -> None:
        """With the files in the order of the chain; `phrases` makes them."""
        self.locale = locale
        self.files = tuple(files)

    def sentence(self, key: str) -> Sentence:
        """The sentence of this name."""
        for file in self.files:
            if key in file.values:
                return Sentence(str(file.values[key]), file.locale, file.own)
        raise KeyError(key)

    def day(self, day: date) -> str:
        """The day in words."""
        months = next(file.values["months"] for file in self.files if "months" in file.values)
        return filled(
            self.sentence("date").text, {"day": str(day.day), "month": months[day.month - 1], "year": day.year}
        )

    def title(self, slug: str) -> Sentence | None:
        """The policy's title, translated; None where no file of the chain has it."""
        for file in self.files:
            if title := file.values.get("titles", {}).get(slug):
                return Sentence(title, file.locale, file.own)
        return None

    def summary(self, version: str) -> Mapping[str, tuple[PhraseFile, tuple[str, ...]]]:
        """The summary of ``POLICY VERSION``, translated: by section id the file and its words; may be empty."""
        found: dict[str, tuple[PhraseFile, tuple[str, ...]]] = {}
        for file in self.files:
            for anchor, words in file.values.get("summary", {}).get(version, {}).items():
                found.setdefault(anchor, (file, (words,) if isinstance(words, str) else tuple(words)))
        return found


def available(theme: Theme) -> tuple[str, ...]:
    """The locales there are phrase files for, in order; their names as the files have them."""
    names = (PHRASE_FILE.fullmatch(name) for name in theme.names(FOLDER))
    return tuple(sorted(match[1] for match in names if match))


def phrases(theme: Theme, locale: str) -> Phrases:
    """The sentences for `locale`, one of `available`; `ContentError` with every fault of the files of its chain."""
    by_key = {name.lower(): name for name in available(theme)}
    chain = [by_key[key] for key in dict.fromkeys((*chain_of(locale), LAST)) if key in by_key]
    problems: list[Problem] = []
    files = [file for name in chain for file in _read(theme, name, problems)]
    if problems:
        raise ContentError(problems)
    return Phrases(locale, files)


def chain_of(tag: str) -> Iterator[str]:
    """A language tag in lower case and its shorter forms: ``zh-hant-tw``, ``zh-hant``, ``zh`` (RFC 4647, 3.4)."""
    parts = tag.strip().replace("_", "-").lower().split("-")
    while parts and parts[0]:
        yield "-".join(parts)
        parts.pop()
        if parts and len(parts[-1]) == 1:  # a singleton says nothing without what followed it
            parts.pop()


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with what stands in braces filled in; `KeyError` for a name that is not in `values`."""
    return _SLOT.sub(lambda match: str(values[match[1]]), text)


# ---- one file -------------------------------------------------------------------------------------------------------


def _read(theme: Theme, locale: str, problems: list[Problem]) -> Iterator[PhraseFile]:
    for shown, own, data in theme.layers(f"{FOLDER}/{locale}.toml"):
        file = _parsed(shown, locale, own, data, problems)
        if own:
            problems += _faults(file, _standard(theme))
        yield file


def _standard(theme: Theme) -> Mapping[str, Any]:
    """The theme's own English: the names of all sentences, and what may stand in their braces."""
    return tomllib.loads(theme.layers(f"{FOLDER}/{LAST}.toml")[-1][2].decode())


def _parsed(shown: str, locale: str, own: bool, data: bytes, problems: list[Problem]) -> PhraseFile:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        place = Place(shown, data[: error.start].count(b"\n") + 1)
        problems.append(Problem("not-utf8", place, "The file is not text in UTF-8.", "Save it as UTF-8."))
        return PhraseFile(shown, locale, own, "", {})
    for found in suspicious(text):
        problems.append(Problem(found.code, Place(shown, found.line + 1, found.column), found.sentence, found.remedy))
    try:
        return PhraseFile(shown, locale, own, text, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        match = _AT.search(str(error))
        place = Place(shown, int(match[1]), int(match[2])) if match else Place(shown, text.count("\n") + 1)
        words = _AT.sub("", str(error)).replace("(at end of document)", "").strip() or "too deep"
        sentence = f"This is not TOML: {words[:1].lower()}{words[1:].rstrip('.')}."
        remedy = 'Write name = "sentence", with the sentence in double quotation marks.'
        problems.append(Problem("phrase-syntax", place, sentence, remedy))
        return PhraseFile(shown, locale, own, text, {})


def _faults(file: PhraseFile, standard: Mapping[str, Any]) -> Iterator[Problem]:
    for key, value in file.values.items():
        if key in TABLES:
            yield from _table_faults(file, key, value)
        elif key not in standard:
            way_out = did_you_mean(key, [*standard, *TABLES])
            yield Problem("phrase-unknown", file.place(key), f"There is no sentence named “{key}”.", way_out)
        elif key == "months":
            if not (isinstance(value, list) and len(value) == _MONTHS and all(isinstance(m, str) for m in value)):
                yield Problem(
                    "phrase-value", file.place(key), "“months” must be the names of twelve months.", "List them."
                )
        elif not isinstance(value, str) or not value.strip():
            yield Problem("phrase-value", file.place(key), f"“{key}” must be a sentence.", f'Write {key} = "…".')
        else:
            yield from _slot_faults(file, key, value, str(standard[key]))


def _slot_faults(file: PhraseFile, key: str, value: str, standard: str) -> Iterator[Problem]:
    known = sorted({*_SLOT.findall(standard), *(COMMON if key != "date" else ())})
    for name in _SLOT.findall(value):
        if name not in known:
            sentence = f"“{{{name}}}” in “{key}” stands for nothing."
            yield Problem("phrase-slot", file.place(key), sentence, did_you_mean(name, known))
    if re.search("[{}]", _SLOT.sub("", value)):
        yield Problem("phrase-slot", file.place(key), f"A brace in “{key}” has no partner.", "Close it, or delete it.")


def _table_faults(file: PhraseFile, key: str, table: object) -> Iterator[Problem]:
    if not isinstance(table, dict):
        yield Problem("phrase-value", file.place(key), f"“{key}” must be a table.", f"Write [{key}].")
        return
    for name, value in table.items():
        if key == "titles":
            fine = isinstance(value, str) and value.strip() != ""
        else:
            fine = isinstance(value, dict) and all(map(_is_words, value.values()))
        if not fine:
            example = f'{name} = "…"' if key == "titles" else f'[summary."{name}"] and below it section = "…"'
            sentence = f"“{name}” in “{key}” does not hold words."
            yield Problem("phrase-value", file.place(name, key), sentence, f"Write {example}.")


def _is_words(value: object) -> bool:
    return (isinstance(value, str) and value.strip() != "") or (
        isinstance(value, list) and bool(value) and all(isinstance(v, str) and v.strip() for v in value)
    )
