"""What `assess` compares, how it knows the kind of policy, and what it prints."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from inforce.commands import assess
from inforce.commands.assess import AssessReport
from inforce.console import Console, Format, assessments
from inforce.core.materiality import CATEGORIES, Assessment, Finding, Verdict
from inforce.core.settings import KINDS
from inforce.errors import ContentError, ExitCode, Level, UsageError
from support.project import ROOT
from support.small_project import TODAY, published, write

OLD = "# How long we keep data\n\nWe delete your data within 30 days.\n\nWrite to us.\n"
NEW = "# How long we keep data\n\nWe delete your data within 90 days.\n\nWrite to us.\n"
SCHEMA = json.loads((ROOT / "docs/reference/schema/assess.schema.json").read_text(encoding="utf-8"))


def files(root: Path, old: str = OLD, new: str = NEW, names: tuple[str, str] = ("old.md", "new.md")) -> list[str]:
    return [str(write(root, name, text)) for name, text in zip(names, (old, new), strict=True)]


def assessed(root: Path, *words: str, kind: str = "") -> AssessReport:
    return assess.run(root, list(words), on=TODAY, kind=kind)


def printed(report: AssessReport, *, all: bool = False) -> str:
    out = io.StringIO()
    assessments.show(Console(Format.TEXT, out, io.StringIO()), report, all=all)
    return out.getvalue()


def as_json(report: AssessReport) -> dict[str, object]:
    out = io.StringIO()
    assessments.show(Console(Format.JSON, out, io.StringIO()), report)
    told: dict[str, object] = json.loads(out.getvalue())
    return told


def report_of(assessment: Assessment) -> AssessReport:
    return AssessReport(old="a", new="b", kind="privacy", kind_from="policy", same=False, assessment=assessment)


def test_words_name_texts_as_they_do_for_diff(tmp_path: Path) -> None:
    """A policy's versions, in each of the ways to name them; no text is a usage error that says what to write."""
    root = published(tmp_path)
    for words in (["privacy"], ["privacy", "2027-01-31"], ["privacy/2026-11-23", "privacy/2027-01-31"]):
        report = assessed(root, *words)
        assert (report.old, report.new) == ("privacy 2026-11-23", "privacy 2027-01-31")
        assert report.assessment.verdict is Verdict.MATERIAL
    with pytest.raises(UsageError, match="“assess” compares two texts"):
        assessed(root, "a.md")


def test_files_need_no_project(tmp_path: Path) -> None:
    """Any two Markdown files, front matter set aside."""
    report = assessed(tmp_path, *files(tmp_path, f"---\nlayout: x\n---\n\n{OLD}"))
    (finding,) = report.assessment.findings
    assert (finding.category, finding.anchor) == ("M05", "how-long-we-keep-data")
    assert report.exit_code is ExitCode.FINE


def test_the_policys_kind_is_taken(tmp_path: Path) -> None:
    """Also where the other side is a file."""
    root = published(tmp_path)
    file = str(write(tmp_path, "terms.md", NEW))
    for words in (["privacy"], ["privacy/2026-11-23", file], [file, "privacy/2026-11-23"]):
        report = assessed(root, *words)
        assert (report.kind, report.kind_from) == ("privacy", "policy")
    assert (assessed(root, "privacy", kind="terms").kind_from) == "option"


@pytest.mark.parametrize(
    ("names", "title", "kind", "kind_from"),
    [
        (("old.md", "privacy-policy.md"), "Terms", "privacy", "file name"),
        (("Terms_of_Service.md", "new.md"), "Privacy", "terms", "file name"),
        (("old.md", "new.md"), "Cookie Policy", "cookies", "title"),
        (("old.md", "new.md"), "Our sub-processors", "subprocessors", "title"),
        (("old.md", "new.md"), "Security", "security", "title"),
        (("old.md", "new.md"), "Refunds", "other", "nothing"),
        (("termsheet.md", "history.md"), "Refunds", "other", "nothing"),
    ],
)
def test_the_kind_of_files_is_guessed_and_said(
    tmp_path: Path, names: tuple[str, str], title: str, kind: str, kind_from: str
) -> None:
    """From whole words of the file name, else from the title; what was guessed can be said otherwise."""
    texts = [text.replace("How long we keep data", title) for text in (OLD, NEW)]
    report = assessed(tmp_path, *files(tmp_path, *texts, names=names))
    assert (report.kind, report.kind_from) == (kind, kind_from)
    assert ("--kind says it" in printed(report)) and assessed(tmp_path, *files(tmp_path), kind="other").kind == "other"


