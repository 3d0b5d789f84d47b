"""Every word of the source is on the page, judged without the project's own reading of Markdown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.oracle import first_missing, page_words, source_words
from support.project import CORPORA, copy_of_repository, fine

FOLDERS = sorted(path.parent for path in CORPORA.glob("*/*/manifest.json")) if CORPORA.is_dir() else []
NO_CORPORA = pytest.mark.skipif(not FOLDERS, reason="the real policy histories are not beside this repository")


def slug_of(folder: Path) -> str:
    """A name for one folder of the corpora, unlike the others'."""
    return f"{folder.parent.name}-{folder.name}".lower()


def project(at: Path) -> Path:
    """An empty project."""
    (at / "content" / "policies").mkdir(parents=True)
    (at / "inforce.toml").write_text('organisation = "Example"\n', encoding="utf-8")
    return at


def imported(at: Path, folder: Path, files: list[Path]) -> None:
    """Import some files of a folder of the corpora as one policy."""
    taken = at / "taken" / slug_of(folder)
    taken.mkdir(parents=True)
    for file in files:
        shutil.copy(file, taken)
    fine("import", "files", taken, "--policy", slug_of(folder), "--by", "Test", cwd=at)


def missing_words(site: Path, folder: Path, files: list[Path]) -> list[str]:
    """A sentence for each file whose words are not all on its page; a file equal to the one before has no page."""
    found: list[str] = []
    before: list[str] = []
    for file in files:
        words = source_words(file.read_bytes())
        page = site / slug_of(folder) / file.stem / "index.html"
        if page.exists():
            shown = page_words(page.read_bytes())
            extra = len(shown) - len(words)
            lost = first_missing(words, shown)
            if lost or extra > 0.02 * len(words) + 20:
                found.append(f"{slug_of(folder)} {file.name}: {lost or f'{extra} words too many'}")
        elif words != before:
            found.append(f"{slug_of(folder)} {file.name}: no page")
        before = words
    return found


def test_every_word_of_the_repository_is_on_its_page(tmp_path: Path) -> None:
    """The pages hold the words of their sources, all of them, in order, and none besides."""
    root = copy_of_repository(tmp_path)
    fine("build", "--on", "2027-02-01", "--out", tmp_path / "out", cwd=root)
    sources = sorted((root / "content" / "policies").glob("*/*.md"))
    pages = {file: tmp_path / "out" / file.parent.name / file.stem / "index.html" for file in sources}
    assert any(page.exists() for page in pages.values())
    for file, page in pages.items():
        if page.exists():
            assert page_words(page.read_bytes()) == source_words(file.read_bytes()), file.name


@NO_CORPORA
def test_every_word_of_real_policies_is_on_their_pages(tmp_path: Path) -> None:
    """The first, a middle and the last text of each real history keep every word through import and build."""
    root = project(tmp_path)
    chosen: dict[Path, list[Path]] = {}
    for folder in FOLDERS:
        files = sorted(folder.glob("*.md"))
        chosen[folder] = sorted({files[0], files[len(files) // 2], files[-1]})
        imported(root, folder, chosen[folder])
    fine("build", cwd=root)
    lost = [line for folder, files in chosen.items() for line in missing_words(root / "site", folder, files)]
    assert not lost, "\n".join(map(str, lost))


@NO_CORPORA
@pytest.mark.soak
def test_every_word_of_every_real_policy_is_on_its_page(tmp_path: Path) -> None:
    """All texts of all real histories keep every word through import and build."""
    root = project(tmp_path)
    for folder in FOLDERS:
        imported(root, folder, sorted(folder.glob("*.md")))
    fine("build", cwd=root)
    lost = [line for folder in FOLDERS for line in missing_words(root / "site", folder, sorted(folder.glob("*.md")))]
    assert not lost, "\n".join(map(str, lost))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("---\ntitle: x\n---\n\nWe sell.", "We sell"),
        ("a<!-- gone\n\n -->b", "ab"),
        ("wo**rd**s and *this*", "words and this"),
        ('[the list](https://x.example/a_(b) "Title") too', "the list too"),
        ("[our team]({{ site.email }})", "our team site email"),
        ("3. three\n5. five", "3 three 5 five"),
        ("Tom &amp; &rsquo;Al&#39; \\[x\\]", "Tom Al x"),
        ('<img src="a.png" alt="A lock"><a href="https://b.example">b</a>c', "A lock bc"),
        ("## 1. Title {#title}", "1 Title"),
        ("<https://a.example/b>", "https a example b"),
    ],
)
def test_the_oracle_reads_sources(source: str, words: str) -> None:
    """What counts as a word of a source, and what is only syntax."""
    assert source_words(source.encode()) == words.split()


def test_the_oracle_reads_pages() -> None:
    """List numbers and alternative texts count, the site's own words do not."""
    page = (
        b"<nav>Contents</nav><article class=law>"
        b"<div class=heading><h2>1. Who</h2><a class=anchor href=#x>Link</a></div>"
        b"<p class=note>Changes soon</p><ol start=3><li>three<li value=5>fi<b>v</b>e</ol><img alt='A lock'></article>"
    )
    assert page_words(page) == "1 Who 3 three 5 five A lock".split()


def test_the_oracle_finds_what_is_missing() -> None:
    """A word that is gone or stands elsewhere is named."""
    assert first_missing("we do not sell".split(), "we do sell".split()) == "we do »not« sell"
    assert first_missing("a b c".split(), "x a b y c".split()) == ""
