"""A deployed folder against itself: no project, no git."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from inforce.commands import build, publish, review, verify_site, withdraw
from inforce.core.law_markup import foreign
from inforce.core.rawhtml import CONTAINERS, HEADINGS, MARKS
from inforce.core.site_page import read_page
from inforce.errors import ExitCode, UsageError
from support.sites import SITES, built_site
from support.small_project import FIRST, TODAY, published, with_first, write

PAGE = "privacy/2026-11-23/index.html"
TEXT = "privacy/2026-11-23.txt"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site with one version in force and one to come."""
    root = published(tmp_path_factory.mktemp("project"))
    build.run(root, None, on=TODAY, today=TODAY)
    return root / "site"


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """A copy of it, far from any project."""
    return Path(shutil.copytree(built, tmp_path / "deployed"))


def codes(site: Path, head: str = "") -> list[str]:
    """The kinds of problems found, each once."""
    return sorted({problem.code for problem in verify_site.run(site, head=head).problems})


def places(site: Path) -> set[str]:
    return {problem.place.path for problem in verify_site.run(site).problems}


def change(site: Path, path: str, old: str, new: str, *, count: int = 1) -> None:
    """Replace words in a file."""
    file = site / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, count))


def resealed(site: Path) -> Path:
    """As someone does who changes files and covers it up: the manifest is made anew."""
    files = sorted(
        p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file() and not p.name.startswith(".")
    )
    files = [name for name in files if name != "manifest.sha256"]
    lines = [f"{hashlib.sha256((site / name).read_bytes()).hexdigest()}  {name}\n" for name in files]
    (site / "manifest.sha256").write_text("".join(lines))
    return site


def test_a_built_site_is_verified(site: Path) -> None:
    """Every file and both versions; the head and the manifest's digest are told."""
    report = verify_site.run(site)
    assert (report.exit_code, report.problems) == (ExitCode.FINE, ())
    assert (report.versions, report.lines) == (2, 2)
    assert report.files == len((site / "manifest.sha256").read_text().splitlines())
    last = (site / "register.jsonl").read_text().splitlines()[-1]
    assert report.head == hashlib.sha256(last.encode()).hexdigest()


def test_nothing_but_the_folder_is_needed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No project around it, no git on the machine."""
    monkeypatch.chdir(site.parent)
    monkeypatch.setenv("PATH", "")
    assert verify_site.run(Path("deployed")).exit_code is ExitCode.FINE


@pytest.mark.parametrize("name", SITES)
def test_a_site_with_everything_a_page_can_show_is_verified(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    """Withdrawn, ended, imported and late versions, hard text: nothing is found that is not there."""
    report = verify_site.run(built_site(name, tmp_path_factory))
    assert report.problems == ()
    assert report.versions >= 3


def test_a_changed_file_is_named(site: Path) -> None:
    """Any file: one byte is enough."""
    change(site, "robots.txt", "Allow", "allow")
    (problem,) = verify_site.run(site).problems
    assert (problem.code, str(problem.place)) == ("site-file-changed", "robots.txt")


def test_a_missing_and_an_unexpected_file_are_named(site: Path) -> None:
    """One the manifest has and the folder not, one the folder has and the manifest not."""
    (site / "style.css").unlink()
    (site / "privacy" / "login.html").write_text("<form>")
    assert codes(site) == ["site-file-missing", "site-file-unexpected"]
    assert places(site) == {"style.css", "privacy/login.html"}


def test_what_a_host_keeps_beside_the_site_is_no_problem(site: Path) -> None:
    """Its settings, the builder's marker; a `_headers` that the host has swallowed is a warning."""
    (site / "CNAME").write_text("policies.example.com\n")
    (site / ".nojekyll").touch()
    (site / ".inforce-site").unlink()
    assert codes(site) == []
    (site / "_headers").unlink()
    report = verify_site.run(site)
    assert [problem.code for problem in report.problems] == ["site-file-unserved"]
    assert report.exit_code is ExitCode.FINE


def test_links_and_devices_are_named_and_never_followed(site: Path, tmp_path: Path) -> None:
    """In place of a page too, although it leads to the same bytes."""
    shutil.move(site / PAGE, tmp_path / "elsewhere.html")
    (site / PAGE).symlink_to(tmp_path / "elsewhere.html")
    os.mkfifo(site / "pipe")
    problems = verify_site.run(site).problems
    assert [str(p.place) for p in problems if p.code == "site-file-unexpected"] == ["pipe", PAGE]
    assert "site-version-missing" in codes(site)


# ---- someone who covers it up ---------------------------------------------------------------------------------------