def test_a_title_in_front_matter_tells_the_kind(tmp_path: Path) -> None:
    """Before the first heading does."""
    report = assessed(tmp_path, *files(tmp_path, OLD, f"---\ntitle: Terms\n---\n\n{NEW}"))
    assert (report.kind, report.kind_from) == ("terms", "title")


def test_a_kind_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    """With the one meant."""
    with pytest.raises(UsageError, match="Did you mean “privacy”"):
        assessed(tmp_path, *files(tmp_path), kind="privasy")


def test_the_sites_words_count_for_files_too(tmp_path: Path) -> None:
    """Whoever works in a project has its words; a mistake in them is told before a verdict is given."""
    pair = files(tmp_path, "# A\n\nThe app works with steps.\n", "# A\n\nThe app works with steps and zorbs.\n")
    assert assessed(tmp_path, *pair).assessment.verdict is not Verdict.MATERIAL
    write(tmp_path, "inforce.toml", '[materiality.words]\nthings.data = ["zorb"]\nM01.strong = ["work with"]\n')
    assert assessed(tmp_path, *pair).assessment.verdict is Verdict.MATERIAL
    write(tmp_path, "inforce.toml", '[materiality.words]\nthings.dta = ["zorb"]\n')
    with pytest.raises(ContentError, match="Did you mean “things"):
        assessed(tmp_path, *pair)


def test_what_reading_finds_is_a_warning(tmp_path: Path) -> None:
    """A text that `check` would refuse is assessed all the same."""
    report = assessed(tmp_path, *files(tmp_path, OLD, NEW + "\n<script>x()</script>\n"))
    assert {problem.level for problem in report.problems} <= {Level.WARNING, Level.HINT}
    assert report.problems and report.assessment.findings


def test_the_view_says_verdict_place_sentences_reason_and_a_summary(tmp_path: Path) -> None:
    """In this order, readable without colour."""
    text = printed(assessed(tmp_path, *files(tmp_path), kind="privacy"))
    verdict, finding = text.split("\n\n")[1:3]
    assert verdict.startswith("Material. ")
    assert "Read as a privacy policy (as you said)." in verdict
    lines = finding.rstrip("\n").split("\n")
    assert lines[0] == "1. How long we keep data (#how-long-we-keep-data) – how long data is kept (M05)"
    assert lines[1] == "   Old: We delete your data within [-30 days-]."
    assert lines[2] == "   New: We delete your data within {+90 days+}."
    assert lines[3].startswith("   Why: ")
    assert re.search(r"^   For the summary: .*90 days", finding, re.MULTILINE)


def test_sentences_that_are_new_or_gone_have_one_side(tmp_path: Path) -> None:
    """The other line is not printed."""
    sentence = "We sell your location and your contacts to advertisers and to data brokers."
    more = NEW.replace("Write to us.", f"{sentence}\n\nWrite to us.")
    text = printed(assessed(tmp_path, *files(tmp_path, NEW, more), kind="privacy"))
    assert f"New: {{+{sentence}+}}" in " ".join(text.split())
    assert "Old: " not in text
    text = printed(assessed(tmp_path, *files(tmp_path, OLD, "Write to us.\n\nWe delete your data.\n"), kind="privacy"))
    assert "(#" in text or "Before the first heading" in text


def test_findings_of_one_sentence_stand_together() -> None:
    """The sentence is printed once, with every category and every reason."""
    pair = {"section": "Data", "anchor": "data", "old": "", "new": "We sell your location."}
    found = (
        Finding("M03.new", "M03", reason="a sentence is new", **pair),
        Finding("M02.new", "M02", reason="something else", sure=False, **pair),
    )
    text = printed(report_of(Assessment(Verdict.MATERIAL, found)))
    assert text.count("We sell your location.+}") == 1
    assert "1. Data (#data) – recipients and sharing (M03), purpose of use (M02)" in text
    assert "A sentence is new. Something else. A person decides whether it matters." in " ".join(text.split())
    assert "\n2. " not in text


