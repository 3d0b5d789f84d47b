"""``inforce.toml`` and ``policy.toml``: text in, checked settings out, every problem with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from inforce.core.characters import suspicious
from inforce.core.secrets import SECRET_KEY, secrets
from inforce.core.settings import DEFAULT_NOTICE_DAYS, KINDS, Link, PolicySettings, Site
from inforce.core.suggest import did_you_mean
from inforce.core.word_lists import TABLE, WordLists, read_words
from inforce.core.wording import words_of
from inforce.errors import Place, Problem

SITE_FILE = "inforce.toml"
POLICY_FILE = "policy.toml"
FLOOR_NOTICE_DAYS = 15
"""A shorter notice period needs a reason: Regulation (EU) 2019/1150, article 3, asks for 15 days."""
LONGEST = 64 * 1024
"""Characters read at most."""
COLOURS = ("brand", "ink", "paper", "brand-dark", "ink-dark", "paper-dark")

_FEWEST_IN_A_REASON = 2
"""Different words of `notice_reason` at least."""
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}|[A-Za-z]{3,20}|(?:rgb|hsl|oklch|oklab|lab|lch)\([0-9.,%/ deg-]{1,60}\)")
_EMAIL = re.compile(r"[^\s@<>\"',;]{1,64}@[^\s@<>\"',;]{1,190}\.[^\s@<>\"',;.]{2,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_LOGO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,100}){0,4}")
_AT = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")


def read_site(
    text: str, path: str = SITE_FILE, lists: Callable[[], Collection[str]] | None = None
) -> tuple[Site, tuple[Problem, ...]]:
    """The site's settings; a value that is wrong is reported and left at its default.

    `lists` gives the names of the word lists that a site may add to; None: any name is taken.
    """
    table = _Table.parse(text, path)
    default = Site()
    site = Site(
        organisation=table.text("organisation", default.organisation),
        title=table.text("title"),
        base_url=table.checked("base_url", _base_url, default.base_url),
        home=table.checked("home", _web_address),
        contact=table.checked("contact", _email),
        language=table.checked("language", _language, default.language),
        time_zone=table.text("time_zone"),
        logo=table.checked("logo", _logo),
        lead=table.text("lead"),
        footer=table.links("footer"),
        colours=table.pairs("colours", _colour, COLOURS),
        index_archive=table.flag("index_archive"),
        words=table.words(lists),
    )
    return site, table.finish()


def read_policy(text: str, path: str) -> tuple[PolicySettings, tuple[Problem, ...]]:
    """One policy's settings; a value that is wrong is reported and left at its default."""
    table = _Table.parse(text, path)
    default = PolicySettings()
    settings = PolicySettings(
        title=table.text("title"),
        kind=table.checked("kind", _kind, default.kind),
        contact=table.checked("contact", _email),
        notice_days=table.number("notice_days", DEFAULT_NOTICE_DAYS, 0, 3650),
        notice_reason=table.text("notice_reason"),
        review_months=table.number("review_months", default.review_months, 0, 120),
        order=table.number("order", default.order, -100_000, 100_000),
        extra=table.pairs("extra", _anything, None),
    )
    if settings.notice_days < FLOOR_NOTICE_DAYS and not settings.notice_reason:
        sentence = (
            f"A notice period of {settings.notice_days} days is under {FLOOR_NOTICE_DAYS} days and gives no reason."
        )
        remedy = f"Set notice_days to {FLOOR_NOTICE_DAYS} or more, or say why it may be shorter in notice_reason."
        table.say("notice-floor", "notice_days", sentence, remedy)
    elif settings.notice_days < FLOOR_NOTICE_DAYS and len(words_of(settings.notice_reason)) < _FEWEST_IN_A_REASON:
        sentence = f"“{settings.notice_reason}” is no reason why the notice period may be that short."
        table.say(
            "notice-floor",
            "notice_reason",
            sentence,
            f"Say why in words, or set notice_days to {FLOOR_NOTICE_DAYS} or more.",
        )
    return settings, table.finish()


# ---- what a value must be: the sentence that says so, or "" ----------------------------------------------------------


def _base_url(value: str) -> str:
    parts = _split(value)
    fine = parts and parts[0] in ("http", "https") and parts[1] and not (parts[2] or parts[3])
    if fine and value.endswith("/") and not re.search(r"[\s\"'<>\\]", value):
        return ""
    return "must be the absolute address of the site and end with a slash, for example “https://policies.example.com/”"


