"""Signals: what of weight changed in an edit. The first found is told; without one, only wording changed."""

from __future__ import annotations

from dataclasses import dataclass

from inforce.core.materiality.direction import asks
from inforce.core.materiality.facts import Fact, Ledger
from inforce.core.materiality.reading import Reading

_CLAUSE = 4
"""Words that make an inserted clause."""
_MANY = 6
"""Words that say something in a short item, at most."""
_LEAST_SAID = 2
"""Words that say something in a sentence, at least: less is a heading or an exclamation."""
_FEW = 2
"""New words that matter in what is forbidden or asked of the reader, where each may add a case."""
_SAME = 0.7
"""Share of words from which two sentences are the same but for what changed."""
_BEFORE = 7
"""Words before a changed one in which "days from" is looked for."""
_DENIALS = frozenset(("not", "no", "never", "nor"))
_UNITS = frozenset(("day", "week", "month", "year", "hour", "minut"))
_FROM = frozenset(("from", "after", "of", "sinc", "befor", "until", "follow", "start", "begin", "with"))
_QUALIFIERS = frozenset(
    ("if", "when", "where", "while", "for", "during", "case", "of", "to", "after", "until", "by", "only", "as")
)


@dataclass(frozen=True, slots=True)
class Signal:
    """What of weight changed in an edit."""

    rule: str
    """Id, the second half of a finding's rule."""
    words: str
    """In a sentence without end, for the reader."""
    sure: bool = True
    """False: a person should decide."""

    @property
    def grave(self) -> bool:
        """Does it count whatever the sentence is about?"""
        return self.rule in ("number", "start", "denial", "force", "qualified", "contact", "party", "opposite")


@dataclass(frozen=True, slots=True)
class Case:
    """An edit with the facts that came and went in its section."""

    r: Reading
    ledger: Ledger
    come: frozenset[Fact]
    gone: frozenset[Fact]

    @property
    def only_data(self) -> bool:
        """Are the things that came or went kinds of data, and nothing else?"""
        return all(what.startswith("data: ") for kind, what in self.come | self.gone if kind == "thing")

    @property
    def own_amounts(self) -> bool:
        """Do amounts differ between two sentences that are the same for the rest, or two rows?

        Where a passage was taken apart its amounts stand in other sentences; here they changed places.
        """
        old, new = self.ledger.amounts(self.r)
        if not old or not new:
            return False
        said = [{w for w, _, _ in side.content} for side in (self.r.old, self.r.new)]
        both = len(said[0] & said[1])
        return self.r.edit.where.kind == "row" or both >= _SAME * max(len(said[0]), len(said[1]))

    @property
    def kinds(self) -> set[str]:
        """Kinds of facts that came or went."""
        return {kind for kind, _ in self.come | self.gone}


# ---- a sentence, item or row that came or went ----------------------------------------------------------------------


def new_or_gone(case: Case) -> Signal | None:
    """A sentence, an item or a row is new or gone, with facts that its section did not state, or states no longer."""
    r = case.r
    listed = r.edit.where.kind in ("item", "row")
    short = listed and 0 < len(r.side.content) <= _MANY and not case.ledger.worded_elsewhere(r)
    if not (case.kinds or short) or (not listed and len(r.side.content) < _LEAST_SAID):
        return None
    what = {"item": "an item", "row": "a row"}.get(r.edit.where.kind, "a sentence")
    # Half its words stand in what went (or came): it may be the same in other words, which a person should see.
    sure = not (case.kinds <= {"act", "thing", "name"} and case.ledger.reworded(r))
    return Signal("new", f"{what} is new", sure) if r.edit.added else Signal("gone", f"{what} is gone", sure)


# ---- a sentence that changed ----------------------------------------------------------------------------------------


def number(case: Case) -> Signal | None:
    """An amount, a period or an age changes; in a postal address a person should look."""
    if "amount" not in case.kinds and not case.own_amounts and not _unit(case):
        return None
    if case.r.old.hit("words.street") or case.r.new.hit("words.street"):
        return Signal("number", "a postal address changes", sure=False)
    return Signal("number", "a number or period changes")