def test_what_passes_is_one_line_and_all_lists_it() -> None:
    """By category; with --all each with its sentences."""
    passed = (
        Finding("N06", "N06", "", "", "only the date of the text changes", "Updated May 1.", "Updated May 2."),
        Finding("N01", "N01", "Data", "data", "", "We colect it.", "We collect it."),
        Finding("N01", "N01", "Data", "data", "", "Teh end.", "The end."),
    )
    report = report_of(Assessment(Verdict.IMMATERIAL, (), passed))
    text = printed(report)
    assert text.startswith("a → b\n\nNot material. ")
    assert "3 further changes were seen and pass: typo (2), date. --all lists them.\n" in text
    assert "[-" not in text
    text = printed(report, all=True)
    assert "-  Before the first heading – date (N06): only the date of the text changes" in text
    assert "-  Data (#data) – typo (N01)\n   Old: We [-colect-] it.\n   New: We {+collect+} it.\n" in text


def test_equal_texts_are_said_to_be_equal(tmp_path: Path) -> None:
    """No verdict in capital letters over nothing."""
    report = assessed(tmp_path, *files(tmp_path, OLD, OLD))
    assert report.assessment == Assessment(Verdict.IMMATERIAL, ())
    assert printed(report).endswith("No change: both texts are the same.\n")


def test_each_verdict_has_its_sentence() -> None:
    """And so has each category in the view's words."""
    starts = {Verdict.MATERIAL: "Material.", Verdict.REVIEW: "To decide.", Verdict.IMMATERIAL: "Not material."}
    for verdict in Verdict:
        found = tuple(Finding(f"{code}.x", code, "", "", "r", "", f"{code} is new.") for code in CATEGORIES)
        text = printed(report_of(Assessment(verdict, found)))
        assert starts[verdict] in text
        assert all(f"({code})" in text for code in CATEGORIES)


def test_colour_adds_to_the_marks_and_replaces_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the same words, with colours."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    report = assessed(tmp_path, *files(tmp_path))
    out = Terminal()
    assessments.show(Console(Format.TEXT, out, io.StringIO()), report)
    assert "\x1b[31;9m[-30\x1b[0m" in out.getvalue().replace(" days-]", "\x1b[0m") or "[-30" in out.getvalue()
    assert re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()) == printed(report)


def test_the_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Control characters and marks of reading order are made visible."""
    hostile = NEW.replace("90 days", "90\x1b[2J days \u202eyad 1\u202c")
    text = printed(assessed(tmp_path, *files(tmp_path, OLD, hostile)), all=True)
    assert not set(text) & set("\x1b\u202e\u202c\x9b")
    assert json.dumps(as_json(assessed(tmp_path, *files(tmp_path, OLD, hostile)))).isascii()


def test_long_sentences_are_cut_where_nothing_changed(tmp_path: Path) -> None:
    """The view stays readable; JSON has all of it."""
    long = " ".join(f"w{n}" for n in range(2000))
    old, new = (f"# A\n\nWe keep your data, {long}, for {days} days, {long}.\n" for days in (30, 90))
    report = assessed(tmp_path, *files(tmp_path, old, new), kind="privacy")
    text = printed(report)
    assert "[-30 days-]" in text and "{+90 days+}" in text
    assert len(text) < 3000
    assert long in json.dumps(as_json(report))


@pytest.mark.parametrize("pair", [(OLD, NEW), (OLD, OLD), ("", NEW), (OLD, "| a |\n|---|\n| b |\n")])
def test_json_keeps_to_its_schema(tmp_path: Path, pair: tuple[str, str]) -> None:
    """And the schema describes every member of it."""
    Draft202012Validator.check_schema(SCHEMA)
    told = as_json(assessed(tmp_path, *files(tmp_path, *pair)))
    Draft202012Validator(SCHEMA).validate(told)
    assert set(told) == set(SCHEMA["properties"])
    for name, one in (("findings", "finding"), ("passed", "seen")):
        for item in told[name]:  # type: ignore[attr-defined]
            assert set(item) == set(SCHEMA["$defs"][one]["properties"])


def test_the_schema_names_every_kind() -> None:
    """A kind added to the program is added there."""
    assert set(SCHEMA["properties"]["kind"]["enum"]) == set(KINDS)
