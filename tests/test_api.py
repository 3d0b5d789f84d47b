"""The Python API: the example of the documentation, and what it promises."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import inforce
from support.project import ROOT
from support.small_project import TODAY, published, write


def test_the_example_of_the_documentation_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Load, look up, compare, assess, build: as written in docs/reference/python-api.md."""
    published(tmp_path)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs/reference/python-api.md").read_text(encoding="utf-8")
    example = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    exec(compile("\n".join(example), "python-api.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == [
        "privacy 2026-11-23 took effect on 2026-11-23",
        "changed 2. How long we keep it",
        "material",
        "M05 How long we keep it",
        "Our Privacy Policy changes on 31 January 2027",
        "2 versions in site",
    ]
    assert (tmp_path / "site/privacy/2027-01-31/changes/index.html").is_file()


def test_a_notice_is_drafted_with_the_templates_of_its_project(tmp_path: Path) -> None:
    """The letter is that of the site's language, with its own sentences; another library's version is refused."""
    root = published(tmp_path)
    write(root, "templates/mail/en.toml", 'subject = "{title}, from {effective}"\n')
    library = inforce.load(root)
    version = library["privacy"]["2027-01-31"]
    letter = inforce.draft_notice(version, library=library)
    assert isinstance(letter, inforce.Letter)
    assert letter.subject == "Privacy Policy, from 31 January 2027"
    with pytest.raises(inforce.UsageError, match="not a version of a library"):
        inforce.draft_notice(version, library=inforce.load(root))


def test_an_assessment_stands_in_where_a_draft_declares_no_class(tmp_path: Path) -> None:
    """The declared class wins; without one the assessment says whether the change is material."""
    library = inforce.load(published(tmp_path))
    declared, said = library["privacy"]["2027-01-31"], inforce.assess(*library["privacy"])
    assert "material change" in inforce.draft_notice(declared, library=library).text
    assert declared.amendment is not None
    undecided = replace(declared, registration=None, amendment=replace(declared.amendment, material=None))
    policy = replace(library["privacy"], versions=(library["privacy"].versions[0], undecided))
    open_one = inforce.Library(library.site, (policy,))
    assert "material" not in inforce.draft_notice(undecided, library=open_one).text
    assert "material change" in inforce.draft_notice(undecided, said, library=open_one).text


def test_the_values_answer_for_a_day(tmp_path: Path) -> None:
    """The version in force is one of the policy's versions, the very object."""
    library = inforce.load(published(tmp_path))
    privacy = library["privacy"]
    assert privacy.in_force(on=date(2026, 12, 24)) is privacy["2026-11-23"]
    redline = inforce.compare(privacy["2026-11-23"], privacy["2027-01-31"])
    assert [section.anchor for section in redline.sections] == ["how-long"]


def test_a_redline_and_two_versions_get_the_same_assessment(tmp_path: Path) -> None:
    """The kind comes from the library, else from what the policy is called."""
    library = inforce.load(published(tmp_path))
    privacy = library["privacy"]
    old, new = privacy["2026-11-23"], privacy["2027-01-31"]
    of_redline = inforce.assess(inforce.compare(old, new), kind="privacy")
    assert of_redline.verdict is inforce.Verdict.MATERIAL
    assert of_redline == inforce.assess(old, new) == inforce.assess(old, new, library=library)
    assert isinstance(of_redline, inforce.Assessment)
    assert {type(finding) for finding in of_redline.findings} == {inforce.Finding}


def test_the_words_of_the_library_count(tmp_path: Path) -> None:
    """A site's own word for a kind of data is read where its library is given."""
    root = published(tmp_path)
    write(root, "inforce.toml", '[materiality.words]\nthings.data = ["zorb"]\nM01.strong = ["work with"]\n')
    for day, words in (("2027-05-01", "steps"), ("2027-06-01", "steps and zorbs")):
        text = f"---\ntitle: Steps\neffective: {day}\n---\n\n# A {{#a}}\n\nThe app works with {words}.\n"
        write(root, f"content/policies/steps/{day}.md", text)
    library = inforce.load(root)
    old, new = library["steps"]["2027-05-01"], library["steps"]["2027-06-01"]
    assert inforce.assess(old, new).verdict is not inforce.Verdict.MATERIAL
    assert inforce.assess(old, new, library=library).verdict is inforce.Verdict.MATERIAL


def test_assessing_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    """A kind that is none, one version alone."""
    privacy = inforce.load(published(tmp_path))["privacy"]
    with pytest.raises(inforce.UsageError, match="Did you mean “privacy”"):
        inforce.assess(privacy["2026-11-23"], privacy["2027-01-31"], kind="privasy")
    with pytest.raises(TypeError, match="a redline or two versions"):
        inforce.assess(privacy["2026-11-23"])  # type: ignore[call-overload]


def test_every_public_name_can_be_had() -> None:
    """`__all__` names what exists, and nothing else is promised."""
    for name in inforce.__all__:
        assert getattr(inforce, name) is not None
    assert set(inforce.__all__) <= set(dir(inforce))
    with pytest.raises(AttributeError):
        inforce.send_everything  # noqa: B018


def test_importing_costs_nothing() -> None:
    """`import inforce` loads no parser, no template engine, no command line."""
    code = "import sys, inforce; print(sorted({'markdown_it', 'jinja2', 'click', 'yaml'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_loading_what_cannot_be_read_raises_with_every_problem(tmp_path: Path) -> None:
    """A library with a hole in it is not handed out."""
    root = published(tmp_path)
    write(root, "content/policies/privacy/2027-05-01.md", "---\ntitle: x\ntitle: y\n---\n\ntext\n")
    write(root, "content/policies/privacy/2027-06-01.md", "no front matter\n")
    with pytest.raises(inforce.ContentError) as error:
        inforce.load(root)
    paths = {problem.place.path for problem in error.value.problems}
    assert paths == {"content/policies/privacy/2027-05-01.md", "content/policies/privacy/2027-06-01.md"}


def test_loading_what_is_no_project_is_a_usage_error(tmp_path: Path) -> None:
    """The sentence says how to begin one."""
    with pytest.raises(inforce.UsageError, match="inforce init"):
        inforce.load(tmp_path)


def test_building_checks_the_rules(tmp_path: Path) -> None:
    """A text changed after publication loads, and does not build."""
    root = published(tmp_path)
    path = root / "content/policies/privacy/2026-11-23.md"
    path.write_text(path.read_text().replace("We collect", "We sell"))
    library = inforce.load(root)
    assert library.root == root
    with pytest.raises(inforce.ContentError):
        inforce.build(library, root / "site", on=TODAY)
    assert not (root / "site").exists()


def test_a_version_knows_the_library_it_was_loaded_with() -> None:
    """A notice is drafted from version and assessment alone, as the design has it."""
    library = inforce.load(ROOT)
    version = library["privacy"]["2027-01-31"]
    assert inforce.draft_notice(version) == inforce.draft_notice(version, library=library)
