"""`inforce assess`: does a change need notice, and why? For two versions, a draft or any two Markdown files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.project import usage
from inforce.commands.report import Report
from inforce.commands.texts import Text, redline_of, two_texts
from inforce.core import materiality
from inforce.core.kinds import guessed_kind
from inforce.core.materiality import Assessment
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.settings import KINDS
from inforce.core.suggest import did_you_mean
from inforce.errors import ExitCode, blocking, raise_if_blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessReport(Report):
    """What the rules say of a change. The console draws it in the format asked for."""

    old: str
    """What was assessed, as the user may name it."""
    new: str
    kind: str
    """One of `KINDS`: the rules weigh a privacy policy otherwise than terms."""
    kind_from: str
    """How the kind is known: "option", "policy", "file name", "title", or "nothing" where it was not to be told."""
    same: bool
    """Do the texts not differ at all?"""
    assessment: Assessment

    @property
    def exit_code(self) -> ExitCode:
        """Fine, whatever the verdict: `assess` only reads. `check` and `publish` hold the gate."""
        return ExitCode.FINE


def run(root: Path, words: Sequence[str], *, on: date, kind: str = "") -> AssessReport:
    """The assessment of the change between two texts, named as for `diff`; `kind` overrides what is known of them.

    Raises `ContentError` if a text cannot be read whole, or if ``inforce.toml`` in `root` is wrong: the words it adds
    would not count.
    """
    known = vocabulary(root)
    old, new = two_texts(root, "assess", words, on=on)
    change = redline_of(old, new)
    of_kind, kind_from = kind_of(old, new, kind)
    assessment = materiality.assess(change, known, of_kind)
    return AssessReport(
        problems=old.problems + new.problems,
        old=old.name,
        new=new.name,
        kind=of_kind,
        kind_from=kind_from,
        same=change.is_empty,
        assessment=assessment,
    )


def vocabulary(root: Path) -> Vocabulary:
    """The words for the project in `root`; those of the program where it is no project."""
    site, problems = source.read_settings(root)
    raise_if_blocked(blocking(problems))
    return source.words(site)


def checked_kind(kind: str) -> str:
    """The kind, if it is one; else `UsageError` with the one meant."""
    if kind in KINDS:
        return kind
    raise usage("no-such-kind", f"“{kind}” is not a kind of policy.", did_you_mean(kind, KINDS))


def kind_of(old: Text, new: Text, kind: str = "") -> tuple[str, str]:
    """The kind of a pair of texts, and how it is known (`AssessReport.kind_from`).

    What was asked for wins, then the policy's kind, the file names and the titles; the new text before the old.
    """
    if kind:
        return checked_kind(kind), "option"
    texts = (new, old)
    guesses = [(text.kind, "policy") for text in texts]
    guesses += [(guessed_kind(Path(text.name).stem), "file name") for text in texts if not text.kind]
    guesses += [(guessed_kind(text.title), "title") for text in texts]
    return next((guess for guess in guesses if guess[0]), ("other", "nothing"))
