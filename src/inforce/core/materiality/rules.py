"""The visible table of rules: what passes, what is left out of account, and what of weight changed.

Each row has an id, the category it gives, what it says in a sentence, and where that comes from ("T5": a tie-breaker of
the labelling guideline, see `docs/reference/materiality-rules.md`). Rows are tried in order and the first that holds
decides. The topics, the second half of the table, stand in `topics.TOPICS`, the words in `words.toml`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from inforce.core.materiality import excuses, passes, renames, signals
from inforce.core.materiality.passes import Pass
from inforce.core.materiality.reading import Reading, Stretch
from inforce.core.materiality.signals import Case, Signal
from inforce.core.materiality.texts import Texts

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Rule(Generic[F]):
    """One row."""

    id: str
    category: str
    """N01–N12; "" for a signal, which takes its category from the topic of the sentence."""
    statement: str
    source: str
    holds: F


PASSES: tuple[Rule[Callable[[Reading, Texts], Pass | None]], ...] = (
    Rule(
        "change-log",
        "N12",
        "A change log, a history, a table of contents tells of the text, not of a practice.",
        "guideline N12",
        passes.metadata,
    ),
    Rule(
        "date-line",
        "N06",
        "The line that says when the text was last changed.",
        "guideline N06, T1",
        passes.date,
    ),
    Rule(
        "same-words",
        "N02",
        "No word differs; as moved text it is N08, under a list of another sense it does not pass.",
        "guideline N02, N08, T3",
        passes.formatting,
    ),
    Rule(
        "elsewhere",
        "N10",
        "What is gone still stands in the new text (N10), or what is new stood in the old (N08).",
        "guideline N08, N10, T4",
        passes.elsewhere,
    ),
    Rule(
        "pointer",
        "N03",
        "A sentence that only says where more can be read, or is nothing but a link.",
        "guideline N03, T6",
        passes.pointer,
    ),
)
"""Rules that let a whole edit pass."""

EXCUSES: tuple[Rule[Callable[[Reading, Stretch, Texts], str]], ...] = (
    Rule(
        "renamed",
        "N07",
        "A name gave way to another throughout, and is no company in a list of recipients.",
        "guideline N07, T7",
        renames.renamed,
    ),
    Rule(
        "misspelt",
        "N01",
        "The same word in another spelling; never a word that denies, excepts, limits, bans or obliges.",
        "guideline N01",
        excuses.misspelt,
    ),
    Rule(
        "kingdom",
        "N05",
        "The United Kingdom is named beside the European Union, of which it was a part.",
        "guideline N05; Withdrawal Agreement of 2020",
        excuses.kingdom,
    ),
    Rule(
        "date",
        "N06",
        "One date for another; not that of another document that binds.",
        "guideline N06, T1",
        excuses.dated,
    ),
    Rule(
        "legal-form",
        "N07",
        "A company with its legal form written out, left out or put in.",
        "guideline N07, T7",
        excuses.legal_form,
    ),
    Rule(
        "citation",
        "N05",
        "A law is cited, or by another of its names; not an article of the GDPR, which may be the legal basis.",
        "guideline N05, T1",
        excuses.citation,
    ),
    Rule(
        "clause-number",
        "N04",
        "The number of a clause, or in a reference to one.",
        "guideline N04, T1",
        excuses.clause_number,
    ),
    Rule(
        "link-words",
        "N03",
        "The words of a link that leads where a link led before, or that point to where more can be read.",
        "guideline N03, T6",
        excuses.link_words,
    ),
    Rule(
        "address",
        "N03",
        "An address of the web, written out, leads to another page of the same site.",
        "guideline N03, T6",
        excuses.address,
    ),
    Rule(
        "definition",
        "N05",
        "A short name given to a thing, in brackets and quotes.",
        "guideline N05",
        excuses.definition,
    ),
    Rule(
        "example",
        "N05",
        "Examples that are no longer given, while the thing they stood for is still there.",
        "guideline N05",
        excuses.example_left_out,
    ),
    Rule(
        "clause-elsewhere",
        "N08",
        "A clause that moved from or to another place of the text, or stands there as well.",
        "guideline N08, T4",
        excuses.stood_elsewhere,
    ),
)
"""Rules that leave a stretch of changed words out of account."""

_Signal = Rule[Callable[[Case], Signal | None]]
WHOLE: tuple[_Signal, ...] = (
    Rule(
        "new",
        "",
        "A sentence, item or row is new or gone, with facts that its section did not state, or states no longer.",
        "guideline T3, T8",
        signals.new_or_gone,
    ),
)
"""Signals in a sentence, item or row that came or went."""

CHANGED: tuple[_Signal, ...] = (
    Rule(
        "number",
        "",
        "An amount, a period or an age changes.",
        "guideline T1",
        signals.number,
    ),
    Rule(
        "start",
        "",
        "From when a period runs changes.",
        "guideline T1",
        signals.runs_from,
    ),
    Rule(
        "contact",
        "",
        "An e-mail address changes.",
        "guideline M11",
        signals.contact,
    ),
    Rule(
        "denial",
        "",
        "The sentence denies what it did not deny, or the other way round.",
        "guideline T2",
        signals.denial,
    ),
    Rule(
        "force",
        "",
        "A duty, a ban, a limit or an exception comes or goes.",
        "guideline T5",
        signals.force,
    ),
    Rule(
        "thing",
        "",
        "Data, a purpose, a recipient, a right or a place is named that was not, or no longer.",
        "guideline, procedure 2",
        signals.thing,
    ),
    Rule(
        "act",
        "",
        "What is done is another thing than before.",
        "guideline, procedure 2",
        signals.act,
    ),
    Rule(
        "date",
        "",
        "A date before, until or from which something applies changes: a person should decide.",
        "guideline N06, T1",
        signals.term,
    ),
    Rule(
        "name",
        "",
        "A product, a company or a person is named that was not, or no longer.",
        "guideline T7",
        signals.name,
    ),
    Rule(
        "qualified",
        "",
        "A clause is put into a denial which narrows it.",
        "guideline T5",
        signals.qualified,
    ),
    Rule(
        "modal",
        "",
        "What we will do becomes what we may do: a person should decide.",
        "guideline B",
        signals.modal,
    ),
    Rule(
        "enumerated",
        "",
        "Words that no list knows are put into what is collected, used or shared: a person should decide.",
        "guideline T3",
        signals.enumerated,
    ),
    Rule(
        "words",
        "",
        "What is asked of readers or forbidden to them is worded anew.",
        "guideline M16",
        signals.words,
    ),
)
"""Signals in a sentence that changed."""


def passing(r: Reading, texts: Texts) -> Pass | None:
    """Why a whole edit may pass; None where it may not."""
    return next((reason for rule in PASSES if (reason := rule.holds(r, texts))), None)


def excuse(r: Reading, texts: Texts) -> list[str]:
    """Leave out of account what is without effect in an edit; the categories that excused it."""
    why: list[str] = []
    excused: list[Stretch] = []
    for stretch in r.stretches:
        category = next((c for rule in EXCUSES if (c := rule.holds(r, stretch, texts))), "")
        if category:
            why.append(category)
            excused.append(stretch)
    if excused:
        r.excuse(excused)
    if r.changed and r.stretches and not r.gone and not r.come:
        # The same words that say something, in another order (N09) or in other small words (N05).
        r.excuse(r.stretches)
        why.append("N05" if r.same_order else "N09")
    return why


def signal_of(case: Case) -> Signal | None:
    """What of weight changed; None where all that changed is wording."""
    rules = CHANGED if case.r.changed else WHOLE
    return next((found for rule in rules if (found := rule.holds(case))), None)
