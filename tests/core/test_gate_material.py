"""Materiality at the gate: what is declared against what the text shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from factories import TEXT, make_library, make_policy, make_version
from inforce import source
from inforce.core import between, frontmatter, gate
from inforce.core.materiality import RULES_VERSION
from inforce.core.policy import Assessed, Override, Registration, Version, Withdrawal
from inforce.core.register import Register, event_for, meta_digest, with_events
from inforce.core.settings import Site
from inforce.errors import Level, Problem, blocking

ON = date(2026, 11, 23)
WORDS = source.words(Site())
V1 = make_version("2025-12-15")
LONGER = TEXT.replace("90 days", "180 days")
DECIDED = Override("Ada Lovelace", "The old text was wrong, and nobody was told it.")
DIFFERENT = {"material-undeclared", "material-review", "summary-section-missing", "material-nothing-found"}


def draft(text: str = LONGER, **change: object) -> Version:
    """An amendment not yet published, complete but for what the test is about."""
    given = {"material": False, "summary": ["We say it better."], "published": None, "registered": False} | change
    return make_version("2027-01-31", text=text, **given)  # type: ignore[arg-type]


def found(version: Version, *, kind: str = "privacy") -> list[Problem]:
    """What the rules of materiality say against publishing it."""
    policy = make_policy(V1, version, kind=kind)
    problems = gate.ready(policy, policy[str(version.name)], ON, known=WORDS)
    return [problem for problem in problems if problem.code in DIFFERENT]


def codes(problems: Iterable[Problem]) -> list[tuple[str, Level]]:
    """Each problem by name and level."""
    return [(problem.code, problem.level) for problem in problems]


# ---- declared not material, or not at all ----------------------------------------------------------------------------


@pytest.mark.parametrize("material", [False, None])
def test_a_change_that_looks_material_and_is_not_declared_so_is_named(material: bool | None) -> None:
    """Section, both sentences, the reason, and both ways out with a line for the summary."""
    (problem,) = found(draft(material=material))
    assert codes([problem]) == [("material-undeclared", Level.DECISION)]
    for words in (
        "“How long we keep it”",
        "“We delete your data 90 days after your account ends” becomes “We delete your data 180 days after",
        "ow long data is kept",
    ):
        assert words in problem.sentence
    for words in ("“material: true”", '“- section: retention” and below it “  text: "', "“override:”", "“by:”"):
        assert words in problem.remedy


def test_each_section_is_named_once_and_all_are_named() -> None:
    """All problems at once."""
    text = LONGER.replace("your name and your e-mail address.", "your name, your e-mail address and your location.")
    assert len(found(draft(text))) == 2


def test_a_long_sentence_is_quoted_from_where_it_changes() -> None:
    """What differs is never cut off."""
    long = (
        "for as long as you keep on using any of the many services that we offer to you and to those near to you, " * 2
    )
    old, new = (TEXT.replace("We delete", f"Though we keep it {long}we delete").replace("90", n) for n in ("90", "180"))
    policy = make_policy(make_version("2025-12-15", text=old), draft(new), kind="privacy")
    (problem,) = (p for p in gate.ready(policy, policy["2027-01-31"], ON, known=WORDS) if p.code in DIFFERENT)
    assert "90 days" in problem.sentence
    assert "180 days" in problem.sentence
    assert "“… " in problem.sentence


def test_a_change_of_looks_passes() -> None:
    """Nothing to decide."""
    assert found(draft(TEXT.replace("90 days", "**90 days**"))) == []


def test_a_doubtful_change_waits_for_a_person() -> None:
    """In the milder form, and only until somebody decides."""
    linked = TEXT + "\nOur [data processing agreement](https://www.example.com/dpa-1) applies.\n"
    text = linked.replace("dpa-1", "dpa-2")
    old = make_version("2025-12-15", text=linked)
    for version, said in [
        (draft(text), [("material-review", Level.DECISION)]),
        (draft(text, override=DECIDED), []),
        (draft(text, material=True, summary=[("It is another one.", "retention")]), []),
        (draft(text, material=True, summary=["It is another one."]), []),
    ]:
        policy = make_policy(old, version, kind="privacy")
        problems = gate.ready(policy, policy["2027-01-31"], ON, known=WORDS)
        assert codes(p for p in problems if p.code in DIFFERENT) == said


def test_an_override_decides() -> None:
    """A named person answers for it."""
    assert found(draft(override=DECIDED)) == []


def test_what_an_override_covers_is_told() -> None:
    """Of each section, with who decides and why: the decision may be older than the text."""
    both = LONGER.replace("We collect your name", "We sell your name")
    policy = make_policy(V1, draft(both, override=DECIDED), kind="privacy")
    problems = gate.ready(policy, policy["2027-01-31"], ON, known=WORDS)
    told = [p for p in problems if p.code == "override-covers"]
    assert [p.level for p in told] == [Level.HINT] * 2
    for problem, words in zip(told, ("We sell your name", "180 days"), strict=True):
        assert words in problem.sentence
        assert DECIDED.by in problem.sentence
        assert DECIDED.reason.rstrip(".") in problem.sentence
    policy = make_policy(V1, draft(TEXT.replace("90 days", "**90 days**"), override=DECIDED))
    problems = gate.ready(policy, policy["2027-01-31"], ON, known=WORDS)
    assert "override-covers" not in [p.code for p in problems]


def test_a_version_published_against_the_rules_says_so_as_long_as_it_applies() -> None:
    """From its line alone, without asking the rules again."""
    version = standing(draft(published=ON, override=DECIDED), Assessed(RULES_VERSION, "material", ("M04", "M05")))
    later = standing(make_version("2027-03-01", text=LONGER, material=False), SAID, line=3)
    policy = make_policy(standing(V1, line=1), version, later, kind="privacy")
    register = with_events(Register(), tuple(event_for(v, recorded=ON, by="Ada") for v in policy))
    for on, said in [(ON, 1), (date(2027, 2, 1), 1), (date(2027, 3, 1), 0)]:
        problems = gate.check(make_library(policy), register, on, known=WORDS)
        told = [p for p in problems if p.code == "override-decided"]
        assert len(told) == said
        assert all(p.level is Level.HINT and DECIDED.by in p.sentence and "material" in p.sentence for p in told)


@pytest.mark.parametrize(
    ("by", "reason", "says"),
    [
        ("Legal", "The old text was wrong.", "“Legal” is no person's name"),
        ("the team", "The old text was wrong.", "“the team” is no person's name"),
        ("the company", "The old text was wrong.", "“the company” is no person's name"),
        ("Legal dept", "The old text was wrong.", "“Legal dept” is no person's name"),
        ("Ada Lovelace", "ok", "“ok” does not say why"),
        ("Ada Lovelace", ". . . a b c", "“. . . a b c” does not say why"),
        ("Ada Lovelace", "fine fine fine", "“fine fine fine” does not say why"),
        ("Ada Lovelace", "not material", "“not material” does not say why"),
    ],
)
def test_an_override_names_a_person_and_a_reason(by: str, reason: str, says: str) -> None:
    """It stands in the register for good."""
    policy = make_policy(V1, draft(override=Override(by, reason)))
    (problem,) = (p for p in gate.ready(policy, policy["2027-01-31"], ON) if p.code == "override-vague")
    assert says in problem.sentence
    assert problem.level is Level.ERROR


@pytest.mark.parametrize(
    ("by", "reason"),
    [("Ada", "Nobody was told it."), ("山田太郎", "誤記の訂正です"), ("Dr. Anna Legal", "Es war falsch so.")],
)
def test_names_and_reasons_of_any_language_are_taken(by: str, reason: str) -> None:
    """One name is a name; a sentence need not have spaces."""
    policy = make_policy(V1, draft(override=Override(by, reason)))
    assert "override-vague" not in [p.code for p in gate.ready(policy, policy["2027-01-31"], ON)]


@pytest.mark.parametrize("words", [".", "-", "x", "60", "changes"])
def test_a_line_of_the_summary_says_something(words: str) -> None:
    """A full stop sums up nothing."""
    policy = make_policy(V1, draft(material=True, summary=[(words, "retention")]))
    (problem,) = (p for p in gate.ready(policy, policy["2027-01-31"], ON) if p.code == "summary-vague")
    assert problem.level is Level.ERROR
    assert f"“{words}” in the summary of “retention”" in problem.sentence


# ---- declared material -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("summary", "missing"),
    [
        ([("Longer.", "retention")], 0),
        ([("Longer.", "privacy-policy")], 1),
        ([("Longer.", "what-we-collect")], 1),
        (["Longer."], 1),
    ],
)
def test_every_material_section_has_its_summary(summary: list[str | tuple[str, str]], missing: int) -> None:
    """By its own id; neither an item without a section nor one of the text's title is about any of them."""
    problems = found(draft(material=True, summary=summary))
    assert codes(problems) == [("summary-section-missing", Level.ERROR)] * missing
    for problem in problems:
        assert "“How long we keep it”" in problem.sentence
        assert "- section: retention" in problem.remedy


