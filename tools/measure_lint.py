"""What the lint finds in real policies, and how many faults put into them it finds.

    python tools/measure_lint.py [--corpora DIR] [--all] [--show RULE] [--faults] [--seed N] [--missed]

Without options: how often each rule speaks in the newest version of each policy. `--all`: in every version, each with
its neighbour as the version before. `--show RULE` prints the hits, to be read. `--faults` puts ten faults of each kind
(`tools/lint_faults.py`) into these texts and counts those that are found at their line; `--missed` lists the others.
The corpora are `../shared/corpora` beside the repository; where there are none, this says so and ends with 0.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lint_faults import EACH, KINDS, Fault, faults
from lint_texts import CORPORA, ON, body, folders, history, none_here

from inforce.core import links
from inforce.core.dates import VersionName
from inforce.core.kinds import guessed_kind
from inforce.core.lint import RULES, findings
from inforce.core.policy import Library, Policy, Registration, Version
from inforce.core.settings import PolicySettings, Site
from inforce.errors import Level, Problem
from inforce.source import version_from

_BEFORE = VersionName.parse("2000-01-01")
_NOW = VersionName.parse("2027-03-01")


def say(text: str = "") -> None:
    """One line."""
    sys.stdout.write(f"{text}\n")


def real_hits(corpora: Path, *, every: bool) -> Iterator[tuple[str, Version, tuple[Problem, ...]]]:
    """Each text with what is found in it, by policy."""
    for folder in folders(corpora):
        policy = history(folder)
        others = [history(other) for other in folders(corpora) if other.parent == folder.parent and other != folder]
        library = Library(Site(organisation=folder.parent.name), (policy, *others))
        for version in policy.versions if every else policy.versions[-1:]:
            yield f"{folder.parent.name} {folder.name}", version, findings(library, policy, version, ON)


def real(corpora: Path, *, every: bool, show: str) -> None:
    """The table of hits, or the hits of one rule."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    texts: Counter[str] = Counter()
    for name, version, problems in real_hits(corpora, every=every):
        texts[name] += 1
        for problem in problems:
            counts[problem.code][name] += 1
        for problem in (p for p in problems if p.code == show):
            say(f"{problem.place}: {problem.sentence}")
            say(f"    line: {_line(version, problem)}")
    if not show:
        _table(counts, texts)


def _line(version: Version, problem: Problem) -> str:
    lines = version.source.split("\n")
    at = problem.place.line
    return lines[at - 1].strip()[:300] if 0 < at <= len(lines) else ""


def _table(counts: dict[str, Counter[str]], texts: Counter[str]) -> None:
    names = list(texts)
    say(f"{sum(texts.values())} texts; hits of each rule")
    for number, name in enumerate(names, 1):
        say(f"  {number:>2} {name} ({texts[name]})")
    say(f"{'rule':<30}{'level':<9}" + "".join(f"{number:>4}" for number in range(1, len(names) + 1)) + "   all  texts")
    for rule in RULES:
        found = counts.get(rule.id, Counter())
        row = "".join(f"{found[name] or '·':>4}" for name in names)
        say(f"{rule.id:<30}{rule.level.value:<9}{row}{sum(found.values()):>6}{sum(1 for n in names if found[n]):>7}")


@dataclass(frozen=True)
class Outcome:
    """What became of one fault."""

    text: str
    fault: Fault
    found: tuple[Problem, ...]
    """Findings that the sound text does not have."""
    right: tuple[Problem, ...]
    """Those of them at its line."""

    @property
    def word(self) -> str:
        """How it ended."""
        if any(p.level is Level.ERROR for p in self.right):
            return "found"
        if any(p.level is Level.ERROR for p in self.found):
            return "other line"
        return "lower level" if self.right else "missed"


def outcome(text: str, fault: Fault) -> Outcome:
    """Lint the sound and the faulty text; what only the latter has is due to the fault."""
    sound = {(p.code, p.sentence) for p in lint(text, fault, fault.sound, ())}
    found = tuple(p for p in lint(text, fault, fault.faulty, fault.front) if (p.code, p.sentence) not in sound)
    above = _head(fault.front).count("\n")
    first, last = (line + above for line in fault.lines)
    right = found if not fault.lines[0] else tuple(p for p in found if first <= p.place.line <= last)
    return Outcome(text, fault, found, right)


def lint(text: str, fault: Fault, words: str, front: tuple[str, ...]) -> tuple[Problem, ...]:
    """What `check` says of a draft with these words, its links included; the sound text is the version before it."""
    before, _ = version_from(_head(()) + fault.sound, "policy", _BEFORE, "before.md", lenient=True)
    line = Registration(_BEFORE.day, "Somebody", 1, before.document.digest, "")
    before = replace(before, registration=line, published=_BEFORE.day, effective=_BEFORE.day)
    draft, reading = version_from(_head(front) + words, "policy", _NOW, "text.md")
    kind = guessed_kind(text.split("/")[-1]) or "other"
    policy = Policy("policy", PolicySettings(title="Policy", kind=kind), (before, draft))
    library = Library(Site(organisation="Example"), (policy,))
    return (*reading, *links.problems(library, draft), *findings(library, policy, draft, ON))


def _head(front: tuple[str, ...]) -> str:
    lines = ["---", "title: Policy", "published: 2027-01-15", f"effective: {_NOW}", *front, "---", ""]
    return "\n".join(lines)


def put_in(corpora: Path, seed: int, *, missed: bool) -> None:
    """The table of faults found, and those that were not."""
    bodies = {f"{folder.parent.name}/{folder.name}": body(folder) for folder in folders(corpora)}
    outcomes = [outcome(text, fault) for text, fault in faults(bodies, seed)]
    say(f"{EACH} faults of each kind in real texts (seed {seed}): found by an error at the right line, or not")
    words = ("found", "other line", "lower level", "missed")
    say(f"{'kind':<18}" + "".join(f"{word:>13}" for word in words) + "   by")
    for kind in KINDS:
        own = [each for each in outcomes if each.fault.kind == kind]
        counted = Counter(each.word for each in own)
        by = Counter(code for each in own for code in {p.code for p in each.right})
        rules = ", ".join(f"{code} {number}" for code, number in by.most_common(3))
        say(f"{kind:<18}" + "".join(f"{counted[word] or '·':>13}" for word in words) + f"   {rules}")
    for each in (e for e in outcomes if missed and e.word != "found"):
        say(f"{each.fault.kind}, {each.text}, {each.word}: {each.fault.says}")
        for problem in each.found[:3]:
            say(f"    {problem.code} {problem.level.value} {problem.place}: {problem.sentence}")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--show", default="", metavar="RULE")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--missed", action="store_true")
    words = parser.parse_args()
    if none_here(words.corpora):
        return
    if words.faults:
        put_in(words.corpora, words.seed, missed=words.missed)
    else:
        real(words.corpora, every=words.all, show=words.show)


if __name__ == "__main__":
    main()
