"""The lines between ``---`` at the head of a version: read as text, checked, and reported all at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from inforce.core import strict
from inforce.core.dates import parse_day
from inforce.core.policy import Allowance, Amendment, Override, SummaryItem
from inforce.core.suggest import did_you_mean
from inforce.core.wording import words_of
from inforce.errors import Level, Place, Problem

KEYS = ("title", "version", "published", "effective", "language", "late_entry", "change", "lint", "covers")
CHANGE_KEYS = ("material", "summary", "override")
OVERRIDE_KEYS = ("by", "reason")
ITEM_KEYS = ("section", "text")
ALLOWANCE_KEYS = ("rule", "reason", "words")
_USUAL_NAMES = {
    "date": "effective",
    "effective_date": "effective",
    "in_force": "effective",
    "updated": "published",
    "last_updated": "published",
    "published_date": "published",
    "lang": "language",
    "name": "title",
    "label": "version",
}
_FEWEST_IN_A_REASON = 2
"""Different words of the reason of an allowance at least."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_FENCE = re.compile(r"---[ \t]*")
_FOREIGN_KEY = re.compile(r"[A-Za-z_][\w .-]*:(\s|$)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the head of a version states; an empty value was not given."""

    title: str = ""
    label: str = ""
    """The value of ``version``."""
    published: date | None = None
    effective: date | None = None
    amendment: Amendment | None = None
    late_entry: str = ""
    language: str = ""
    allowances: tuple[Allowance, ...] = ()
    """The value of ``lint``."""
    covers: tuple[tuple[str, str], ...] = ()
    """Items of checklists, each with the id of the section that covers it."""
    places: tuple[tuple[str, Place], ...] = ()
    """Where each key stands: ``published``, ``change.material`` …"""

    def place(self, key: str, otherwise: Place) -> Place:
        """Where `key` stands, or `otherwise` where it does not."""
        return dict(self.places).get(key, otherwise)


@dataclass(frozen=True, slots=True)
class FrontMatterResult:
    """A version's file, taken apart."""

    front: FrontMatter | None
    """None where it cannot be read at all."""
    body: str
    """The text below the front matter."""
    body_line: int
    """Number of the body's first line in the file, from 1."""
    problems: tuple[Problem, ...]


def read(text: str, path: str, *, lenient: bool = False) -> FrontMatterResult:
    """Take the file `text` (line ends ``\\n``) apart and check its front matter.

    With `lenient`, as for imported history, front matter may be absent or another tool's: what is understood is
    taken, nothing is refused, and no amendment is read.
    """
    found = _split(text)
    if found is None:
        return _without(text, path, lenient)
    yaml_text, body, body_line = found
    if lenient and not _looks_like_keys(yaml_text):
        return FrontMatterResult(FrontMatter(), text, 1, ())
    node, problems = strict.read(yaml_text, path=path, first_line=2)
    if node is None and problems:
        front = _foreign(yaml_text) if lenient else None
        return FrontMatterResult(front, body, body_line, _softened(problems) if lenient else problems)
    reader = _Reader(path)
    reader.problems.extend(problems)
    front = reader.front_matter(node)
    if lenient:
        return FrontMatterResult(replace(front, amendment=None), body, body_line, _softened(reader.problems))
    return FrontMatterResult(front, body, body_line, tuple(reader.problems))


def _split(text: str) -> tuple[str, str, int] | None:
    """The lines between the fences, the body, and the body's first line; None where the fences are not both there."""
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]):
        return None
    for index in range(1, len(lines)):
        if _FENCE.fullmatch(lines[index]):
            return "\n".join(lines[1:index]), "\n".join(lines[index + 1 :]), index + 2
    return None


def _without(text: str, path: str, lenient: bool) -> FrontMatterResult:
    if lenient:
        return FrontMatterResult(FrontMatter(), text, 1, ())
    if _FENCE.fullmatch(text.split("\n", 1)[0]):
        sentence = "The front matter that begins here is never closed."
        remedy = "Put a line “---” below its last key."
        return FrontMatterResult(None, "", 1, (Problem("front-matter-unclosed", Place(path, 1, 1), sentence, remedy),))
    remedy = "Begin the file with a line “---”, then “title: …” and “effective: YYYY-MM-DD”, then a line “---”."
    problem = Problem("front-matter-missing", Place(path, 1, 1), "The file does not begin with front matter.", remedy)
    return FrontMatterResult(None, "", 1, (problem,))


def _looks_like_keys(yaml_text: str) -> bool:
    first = next((line for line in yaml_text.split("\n") if line.strip() and not line.startswith("#")), "title:")
    return bool(_FOREIGN_KEY.match(first))


def _foreign(yaml_text: str) -> FrontMatter:
    """What can be had of another tool's front matter that is no clean YAML: its title."""
    match = re.search(r"^title:[ \t]*(\S.*?)[ \t]*$", yaml_text, re.MULTILINE)
    return FrontMatter(title=match[1].strip("\"'") if match else "")