@pytest.mark.parametrize(("section", "missing"), [("keeping", 0), ("retention", 0), ("privacy", 1), ("who-we-are", 1)])
def test_a_section_stands_for_those_below_it_but_the_title_for_none(section: str, missing: int) -> None:
    """One line at the top must not sum up the whole text."""
    old, new = (
        "# Privacy {#privacy}\n\nThis is our policy.\n\n## Who we are {#who-we-are}\n\nAcme, of Paris.\n\n"
        f"## Keeping {{#keeping}}\n\n### How long {{#retention}}\n\nWe delete your data after {n} days.\n"
        for n in (90, 180)
    )
    version = draft(new, material=True, summary=[("We keep it longer.", section)])
    policy = make_policy(make_version("2025-12-15", text=old), version, kind="privacy")
    problems = gate.ready(policy, policy["2027-01-31"], ON, known=WORDS)
    assert [p.code for p in problems].count("summary-section-missing") == missing


def test_the_drafted_line_may_be_pasted() -> None:
    """Whatever marks the sentence holds: then nothing is missing."""
    old, new = (
        TEXT.replace("We delete your data 90 days", f'We delete: your \\data, the "backup" & more, {n} days')
        for n in (90, 180)
    )
    policy = make_policy(make_version("2025-12-15", text=old), draft(new, material=True, summary=["Longer."]))
    (problem,) = (p for p in gate.ready(policy, policy["2027-01-31"], ON, known=WORDS) if p.code in DIFFERENT)
    lines = re.findall("“([^“”]*)”", problem.remedy)
    head = "\n".join(
        ["---", "effective: 2027-01-31", "change:", "  summary:", *(f"    {line}" for line in lines), "---", ""]
    )
    read = frontmatter.read(head, "a.md")
    assert read.problems == ()
    assert read.front is not None
    assert read.front.amendment is not None
    (item,) = read.front.amendment.summary
    assert item.section == "retention"
    assert '"backup" & more, 180 days' in item.text
    assert "\\data" in item.text
    done = make_policy(policy["2025-12-15"], draft(new, material=True, summary=[item]))
    assert not [p for p in gate.ready(done, done["2027-01-31"], ON, known=WORDS) if p.code in DIFFERENT]