def _split(value: str) -> tuple[str, str, str, str] | None:
    try:
        parts = urlsplit(value)
        return parts.scheme.lower(), parts.hostname or "", parts.query, parts.fragment
    except ValueError:
        return None


def _web_address(value: str) -> str:
    parts = _split(value)
    fine = parts and parts[0] in ("http", "https") and parts[1] and not re.search(r"[\s\"'<>\\]", value)
    return "" if fine else "must be an address that begins with “https://”"


def _link_target(value: str) -> str:
    if value.startswith("mailto:"):
        return _email(value.removeprefix("mailto:"))
    inside = re.fullmatch(r"(?:\.{0,2}/)?[A-Za-z0-9._#-][A-Za-z0-9._/#-]*", value)
    return "" if inside else _web_address(value)


def _email(value: str) -> str:
    return "" if _EMAIL.fullmatch(value) else "must be an e-mail address"


def _language(value: str) -> str:
    return "" if _LANGUAGE.fullmatch(value) else "must be a language tag such as “en” or “pt-BR”"


def _logo(value: str) -> str:
    return "" if _LOGO.fullmatch(value) else "must be the name of a file below templates/assets/, for example logo.svg"


def _colour(value: str) -> str:
    return "" if _COLOUR.fullmatch(value) else "must be a CSS colour, for example #1f4b99"


def _kind(value: str) -> str:
    return "" if value in KINDS else f"is not a kind of policy. {did_you_mean(value, KINDS)}"


def _anything(value: str) -> str:
    return ""


# ---- one file -------------------------------------------------------------------------------------------------------