def test_a_changed_text_is_found_by_the_register(site: Path) -> None:
    """Although the manifest was made anew; page and text are told apart."""
    change(site, TEXT, "We collect", "We sell")
    resealed(site)
    assert codes(site) == ["site-digest-shown", "site-text-changed", "site-words-differ"]


def test_changed_words_of_a_page_are_found_by_the_text_beside_it(site: Path) -> None:
    """On the version's page, and on the policy's own."""
    change(site, PAGE, "We collect your name", "We sell your name")
    change(site, "privacy/index.html", "90 days", "900 days")
    resealed(site)
    assert codes(site) == ["site-words-differ"]
    assert places(site) == {PAGE, "privacy/index.html"}


@pytest.mark.parametrize("page", [PAGE, "privacy/index.html"])
@pytest.mark.parametrize("shown", ["0" * 64, ""])
def test_the_digest_on_a_page_is_read_off_it(site: Path, page: str, shown: str) -> None:
    """Another one, or none at all."""
    html = (site / page).read_text()
    (site / page).write_text(re.sub("<pre>([0-9a-f]{8}<wbr>){7}[0-9a-f]{8}</pre>", f"<pre>{shown}</pre>", html))
    resealed(site)
    assert codes(site) == (["site-digest-shown"])


def test_a_digest_in_the_words_of_a_policy_is_not_taken_for_the_pages(tmp_path: Path) -> None:
    """Only what the site itself shows counts."""
    root = with_first(tmp_path)
    write(root, "content/policies/terms/2026-11-23.md", FIRST.replace("your name", "f" * 64))
    publish.run(root, "terms", "2026-11-23", by="Ada", today=TODAY)
    build.run(root, None, on=TODAY, today=TODAY)
    assert codes(root / "site") == []


def test_all_together_changed_is_found_by_the_register(site: Path) -> None:
    """Text, page, digest on the page and policies.json agree with each other, and not with the register."""
    old = hashlib.sha256((site / TEXT).read_bytes()).hexdigest()
    change(site, TEXT, "90 days", "900 days")
    new = hashlib.sha256((site / TEXT).read_bytes()).hexdigest()
    change(site, PAGE, "90 days", "900 days")
    groups = [re.sub("(.{8})(?=.)", r"\1<wbr>", digest) for digest in (old, new)]
    change(site, PAGE, *groups)
    change(site, "policies.json", old, new)
    resealed(site)
    assert codes(site) == ["site-digest-shown", "site-policies", "site-text-changed"]


def test_markdown_is_held_against_the_register_too(site: Path) -> None:
    """It is what people copy."""
    change(site, "privacy/2026-11-23.md", "90 days", "900 days")
    resealed(site)
    assert codes(site) == ["site-text-changed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"effective": "2027-01-31"', '"effective": "2027-03-31"'),
        ('"published": "2026-11-23"', '"published": "2026-10-23"'),
        ('"class": "material"', '"class": "not-material"'),
        ('"version": "2027-01-31"', '"version": "2027-02-01"'),
        ('"policies": [', '"politics": ['),
    ],
)
def test_policies_json_says_what_the_register_says(site: Path, old: str, new: str) -> None:
    """Dates, class, versions; and it has its shape."""
    change(site, "policies.json", old, new)
    resealed(site)
    assert "site-policies" in codes(site)


def test_acts_of_the_register_stand_in_policies_json(tmp_path: Path) -> None:
    """A version taken back, and the end of a policy."""
    root = published(tmp_path)
    withdraw.run(root, "privacy", "2027-01-31", by="Ada", reason="It was given up.", today=TODAY)
    withdraw.run_end(root, "privacy", end=date(2027, 6, 1), by="Ada", reason="It ends.", today=TODAY)
    build.run(root, None, on=TODAY, today=TODAY)
    site = root / "site"
    assert codes(site) == []
    stated = json.loads((site / "policies.json").read_text())
    stated["policies"][0]["ended"] = None
    stated["policies"][0]["versions"][1]["withdrawn"] = None
    (site / "policies.json").write_text(json.dumps(stated))
    report = verify_site.run(resealed(site))
    assert [problem.code for problem in report.problems] == ["site-policies", "site-policies"]


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        (["2026-11-23", "2026-12-01"], []),
        (["2026-12-01", "2026-11-23"], ["site-policies"]),
        (["2026-11-23"], ["site-policies"]),
        ([], ["site-policies"]),
        (None, ["site-policies"]),
        ("2026-11-23", ["site-policies"]),
        (["2026-11-23", "2026-12-01", "2026-12-02"], ["site-unregistered"]),
    ],
)
def test_reviews_in_policies_json_are_those_of_the_register(tmp_path: Path, stated: object, found: list[str]) -> None:
    """Each day, in order; further ones may wait for their lines."""
    root = published(tmp_path)
    for day in (TODAY, date(2026, 12, 1)):
        review.run(root, "privacy", by="Ada", today=day)
    build.run(root, None, on=date(2026, 12, 1), today=date(2026, 12, 1))
    site = root / "site"
    whole = json.loads((site / "policies.json").read_text())
    whole["policies"][0]["versions"][0]["reviewed"] = stated
    (site / "policies.json").write_text(json.dumps(whole))
    assert codes(resealed(site)) == found