def test_text_before_the_first_heading_is_summed_up_without_a_section() -> None:
    """There is no id to name."""
    old = make_version("2025-12-15", text="We delete your data after 90 days.\n")
    for summary, missing in [(["Longer."], 0), ([], 0)]:
        policy = make_policy(old, draft("We delete your data after 180 days.\n", material=True, summary=summary))
        problems = gate.ready(policy, policy["2027-01-31"], ON, known=WORDS)
        assert [p.code for p in problems].count("summary-section-missing") == missing


def test_declaring_too_much_is_allowed_and_said() -> None:
    """As a hint, which stops nothing."""
    problems = found(draft(TEXT.replace("90 days", "**90 days**"), material=True))
    assert codes(problems) == [("material-nothing-found", Level.HINT)]
    assert not blocking(problems)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Privacy Policy", "Privacy policy", []),
        ("Privacy Policy", "Privacy – Policy", []),
        ("Privacy Policy", "Privacy Notice", [("title-changed", Level.HINT)]),
        ("Privacy Policy", "Limited Warranty", [("title-changed", Level.HINT)]),
        ("Privacy Policy", "Privacy Policy of Bravo Ltd", [("title-company", Level.DECISION)]),
        ("Terms of Acme GmbH", "Terms of Bravo GmbH", [("title-company", Level.DECISION)]),
        ("Terms of Acme GmbH", "Terms of Use of Acme GmbH", [("title-changed", Level.HINT)]),
    ],
)
def test_the_title_is_read_as_well(old: str, new: str, said: list[tuple[str, Level]]) -> None:
    """The page shows it above the text; who declares the change, or decides, is only told."""
    base = make_version("2025-12-15", title=old)
    text = TEXT.replace("90 days", "**90 days**")
    hinted = [("title-changed", Level.HINT)] if said else []
    for change, expected in [
        ({}, said),
        ({"override": DECIDED}, hinted),
        ({"material": True}, hinted),
    ]:
        policy = make_policy(base, draft(text, title=new, **change))
        problems = gate.ready(policy, policy["2027-01-31"], ON, known=WORDS)
        assert codes(p for p in problems if p.code in ("title-changed", "title-company")) == expected


