"""Pictures of five instructive redlines, each drawn as the changes page of a throw-away project.

    python tools/redline_pictures.py OUT [--corpora DIR] [--only NAME]

The texts are real histories of other publishers and no part of this project: `--corpora` holds folders of dated
Markdown files, `../shared/corpora` beside the repository where not given. Where it is absent this says so and ends
with 0. Each page is drawn at 360 and 1280 pixels, light and dark, and as a printed page (PDF). Needs playwright and
Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))


class Pair(NamedTuple):
    """Two neighbours of one history, and what is instructive about them."""

    history: str
    old: str
    new: str
    near: str
    """What stands near the upper edge of the picture."""


PAIRS = {
    "rewrite": Pair("37signals/privacy", "2022-05-24", "2022-07-18", "#change-2"),
    "moved": Pair("37signals/privacy", "2020-04-14", "2020-05-07", "[data-move]"),
    "table": Pair("automattic/cookies", "2019-10-02", "2019-11-12", "#change-1"),
    "renumbered": Pair("automattic/terms", "2016-12-19", "2017-01-17", "#change-2"),
    "word": Pair("37signals/cancellation", "2022-07-18", "2022-10-25", "#change-1"),
}
SCREENS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]


def inforce(*words: str, cwd: Path) -> None:
    """Run one verb; what it says only if it fails."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("inforce")), *words], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"inforce {' '.join(words)}: {done.stdout}{done.stderr}")


def build(folder: Path, corpora: Path, pairs: dict[str, Pair]) -> Path:
    """A project whose policies are the pairs; gives its site."""
    project = folder / "project"
    inforce("init", "project", cwd=folder)
    for name, pair in pairs.items():
        texts = folder / name
        texts.mkdir()
        for version in (pair.old, pair.new):
            shutil.copy(corpora / pair.history / f"{version}.md", texts)
        inforce("import", "files", str(texts), "--policy", name, cwd=project)
    inforce("build", cwd=project)
    return project / "site"


def draw(site: Path, out: Path, pairs: dict[str, Pair]) -> None:
    """Write the pictures."""
    from playwright.sync_api import sync_playwright

    from support.server import served

    program = os.environ.get("INFORCE_CHROMIUM") or shutil.which("chromium")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        for name, pair in pairs.items():
            for width, scheme in SCREENS:
                page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
                page.goto(f"{address}{name}/{pair.new}/changes/")
                page.eval_on_selector(pair.near, "node => scrollTo(0, node.getBoundingClientRect().top + scrollY - 80)")
                page.screenshot(path=out / f"{name}-{width}-{scheme}.png")
                if (width, scheme) == SCREENS[0]:
                    page.pdf(path=out / f"{name}-print.pdf", format="A4")
                page.close()
        browser.close()


def main() -> int:
    """Build and draw."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--only", choices=PAIRS)
    args = parser.parse_args()
    if not args.corpora.is_dir():
        sys.stdout.write(f"No histories in {args.corpora}: nothing to draw. Say --corpora DIR.\n")
        return 0
    pairs = {args.only: PAIRS[args.only]} if args.only else PAIRS
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        draw(build(Path(folder), args.corpora, pairs), args.out, pairs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