def test_a_site_from_before_there_were_reviews_is_verified(site: Path) -> None:
    """Its policies.json does not name them, and its register has none."""
    whole = json.loads((site / "policies.json").read_text())
    for version in whole["policies"][0]["versions"]:
        del version["reviewed"]
    (site / "policies.json").write_text(json.dumps(whole))
    assert codes(resealed(site)) == []


def test_a_broken_chain_is_found(site: Path) -> None:
    """A byte of the register, a line left out; the way out is that of someone who deploys."""
    change(site, "register.jsonl", "Ada Counsel", "Bob Counsel")
    resealed(site)
    report = verify_site.run(site)
    assert [problem.code for problem in report.problems][:1] == ["register-line"]
    assert "publish again" not in report.problems[0].remedy
    (site / "register.jsonl").write_text((site / "register.jsonl").read_text().splitlines(keepends=True)[1])
    resealed(site)
    assert "register-chain" in codes(site)


@pytest.mark.parametrize("name", ["register.jsonl", "policies.json"])
def test_a_site_without_its_register_vouches_for_nothing(site: Path, name: str) -> None:
    """Left out of the manifest as well."""
    (site / name).unlink()
    assert codes(site) == ["site-file-missing"]
    resealed(site)
    assert codes(site) == ["site-file-missing"]


def test_a_version_that_went_is_missed(site: Path) -> None:
    """Page and texts are gone, the register still has it."""
    shutil.rmtree(site / "privacy" / "2026-11-23")
    resealed(site)
    assert "site-version-missing" in codes(site)


def test_a_register_cut_short_is_found_against_an_older_head(site: Path, tmp_path: Path) -> None:
    """With everything else cut to fit; both heads are told."""
    head = verify_site.run(site).head
    shorter = with_first(tmp_path / "forged")
    build.run(shorter, None, on=TODAY, today=TODAY)
    report = verify_site.run(shorter / "site", head=head)
    (problem,) = report.problems
    assert problem.code == "head-not-found"
    assert head in problem.sentence
    assert report.head in problem.sentence
    assert report.exit_code is ExitCode.CONTENT
    assert verify_site.run(site, head=report.head).exit_code is ExitCode.FINE, "an older head is still in the chain"


def test_what_the_public_register_does_not_have_yet_is_to_be_decided(tmp_path: Path) -> None:
    """Lines after one of a pending version wait for its day: nothing vouches for their versions until then."""
    root = published(tmp_path)
    write(
        root,
        "content/policies/terms/2027-03-01.md",
        FIRST.replace("effective: 2026-11-23", "published: 2027-01-01\neffective: 2027-03-01"),
    )
    publish.run(root, "terms", "2027-03-01", by="Ada", today=TODAY)
    write(root, "content/policies/security/2026-11-23.md", FIRST)
    publish.run(root, "security", "2026-11-23", by="Ada", today=TODAY)
    build.run(root, None, on=TODAY, today=TODAY)
    report = verify_site.run(root / "site")
    assert [problem.code for problem in report.problems] == ["site-unregistered"]
    assert report.exit_code is ExitCode.DECIDE
    build.run(root, root / "later", on=date(2027, 1, 1), today=TODAY)
    assert codes(root / "later") == []


def test_a_version_withdrawn_before_anyone_saw_it_is_not_missed(tmp_path: Path) -> None:
    """The register tells of it from its day on, and it never has a page."""
    root = with_first(tmp_path)
    pending = FIRST.replace("effective: 2026-11-23", "published: 2027-01-01\neffective: 2027-03-01")
    write(root, "content/policies/terms/2027-03-01.md", pending)
    publish.run(root, "terms", "2027-03-01", by="Ada", today=TODAY)
    withdraw.run(root, "terms", "2027-03-01", by="Ada", reason="It was given up.", today=TODAY)
    build.run(root, None, on=date(2027, 2, 1), today=TODAY)
    assert "terms" in (root / "site/register.jsonl").read_text()
    assert not (root / "site/terms").exists()
    assert codes(root / "site") == []


# ---- calls that cannot be meant -------------------------------------------------------------------------------------


def test_a_folder_that_is_no_site_is_a_mistake_of_the_call(tmp_path: Path) -> None:
    """None there, or one without a manifest."""
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(UsageError):
            verify_site.run(folder)