@pytest.mark.parametrize(("kind", "said"), [("privacy", True), ("terms", False)])
def test_data_held_already_may_need_consent(kind: str, said: bool) -> None:
    """A hint where a privacy policy comes to allow more; not for a period."""
    more = TEXT.replace("your name and your e-mail address.", "your name, your e-mail address and your location.")
    for text, told in [(more, said), (LONGER, False)]:
        policy = make_policy(V1, draft(text), kind=kind)
        problems = gate.ready(policy, policy["2027-01-31"], ON, known=WORDS)
        hints = [problem for problem in problems if problem.code == "data-held-consent"]
        assert bool(hints) is told
        assert all(hint.level is Level.HINT for hint in hints)


def test_a_draft_that_waits_is_only_warned_of() -> None:
    """And hints stay hints."""
    library = make_library(make_policy(V1, draft(), kind="privacy"))
    problems = gate.check(library, Register(), ON, known=WORDS)
    assert ("material-undeclared", Level.WARNING) in codes(problems)
    over = draft(TEXT.replace("90 days", "**90 days**"), material=True, published="2026-12-24")
    problems = gate.check(make_library(make_policy(V1, over)), Register(), ON, known=WORDS)
    assert ("material-nothing-found", Level.HINT) in codes(problems)


def test_a_first_version_is_not_compared() -> None:
    """There is nothing before it."""
    policy = make_policy(make_version(registered=False, published=None))
    assert gate.ready(policy, policy["2025-12-15"], date(2025, 12, 15), known=WORDS) == ()


# ---- what is registered ----------------------------------------------------------------------------------------------


def standing(version: Version, assessed: Assessed | None = None, **line: object) -> Version:
    """The version as registered, its front matter that of its line; `line` changes the registration."""
    registration = Registration(ON, "Ada", 2, version.document.digest, meta_digest(version), assessed=assessed)
    return replace(version, registration=replace(registration, **line))  # type: ignore[arg-type]