@dataclass
class _Table:
    """A parsed TOML file; each key is taken once, what is left over at the end is unknown."""

    values: dict[str, object]
    path: str
    source: str
    problems: list[Problem]
    known: list[str]

    @classmethod
    def parse(cls, text: str, path: str) -> _Table:
        problems = [*_suspicious(text, path), *_secrets(text, path)]
        values: dict[str, object] = {}
        if len(text) > LONGEST:
            sentence = f"The file is {len(text):,} characters long; at most {LONGEST:,} are read."
            problems.append(Problem("configuration-too-long", Place(path, 1), sentence, "Shorten it."))
            return cls({}, path, "", problems, [])
        try:
            values = tomllib.loads(text)
        except RecursionError:
            sentence = "Lists or tables stand too deep within each other."
            problems.append(Problem("configuration-syntax", Place(path, 1), sentence, "Write it flatter."))
        except tomllib.TOMLDecodeError as error:
            problems.append(_syntax(str(error), text, path))
        return cls(values, path, text, problems, [])

    def finish(self) -> tuple[Problem, ...]:
        for key in self.values:
            if key in self.known:
                continue
            if SECRET_KEY.search(key):
                sentence = f"“{key}” looks like a secret, and this file is public."
                self.say("secret", key, sentence, "Delete it, replace the secret, and set it in the environment.")
            else:
                self.say("configuration-unknown-key", key, f"“{key}” is not known here.", did_you_mean(key, self.known))
        return tuple(sorted(self.problems, key=lambda problem: problem.place))

    def say(self, code: str, key: str, sentence: str, remedy: str) -> None:
        self.problems.append(Problem(code, self.place(key), sentence, remedy))

    def place(self, key: str) -> Place:
        """Where a key stands, searched in the text: the TOML reader keeps no places."""
        parts = [re.escape(part) for part in key.split(".")]
        for at in range(len(parts) - 1, -1, -1):
            start = 0
            if at:
                header = re.search(rf"^[ \t]*\[\[?{_quoted(parts[:at])}\]", self.source, re.MULTILINE)
                if header is None:
                    continue
                start = header.end()
            pattern = rf"^[ \t]*(?:\[\[?)?{_quoted(parts[at:])}[=\].]"
            if match := re.compile(pattern, re.MULTILINE).search(self.source, start):
                first = match.start() + len(match[0]) - len(match[0].lstrip())
                before = self.source[:first]
                return Place(self.path, before.count("\n") + 1, first - (before.rfind("\n") + 1) + 1)
        return self.place(key.rpartition(".")[0]) if "." in key else Place(self.path, 1)

    def take(self, key: str, kind: type, kind_name: str) -> object:
        self.known.append(key)
        value = self.values.get(key)
        if value is None or (isinstance(value, kind) and not (kind is int and isinstance(value, bool))):
            return value
        example = {"text": f'{key} = "…"', "a whole number": f"{key} = 30", "true or false": f"{key} = true"}
        self.say(
            "configuration-type", key, f"“{key}” must be {kind_name}.", f"Write {example.get(kind_name, kind_name)}."
        )
        return None

    def text(self, key: str, default: str = "") -> str:
        value = self.take(key, str, "text")
        return " ".join(value.split()) if isinstance(value, str) else default

    def checked(self, key: str, wrong: Callable[[str], str], default: str = "") -> str:
        value = self.text(key)
        return (value or default) if self.fine(key, value, wrong) else default

    def fine(self, key: str, value: str, wrong: Callable[[str], str]) -> bool:
        sentence = wrong(value) if value else ""
        if sentence:
            words = f"“{value}” for “{key}” {sentence}"
            remedy = "Correct it."
            if " Did you" in words or " Known are" in words:
                words, _, remedy = words.partition(". ")
            self.say("configuration-value", key, f"{words}.", remedy)
        return not sentence

    def number(self, key: str, default: int, least: int, most: int) -> int:
        value = self.take(key, int, "a whole number")
        if not isinstance(value, int):
            return default
        if least <= value <= most:
            return value
        self.say("configuration-value", key, f"“{key}” must lie between {least} and {most}.", "Correct it.")
        return default

    def flag(self, key: str) -> bool:
        return bool(self.take(key, bool, "true or false"))

    def links(self, key: str) -> tuple[Link, ...]:
        values = self.take(key, list, f"tables [[{key}]] with label and href")
        links = []
        for value in values if isinstance(values, list) else ():
            label, href = (value.get("label"), value.get("href")) if isinstance(value, dict) else (None, None)
            if not (isinstance(label, str) and isinstance(href, str) and set(value) == {"label", "href"}):
                sentence = f"Each “{key}” entry must have a label and a href, both text, and nothing else."
                self.say("configuration-value", key, sentence, f'Write [[{key}]], label = "…", href = "…".')
            elif self.fine(f"{key}.href", href, _link_target):
                links.append(Link(label, href))
        return tuple(links)

    def words(self, lists: Callable[[], Collection[str]] | None) -> WordLists:
        table = self.take(TABLE, dict, f"a table [{TABLE}.words]")
        return read_words(table, lists, self.say) if isinstance(table, Mapping) else ()

    def pairs(
        self, key: str, wrong: Callable[[str], str], names: tuple[str, ...] | None
    ) -> tuple[tuple[str, str], ...]:
        values = self.take(key, dict, f"a table [{key}]")
        found = []
        for name, value in (values if isinstance(values, Mapping) else {}).items():
            if names is not None and name not in names:
                sentence = f"“{name}” is not known in “{key}”."
                self.say("configuration-unknown-key", f"{key}.{name}", sentence, did_you_mean(name, names))
            elif not isinstance(value, str):
                self.say("configuration-type", f"{key}.{name}", f"“{name}” must be text.", f'Write {name} = "…".')
            elif self.fine(f"{key}.{name}", value, wrong):
                found.append((name, value))
        return tuple(found)


def _quoted(parts: list[str]) -> str:
    """Pattern of a key, its parts joined by points, each or all in quotation marks or bare."""
    return r"[ \t]*[\"']?" + r"""["']?[ \t]*\.[ \t]*["']?""".join(parts) + r"[\"']?[ \t]*"


def _suspicious(text: str, path: str) -> list[Problem]:
    return [Problem(f.code, Place(path, f.line + 1, f.column), f.sentence, f.remedy) for f in suspicious(text)]


def _secrets(text: str, path: str) -> list[Problem]:
    remedy = "Delete it, replace the secret, and set it in the environment."
    return [
        Problem("secret", Place(path, s.line, s.column), f"This looks like {s.kind}, and this file is public.", remedy)
        for s in secrets(text)
    ]


def _syntax(words: str, text: str, path: str) -> Problem:
    match = _AT.search(words)
    line, column = (int(match[1]), int(match[2])) if match else (text.count("\n") + 1, 0)
    plain = words[: match.start()].strip() if match else words.replace("(at end of document)", "").strip()
    duplicate = "overwrite" in plain or "twice" in plain
    sentence = "A key stands twice." if duplicate else f"This is not TOML: {plain[:1].lower()}{plain[1:]}."
    remedy = "Keep one of them." if duplicate else 'Write key = "value", with text in double quotation marks.'
    return Problem("configuration-syntax", Place(path, line, column), sentence, remedy)