@pytest.mark.parametrize("line", ["", "x", "0" * 64, f"{'0' * 64}  ../a", f"{'0' * 64}  /etc/passwd", "\0"])
def test_a_manifest_that_is_none_is_said(site: Path, line: str) -> None:
    """Nothing outside the folder is looked at."""
    with (site / "manifest.sha256").open("a") as file:
        file.write(line + "\n")
    assert codes(site) == ["manifest-line"]


@pytest.mark.parametrize("name", ["manifest.sha256", "policies.json", "register.jsonl", PAGE, TEXT])
def test_any_bytes_are_survived(site: Path, name: str) -> None:
    """Whatever stands in a file is told of, and never a traceback."""
    chance = random.Random(name)
    for _ in range(20):
        (site / name).write_bytes(chance.randbytes(chance.choice([0, 10, 5000])))
        assert verify_site.run(site).exit_code is ExitCode.CONTENT


def test_every_single_change_of_a_byte_is_found(site: Path) -> None:
    """In every file that the site has, wherever it stands."""
    chance = random.Random(6)
    files = sorted(p for p in site.rglob("*") if p.is_file() and p.name != ".inforce-site")
    for file in files:
        data = file.read_bytes()
        for _ in range(2):
            at = chance.randrange(len(data))
            file.write_bytes(data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :])
            assert verify_site.run(site).exit_code is ExitCode.CONTENT, (file, at)
        file.write_bytes(data)
    assert codes(site) == []


@pytest.mark.parametrize(
    "strange",
    [
        "<!--><p>We sell your data.</p><!-- -->",
        '<img src="/x.png" alt="">',
        '<p style="display:none"></p>',
        "<p hidden></p>",
        "<script>1</script>",
    ],
)
def test_nothing_stands_in_a_text_that_no_site_is_written_with(site: Path, strange: str) -> None:
    """What hides words of a text, or shows others that a reader of its words passes over, is found."""
    change(site, PAGE, "</article>", f"{strange}</article>")
    assert "site-words-differ" in codes(resealed(site))


@pytest.mark.parametrize("name", ["privacy/2026-06-01/index.html", "privacy/2026-06-01.md"])
def test_a_page_alone_is_a_version_too(site: Path, name: str) -> None:
    """A page or Markdown of a version that the register does not know is told without a plain text beside it."""
    (site / name).parent.mkdir(exist_ok=True)
    shutil.copy(site / PAGE, site / name)
    assert {"site-unregistered", "site-version-missing"} <= set(codes(resealed(site)))


@pytest.mark.parametrize("data", [None, b"\xff"])
def test_the_page_of_a_policy_is_asked_for(site: Path, data: bytes | None) -> None:
    """It may not be missing, nor be one that cannot be read."""
    page = site / "privacy/index.html"
    page.unlink() if data is None else page.write_bytes(data)
    assert codes(resealed(site)) == ["site-file-missing"]


def test_nothing_is_said_twice_in_policies_json(site: Path) -> None:
    """Of two members or policies of one name readers take another than this verb does."""
    stated = json.loads((site / "policies.json").read_text())
    stated["policies"] *= 2
    (site / "policies.json").write_text(json.dumps(stated))
    assert "site-policies" in codes(resealed(site))
    (site / "policies.json").write_text('{"policies": [], ' + json.dumps(stated)[1:])
    assert "site-policies" in codes(resealed(site))


def test_folders_however_deep_are_told(site: Path) -> None:
    """A tower of folders stops nothing."""
    here = Path.cwd()
    try:
        os.chdir(site)
        for _ in range(1500):
            Path("d").mkdir()
            os.chdir("d")
        Path("x").touch()
    finally:
        os.chdir(here)
    assert "site-file-unexpected" in codes(site)
    subprocess.run(["rm", "-rf", str(site / "d")], check=True)  # deeper than shutil goes


@pytest.mark.parametrize("piece", ["<a ", "<!--", "</", "<?", "<![CDATA[", "<b>"])
def test_a_page_that_would_take_long_to_read_shows_nothing(piece: str) -> None:
    """A row of beginnings without an end, or a tower of elements, is no page of ours; it is answered at once."""
    page = piece * 300_000 + "</x>" * 300_000
    assert read_page(page).digests == ()


def test_all_that_a_text_can_be_drawn_with_is_known() -> None:
    """A page of our own is never called foreign."""
    drawn = "".join(f"<{name} class='a'>x</{name}>" for name in {*CONTAINERS.values(), *MARKS.values(), *HEADINGS})
    assert foreign(f'<article class="law">{drawn}</article>') == ""
    assert foreign('<article class="law"><p><del>We never sell data.</del></p></article>').startswith("<del>")
