"""One file of settings: parsed TOML, each key taken once, every problem with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from inforce.core import setting_checks
from inforce.core.characters import suspicious
from inforce.core.secrets import SECRET_KEY, secrets
from inforce.core.settings import Link
from inforce.core.suggest import did_you_mean, nearest
from inforce.core.word_lists import TABLE, WordLists, read_words
from inforce.errors import Place, Problem

LONGEST = 64 * 1024
"""Characters read at most."""

_AT = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")


@dataclass
class SettingsTable:
    """A parsed TOML file; each key is taken once, what is left over at the end is unknown."""

    values: dict[str, object]
    path: str
    source: str
    problems: list[Problem]
    known: list[str] = field(default_factory=list)
    within: str = ""
    """Name of the table in the file that this is; empty for the whole file."""
    environment: str = ""
    """Where secrets of this table go, in words."""

    @classmethod
    def parse(cls, text: str, path: str) -> SettingsTable:
        """The file's table; empty, with its problems, where the file cannot be read."""
        problems = [*_suspicious(text, path), *_secrets(text, path)]
        values: dict[str, object] = {}
        if len(text) > LONGEST:
            sentence = f"The file is {len(text):,} characters long; at most {LONGEST:,} are read."
            problems.append(Problem("configuration-too-long", Place(path, 1), sentence, "Shorten it."))
            return cls({}, path, "", problems)
        try:
            values = tomllib.loads(text)
        except RecursionError:
            sentence = "Lists or tables stand too deep within each other."
            problems.append(Problem("configuration-syntax", Place(path, 1), sentence, "Write it flatter."))
        except tomllib.TOMLDecodeError as error:
            problems.append(_syntax(str(error), text, path))
        return cls(values, path, text, problems)

    def inner(self, key: str, environment: str = "") -> SettingsTable:
        """The table called `key` in this one; its problems are this one's. To be closed with `close`."""
        values = self.take(key, dict, f"a table [{key}]")
        inside = dict(values) if isinstance(values, Mapping) else {}
        return SettingsTable(inside, self.path, self.source, self.problems, [], key, environment)

    def finish(self) -> tuple[Problem, ...]:
        """All problems in order of place, keys that nobody took among them."""
        self.close()
        return tuple(sorted(self.problems, key=lambda problem: problem.place))

    def close(self) -> None:
        """Note the keys that nobody took."""
        for key in self.values:
            if key in self.known:
                continue
            if SECRET_KEY.search(key):
                sentence = f"“{key}” looks like a secret, and this file is public."
                where = f" ({self.environment})" if self.environment else ""
                remedy = f"Delete it, replace the secret, and set it in the environment{where}."
                self.say("secret", key, sentence, remedy)
            else:
                where = f"in “{self.within}”" if self.within else "here"
                self.say("configuration-unknown-key", key, f"“{key}” is not known {where}.", self._meant(key))

    def _meant(self, key: str) -> str:
        if not self.environment or nearest(key, self.known):
            return did_you_mean(key, self.known)
        return f"{did_you_mean(key, self.known)} The server is set in the environment: {self.environment}."

    def say(self, code: str, key: str, sentence: str, remedy: str) -> None:
        """Note a problem at a key of this table."""
        key = f"{self.within}.{key}" if self.within else key
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
        """The value of a key, None where it has none or one of another kind; `kind_name` says the kind in words."""
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
        """A text, its white space collapsed to single spaces."""
        value = self.take(key, str, "text")
        return " ".join(value.split()) if isinstance(value, str) else default

    def checked(self, key: str, wrong: Callable[[str], str], default: str = "") -> str:
        """A text that `wrong` has nothing to say of; the default otherwise."""
        value = self.text(key)
        return (value or default) if self.fine(key, value, wrong) else default

    def fine(self, key: str, value: str, wrong: Callable[[str], str]) -> bool:
        """Whether `wrong` has nothing to say of `value`; what it says is noted."""
        sentence = wrong(value) if value else ""
        if sentence:
            words = f"“{value}” for “{key}” {sentence}"
            remedy = "Correct it."
            if " Did you" in words or " Known are" in words:
                words, _, remedy = words.partition(". ")
            self.say("configuration-value", key, f"{words}.", remedy)
        return not sentence

    def number(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number between two, both included."""
        value = self.take(key, int, "a whole number")
        if not isinstance(value, int):
            return default
        if least <= value <= most:
            return value
        self.say("configuration-value", key, f"“{key}” must lie between {least} and {most}.", "Correct it.")
        return default

    def flag(self, key: str) -> bool:
        """True or false; false where not given."""
        return bool(self.take(key, bool, "true or false"))

    def links(self, key: str) -> tuple[Link, ...]:
        """Tables with label and href."""
        values = self.take(key, list, f"tables [[{key}]] with label and href")
        links = []
        for value in values if isinstance(values, list) else ():
            label, href = (value.get("label"), value.get("href")) if isinstance(value, dict) else (None, None)
            if not (isinstance(label, str) and isinstance(href, str) and set(value) == {"label", "href"}):
                sentence = f"Each “{key}” entry must have a label and a href, both text, and nothing else."
                self.say("configuration-value", key, sentence, f'Write [[{key}]], label = "…", href = "…".')
            elif self.fine(f"{key}.href", href, setting_checks.link_target):
                links.append(Link(label, href))
        return tuple(links)

    def words(self, lists: Callable[[], Collection[str]] | None) -> WordLists:
        """The phrases of ``[materiality.words]``."""
        table = self.take(TABLE, dict, f"a table [{TABLE}.words]")
        return read_words(table, lists, self.say) if isinstance(table, Mapping) else ()

    def pairs(
        self, key: str, wrong: Callable[[str], str], names: tuple[str, ...] | None
    ) -> tuple[tuple[str, str], ...]:
        """Names and texts of a table, in the order written; `names`: those it may hold, None for any."""
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