def _softened(problems: tuple[Problem, ...] | list[Problem]) -> tuple[Problem, ...]:
    """Imported history is never refused: unknown keys are another tool's, everything else is worth a warning."""
    kept = (p for p in problems if p.code not in _FOREIGN)
    return tuple(replace(p, level=Level.WARNING) if p.level is Level.ERROR else p for p in kept)


_FOREIGN = {"front-matter-unknown-key", "front-matter-effective-missing"}


class _Reader:
    """Checks the nodes of one file and gathers what is wrong."""

    def __init__(self, path: str) -> None:
        self.top = Place(path, 1, 1)
        self.problems: list[Problem] = []
        self.places: dict[str, Place] = {}

    def front_matter(self, node: strict.Node | None) -> FrontMatter:
        values = self.keys(node, KEYS, "")
        front = FrontMatter(
            title=self.line(values, "title"),
            label=self.line(values, "version"),
            published=self.day(values, "published"),
            effective=self.day(values, "effective"),
            amendment=self.amendment(values.get("change")),
            late_entry=self.line(values, "late_entry"),
            language=self.language(values),
            allowances=self.allowances(values.get("lint")),
            covers=self.covers(values.get("covers")),
            places=tuple(self.places.items()),
        )
        self.complete(front)
        return front

    def complete(self, front: FrontMatter) -> None:
        if front.effective is None and not any(p.place == self.places.get("effective") for p in self.problems):
            sentence = "The day on which this version takes effect is missing."
            remedy = "Add a line “effective: YYYY-MM-DD”, the same day as in the file's name."
            self.say("front-matter-effective-missing", self.places.get("effective", self.top), sentence, remedy)
        if front.published and front.effective and front.effective < front.published:
            sentence = f"It takes effect on {front.effective}, before it is first published on {front.published}."
            remedy = "Make “effective” the same day as “published” or a later one."
            self.say("effective-before-published", self.places["effective"], sentence, remedy)

    def keys(self, node: strict.Node | None, known: tuple[str, ...], parent: str) -> dict[str, strict.Node]:
        """The values of a mapping by key; unknown keys are reported and left out."""
        if node is None or _is_empty(node):
            return {}
        if not isinstance(node, strict.Mapping):
            where = f"“{parent}”" if parent else "The front matter"
            remedy = f"Write “{known[0]}: …” on a line of its own" + (", indented below it." if parent else ".")
            self.say("front-matter-not-keys", node.place, f"{where} must consist of “key: value” lines.", remedy)
            return {}
        values = {}
        for entry in node.entries:
            if entry.key.text not in known:
                self.unknown(entry.key, known, parent)
            else:
                self.places[f"{parent}.{entry.key.text}" if parent else entry.key.text] = entry.value.place
                values[entry.key.text] = entry.value
        return values

    def unknown(self, key: strict.Scalar, known: tuple[str, ...], parent: str) -> None:
        sentence = f"“{key.text}” is not known " + (f"below “{parent}”." if parent else "in front matter.")
        if not parent and key.text in (*CHANGE_KEYS, "by", "reason"):
            remedy = f"Put it below “change:”, indented by two spaces: “change:” and then “  {key.text}: …”."
        else:
            remedy = did_you_mean(key.text, known, {} if parent else _USUAL_NAMES)
        self.say("front-matter-unknown-key", key.place, sentence, remedy)

    def scalar(self, node: strict.Node | None, key: str) -> strict.Scalar | None:
        if node is None or isinstance(node, strict.Scalar):
            return node
        sentence = f"“{key}” must be one value, not a list or further keys."
        self.say("front-matter-not-a-value", node.place, sentence, f"Write “{key}: …” on one line, in quotation marks.")
        return None

    def line(self, values: dict[str, strict.Node], key: str) -> str:
        found = self.scalar(values.get(key), key)
        return " ".join(found.text.split()) if found else ""

    def day(self, values: dict[str, strict.Node], key: str) -> date | None:
        found = self.scalar(values.get(key), key)
        if found is None or not found.text:
            return None
        try:
            return parse_day(found.text)
        except ValueError as error:
            self.say("front-matter-date", found.place, f"{error}.", f"Correct “{key}”.")
            return None

    def language(self, values: dict[str, strict.Node]) -> str:
        found = self.scalar(values.get("language"), "language")
        if found is None or not found.text or _LANGUAGE.fullmatch(found.text):
            return found.text if found else ""
        sentence = f"“{found.text}” is not a language tag."
        self.say("front-matter-language", found.place, sentence, "Write for example “en”, “de” or “pt-BR”.")
        return ""

    def amendment(self, node: strict.Node | None) -> Amendment | None:
        if node is None:
            return None
        values = self.keys(node, CHANGE_KEYS, "change")
        return Amendment(self.material(values), self.summary(values.get("summary")), self.override(values))

    def material(self, values: dict[str, strict.Node]) -> bool | None:
        found = self.scalar(values.get("material"), "material")
        if found is None or not found.text:
            return None
        if found.text in ("true", "false"):
            return found.text == "true"
        sentence = f"“{found.text}” is neither “true” nor “false”."
        remedy = "Write “material: true” if the change needs notice, “material: false” if it does not."
        self.say("front-matter-material", found.place, sentence, remedy)
        return None

    def override(self, values: dict[str, strict.Node]) -> Override | None:
        node = values.get("override")
        if node is None or _is_empty(node):
            return None
        parts = self.keys(node, OVERRIDE_KEYS, "override")
        by, reason = self.line(parts, "by"), self.line(parts, "reason")
        if by and reason:
            return Override(by, reason)
        sentence = "An override needs the name of who decides and the reason."
        self.say("front-matter-override", node.place, sentence, "Write “by: NAME” and “reason: …” below “override:”.")
        return None

    def summary(self, node: strict.Node | None) -> tuple[SummaryItem, ...]:
        if node is None or _is_empty(node):
            return ()
        nodes = node.items if isinstance(node, strict.Items) else (node,)
        return tuple(item for each in nodes if (item := self.summary_item(each)))

    def summary_item(self, node: strict.Node) -> SummaryItem | None:
        if isinstance(node, strict.Scalar):
            return SummaryItem(" ".join(node.text.split())) if node.text.strip() else None
        if isinstance(node, strict.Mapping) and len(node.entries) == 1 and " " in node.entries[0].key.text:
            sentence = "A colon inside this summary line confuses the reader."
            self.say("front-matter-summary", node.place, sentence, "Put the whole line in quotation marks.")
            return None
        parts = self.keys(node, ITEM_KEYS, "summary")
        words = self.line(parts, "text")
        if not words:
            sentence = "A summary item has no words."
            remedy = "Write “- section: SECTION-ID” and below it “  text: What changes, in plain words.”"
            self.say("front-matter-summary", node.place, sentence, remedy)
            return None
        return SummaryItem(words, self.line(parts, "section").removeprefix("#"))

    def allowances(self, node: strict.Node | None) -> tuple[Allowance, ...]:
        if node is None or _is_empty(node):
            return ()
        nodes = node.items if isinstance(node, strict.Items) else (node,)
        return tuple(found for each in nodes if (found := self.allowance(each)))

    def allowance(self, node: strict.Node) -> Allowance | None:
        parts = self.keys(node, ALLOWANCE_KEYS, "lint")
        rule, reason = self.line(parts, "rule"), self.line(parts, "reason")
        if rule and len(words_of(reason)) >= _FEWEST_IN_A_REASON:
            return Allowance(rule, reason, self.line(parts, "words"), node.place)
        if not isinstance(node, strict.Mapping) or rule or reason:
            sentence = "To pass over what the lint finds, its rule and a reason in words are needed."
            self.say("front-matter-lint", node.place, sentence, "Write “- rule: RULE” and below it “  reason: …”.")
        return None

    def covers(self, node: strict.Node | None) -> tuple[tuple[str, str], ...]:
        if node is None or _is_empty(node):
            return ()
        if not isinstance(node, strict.Mapping):
            sentence = "“covers” must consist of “item: section-id” lines."
            self.say("front-matter-not-keys", node.place, sentence, "Write for example “gdpr-13-1-a: contact-us”.")
            return ()
        found = []
        for entry in node.entries:
            item = entry.key.text
            self.places[f"covers.{item}"] = entry.key.place
            section = self.line({item: entry.value}, item).removeprefix("#")
            if section:
                found.append((item, section))
        return tuple(found)

    def say(self, code: str, place: Place, sentence: str, remedy: str) -> None:
        self.problems.append(Problem(code, place, sentence, remedy))