def at_the_gate(version: Version, on: date = ON) -> list[tuple[str, Level]]:
    """What `check` says of the materiality of a registered version."""
    policy = make_policy(standing(V1, line=1), version, kind="privacy")
    events = [event_for(v, recorded=ON, by="Ada", imported=v.imported) for v in policy]
    register = with_events(Register(), tuple(events))
    problems = gate.check(make_library(policy), register, on, known=WORDS)
    return [(p.code, p.level) for p in problems if p.code in DIFFERENT]


PUBLISHED = draft(published=ON)
SAID = Assessed(RULES_VERSION, "immaterial")


def test_a_line_from_before_the_rules_is_judged_until_it_takes_effect() -> None:
    """Then it can still be taken back. Once it applies it is only told, and once it is past nobody asks."""
    old = standing(PUBLISHED)
    assert at_the_gate(old) == [("material-undeclared", Level.DECISION)]
    assert at_the_gate(old, date(2027, 1, 31)) == [("material-undeclared", Level.HINT)]
    assert at_the_gate(replace(old, withdrawal=Withdrawal(ON, "Ada", "Wrong."))) == []
    assert at_the_gate(standing(PUBLISHED, imported=True)) == []
    policy = make_policy(standing(V1, line=1), old, standing(make_version("2027-03-01", text=LONGER), line=3))
    assert policy.in_force(date(2027, 4, 1)) is policy["2027-03-01"]
    register = with_events(Register(), tuple(event_for(v, recorded=ON, by="Ada") for v in policy))
    problems = gate.check(make_library(policy), register, date(2027, 4, 1), known=WORDS)
    assert not [p for p in problems if p.code in DIFFERENT and p.place.path.endswith("2027-01-31.md")]


def test_the_way_out_of_a_published_one_is_to_take_it_back() -> None:
    """Its declaration is fixed."""
    policy = make_policy(standing(V1, line=1), standing(PUBLISHED), kind="privacy")
    register = with_events(Register(), tuple(event_for(v, recorded=ON, by="Ada") for v in policy))
    (problem,) = (p for p in gate.check(make_library(policy), register, ON, known=WORDS) if p.code in DIFFERENT)
    assert "inforce withdraw privacy 2027-01-31" in problem.remedy


def test_what_was_decided_is_not_judged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not when the rules grow: they are not even asked, so an archive costs nothing."""

    def never(*_: object) -> None:
        raise AssertionError("a decided version was judged")

    monkeypatch.setattr(between, "assess", never)
    assert at_the_gate(standing(PUBLISHED, SAID)) == []
    assert at_the_gate(standing(PUBLISHED, SAID), date(2027, 1, 31)) == []


def test_what_was_decided_of_another_declaration_is_judged() -> None:
    """A changed front matter is refused anyway; why it mattered is said as well."""
    changed = standing(draft(published=ON), SAID, meta=meta_digest(draft(published=ON, material=True)))
    assert at_the_gate(changed) == [("material-undeclared", Level.DECISION)]


def test_versions_already_decided_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 280 versions only the one draft is judged."""
    asked: list[object] = []
    real = between.assess
    monkeypatch.setattr(between, "assess", lambda *args: asked.append(args) or real(*args))
    versions = []
    for number in range(280):
        name, text = f"{2000 + number // 12}-{number % 12 + 1:02}-01", TEXT.replace("90", str(90 + number))
        versions.append(standing(make_version(name, text=text, material=False), SAID, line=number + 1))
    policy = make_policy(*versions, draft())
    register = with_events(Register(), tuple(event_for(v, recorded=ON, by="Ada") for v in versions))
    gate.check(make_library(policy), register, ON, known=WORDS)
    assert len(asked) == 1


def test_the_same_texts_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ask: the gate, a second time as registered, and the pages."""
    asked: list[object] = []
    real = between.compare
    monkeypatch.setattr(between, "compare", lambda *args: asked.append(args) or real(*args))
    new = draft()
    for version in (new, replace(new, published=ON)):
        policy = make_policy(V1, version)
        gate.ready(policy, policy["2027-01-31"], ON, known=WORDS)
        between.between(V1, version)
    assert len(asked) == 1