def _unit(case: Case) -> bool:
    """Does a unit give way to another ("Kept for (days)", "(months)")?"""
    r = case.r
    for s in r.stretches:
        old, new = (_UNITS.intersection(side.stems[slice(*span)]) for side, span in ((r.old, s.old), (r.new, s.new)))
        if old and new and old != new:
            return not (r.old.denials or r.new.denials) and r.edit.where.kind == "heading"
    return False


def runs_from(case: Case) -> Signal | None:
    """From when a period runs changes ("45 days from delivery", "from the order")."""
    new = case.r.new.stems
    for s in case.r.stretches:
        before = new[max(0, s.new[0] - _BEFORE) : s.new[0]]
        replaced = s.old[0] < s.old[1] and s.new[0] < s.new[1]
        if replaced and not _FROM.isdisjoint(before) and not _UNITS.isdisjoint(before):
            return Signal("start", "from when a period runs changes")
    return None


def contact(case: Case) -> Signal | None:
    """An e-mail address changes."""
    return Signal("contact", "an address to write to changes") if "contact" in case.kinds else None


def denial(case: Case) -> Signal | None:
    """The sentence denies what it did not deny, or the other way round."""
    return Signal("denial", "what it denies changes") if "denial" in case.kinds else None


def force(case: Case) -> Signal | None:
    """A duty, a ban, a limit or an exception comes or goes."""
    if "force" not in case.kinds:
        return None
    come = {what.split()[0] for kind, what in case.come if kind == "force"}
    gone = {what.split()[0] for kind, what in case.gone if kind == "force"}
    what = sorted(come | gone)[0]
    verb = "is new" if what not in gone else "is gone" if what not in come else "changes"
    return Signal("force", f"{'an' if what[0] in 'aeiou' else 'a'} {what} {verb}")


def thing(case: Case) -> Signal | None:
    """Data, a purpose, a recipient, a right or a place is named that was not, or no longer."""
    return Signal("thing", "what is named in it changes") if "thing" in case.kinds else None


def act(case: Case) -> Signal | None:
    """What is done is another thing than before."""
    return Signal("act", "what is done changes") if "act" in case.kinds else None


def name(case: Case) -> Signal | None:
    """A product, company or person is named that was not, or no longer."""
    return Signal("name", "who or what is named changes") if "name" in case.kinds else None


def term(case: Case) -> Signal | None:
    """A date before, until or from which something applies changes: a person should decide."""
    return Signal("date", "a date that is a term changes", sure=False) if "term" in case.kinds else None


def qualified(case: Case) -> Signal | None:
    """A clause is put into a denial which narrows it ("nobody opens one, short of …")."""
    r = case.r
    if not (r.old.negative and r.new.negative):
        return None
    for s in r.stretches:
        inserted = r.new.stems[slice(*s.new)] if s.old[0] == s.old[1] else ()
        if len(inserted) >= _CLAUSE and not _QUALIFIERS.isdisjoint(inserted):
            return Signal("qualified", "a promise is qualified")
    if set(r.come) - _DENIALS and not r.gone:
        # What widens an exception to a promise takes from it; of other words a person decides.
        opened = min((h.first for h in r.new.hit("words.exception")), default=len(r.new.words))
        widened = any(opened < at for at in r.new.changed)
        what = "an exception to a denial is widened" if widened else "words are put into a denial"
        return Signal("qualified", what, sure=widened)
    return None


def modal(case: Case) -> Signal | None:
    """What we will do becomes what we may do."""
    r = case.r
    if "=may" not in r.come:
        return None
    promised = r.new.actor == "we" and any(r.old.hit(f"words.{name}") for name in ("delete", "disclaim"))
    if "=shall" in r.gone or promised:
        return Signal("modal", "what is done becomes what may be done", sure=False)
    return None


def enumerated(case: Case) -> Signal | None:
    """Words that no list knows are put into what is collected, used or shared: a person should decide."""
    r = case.r
    put_in = r.come and not r.gone and not r.new.negative
    if put_in and r.new.hit("words.handle") and len(r.old.phrases("things.")) >= _FEW:
        return Signal("enumerated", "words are put into what is collected, used or shared", sure=False)
    return None


def words(case: Case) -> Signal | None:
    """What is asked of readers or forbidden to them is worded anew."""
    r = case.r
    listed = r.new.hit("words.ban") or r.edit.where.kind == "item"
    if asks(r, r.new) and listed and r.come.total() >= _FEW:
        return Signal("words", "what is asked or forbidden is worded anew")
    return None
