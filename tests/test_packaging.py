"""The wheel and the sdist hold the program and its one theme, and run without this repository."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from support.project import ROOT

pytestmark = pytest.mark.xdist_group("packaging")


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program outside the repository's own settings; its output."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def hatchling(tree: Path, kind: str, to: Path) -> Path:
    """Build one distribution of the source tree with the tools at hand, without network."""
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", to, cwd=tree)
    (built,) = to.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this repository."""
    return hatchling(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist of this repository."""
    return hatchling(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the programs of a fresh environment that holds the wheel; it borrows the libraries at hand."""
    home = tmp_path_factory.mktemp("environment") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home.parent)
    python = home / "bin" / "python"
    # A folder named in a .pth file is searched, but .pth files in it are not read: the editable install stays out.
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    (own / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", "--python", python)
    run(*pip, "install", "--no-index", "--no-deps", wheel, cwd=home)
    return python.parent


def theme_files() -> set[str]:
    """Every file of the theme, by its path in the wheel."""
    folder = ROOT / "templates"
    return {f"inforce/theme/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*") if path.is_file()}


def source_files() -> set[str]:
    """Every file of the package, by its path in the wheel."""
    folder = ROOT / "src"
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in files}


def names(wheel: Path) -> set[str]:
    """What the wheel holds, its own records left out."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_program_and_theme_and_nothing_else(wheel: Path) -> None:
    """Every module and every theme file once; no test, no policy, no copy."""
    assert theme_files()
    assert names(wheel) == source_files() | theme_files()


def test_the_theme_in_the_wheel_is_the_one_of_the_repository(wheel: Path) -> None:
    """The files of `templates/` are shipped byte for byte."""
    with zipfile.ZipFile(wheel) as archive:
        for name in theme_files():
            assert archive.read(name) == (ROOT / "templates" / name.removeprefix("inforce/theme/")).read_bytes(), name


def test_the_repository_holds_the_theme_once() -> None:
    """No build leaves a second theme below `src`."""
    assert not (ROOT / "src" / "inforce" / "theme").exists()


def test_a_wheel_made_from_the_sdist_is_the_same(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    """The sdist holds all it takes to build the program."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (tree,) = (tmp_path / "source").iterdir()
    (tmp_path / "again").mkdir()
    assert names(hatchling(tree, "wheel", tmp_path / "again")) == names(wheel)


def test_the_sdist_holds_the_project(sdist: Path) -> None:
    """Its tests, docs and example content come along; nothing built or installed does."""
    with tarfile.open(sdist) as archive:
        files = {name.partition("/")[2] for name in archive.getnames()}
    for wanted in ("LICENSE", "README.md", "Makefile", "inforce.toml", "tests/test_packaging.py", "docs/index.md"):
        assert wanted in files
    assert not [name for name in files if "node_modules" in name or "__pycache__" in name or name.startswith("site/")]


def test_the_installed_program_makes_and_builds_a_project(installed: Path, tmp_path: Path) -> None:
    """`inforce init` and `inforce build` work from the wheel alone, in a folder of their own."""
    where = run(installed / "python", "-c", "import inforce; print(inforce.__file__)", cwd=tmp_path)
    assert str(installed.parent) in where
    run(installed / "inforce", "init", "policies", cwd=tmp_path)
    run(installed / "inforce", "build", cwd=tmp_path / "policies")
    index = (tmp_path / "policies" / "site" / "index.html").read_text(encoding="utf-8")
    assert "<h1" in index
    for name in (".github/workflows/policies.yml", ".gitattributes", "ci/policies.sh", "requirements.txt"):
        assert (tmp_path / "policies" / name).is_file(), name
    assert os.access(tmp_path / "policies" / "ci" / "policies.sh", os.X_OK)
    assert (tmp_path / "policies" / "site" / "style.css").exists()


def test_the_installed_program_has_its_words(installed: Path, tmp_path: Path) -> None:
    """`inforce assess` finds the word lists in the wheel, outside any project."""
    for name, days in (("old.md", 90), ("new.md", 180)):
        (tmp_path / name).write_text(f"# Privacy\n\nWe keep your data for {days} days.\n", encoding="utf-8")
    told = run(installed / "inforce", "assess", "old.md", "new.md", cwd=tmp_path)
    assert "\nMaterial. " in told