def _is_empty(node: strict.Node) -> bool:
    return isinstance(node, strict.Scalar) and not node.text


def with_published(text: str, day: date) -> str:
    """The file `text` with ``published: DAY`` filled in; not one other character differs.

    An empty ``published:`` is filled where it stands; without one, the line is put above ``effective:`` (or last).
    The file's own line ends are kept. `ValueError` where there is no front matter or a day is already given.
    """
    lines = re.split(r"(?<=\n)", text)
    fence = [n for n, line in enumerate(lines) if _FENCE.fullmatch(line.strip("\r\n").removeprefix("\ufeff"))]
    if not fence or fence[0] != 0 or len(fence) < 2:
        raise ValueError("the file does not begin with front matter")
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    target = fence[1]
    for number in range(1, fence[1]):
        match = re.match(r"(published:[ \t]*)(.*?)([ \t]*(?:#.*)?)[\r\n]*$", lines[number])
        if match:
            if match[2] not in ("", '""', "''"):
                raise ValueError(f"the file already has the day {match[2]}")
            comment = f"  {match[3].strip()}" if match[3].strip() else ""
            lines[number] = f"published: {day.isoformat()}{comment}{end}"
            return "".join(lines)
        if lines[number].startswith("effective:"):
            target = min(target, number)
    lines.insert(target, f"published: {day.isoformat()}{end}")
    return "".join(lines)
