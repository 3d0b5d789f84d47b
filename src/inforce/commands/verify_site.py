"""`inforce verify SITE`: a deployed folder against itself. Needs nothing but the folder: no project, no git."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from inforce.commands.project import stopped, usage
from inforce.commands.report import SILENT, Progress, Report
from inforce.commands.verify import head_of
from inforce.core import deployed, heads
from inforce.core.deployed import MANIFEST, POLICIES, REGISTER, VersionFiles
from inforce.core.register import Event, Register
from inforce.errors import Problem
from inforce.source.site_folder import SiteFolder

_OF_VERSION = re.compile(r"([^/]+)/([0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]+)?)(?:\.txt|\.md|/index\.html)")
_TEXT = re.compile(r"([^/]+)/([0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]+)?)\.txt")
_NOT_PUBLIC = "If it was noted in the project, it may be that of a line which is not public yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport(Report):
    """What `verify SITE` compared."""

    folder: Path
    files: int
    """Files that the manifest names."""
    versions: int
    """Versions whose texts and pages are as the register has them."""
    lines: int
    """Lines of the site's register."""
    head: str
    """SHA-256 of its last line."""
    manifest: str
    """SHA-256 of the manifest: who keeps it elsewhere can tell later that no file was changed."""


def run(folder: Path, *, head: str = "", progress: Progress = SILENT) -> SiteReport:
    """Compare the site in `folder` with its manifest, its register and itself.

    `head`, if given, must be the digest of one of the register's lines. `UsageError` where the folder is no site.
    """
    head = head_of(head)
    if not folder.is_dir():
        raise usage("no-site", f"There is no folder “{folder}”.", "Name the folder of a built site.")
    progress.stage("Reading the site")
    try:
        site = SiteFolder(folder)
    except OSError as error:
        raise stopped(error, folder, "Reading it") from error
    manifest, register_text = site.data(MANIFEST), site.text(REGISTER)
    if manifest is None:
        sentence = f"The folder “{folder}” has no {MANIFEST}, so it is no site that Inforce built."
        raise usage("no-site", sentence, "Name the folder that holds index.html and manifest.sha256.")
    problems = list(_files(site, manifest, progress))
    progress.stage("Comparing with the register")
    register, wrong = deployed.read_register(register_text or "")
    problems.extend(wrong)
    problems.extend(deployed.missing(REGISTER if register_text is None else "", problems))
    good = 0
    if register_text is not None:
        for version in _versions(site, register):
            found = list(deployed.compare_version(version, _entry(register, version)))
            good += not found
            problems.extend(found)
            progress.advance()
        problems.extend(_policies(site, register))
    if head and not heads.holds(register.text, head):
        problems.append(heads.lost(head, register.head, REGISTER, _NOT_PUBLIC))
    return SiteReport(
        problems=tuple(problems),
        folder=folder,
        files=len(manifest.splitlines()),
        versions=good,
        lines=len(register.text.splitlines()),
        head=register.head,
        manifest=sha256(manifest).hexdigest(),
    )


def _files(site: SiteFolder, manifest: bytes, progress: Progress) -> Iterator[Problem]:
    """Each file of the folder against the manifest."""
    wanted, wrong = deployed.read_manifest(manifest.decode(errors="replace"))
    yield from wrong
    found: dict[str, str] = {}
    for path in sorted(site.files):
        found[path] = site.digest(path) if path in wanted else ""
        progress.advance()
    yield from deployed.compare_files(wanted, found, site.others)


def _versions(site: SiteFolder, register: Register) -> Iterator[VersionFiles]:
    """Every version that register, `policies.json` or the folder know of."""
    names = {(entry.policy, entry.version) for entry in deployed.expected(register)}
    names |= deployed.versions_stated(site.text(POLICIES) or "")
    names |= {(match[1], match[2]) for match in map(_OF_VERSION.fullmatch, site.files) if match}
    for policy, version in sorted(names):
        path = f"{policy}/{version}"
        yield VersionFiles(
            policy, version, site.data(f"{path}.txt"), site.text(f"{path}.md"), site.text(f"{path}/index.html")
        )


def _entry(register: Register, version: VersionFiles) -> Event | None:
    return register.entry(version.policy, version.version)


def _policies(site: SiteFolder, register: Register) -> Iterator[Problem]:
    """`policies.json`, and the page of each policy."""
    stated = site.text(POLICIES)
    if stated is None:
        yield from deployed.missing(POLICIES, ())
    else:
        yield from deployed.compare_policies(stated, register)
    texts: dict[str, dict[str, bytes]] = {}
    for match in map(_TEXT.fullmatch, sorted(site.files)):
        data = site.data(match[0]) if match else None
        if match and data is not None:
            texts.setdefault(match[1], {})[sha256(data).hexdigest()] = data
    for policy in sorted(texts):
        page = site.text(f"{policy}/index.html")
        if page is None:
            yield from deployed.missing(f"{policy}/index.html", ())
        else:
            yield from deployed.compare_policy_page(policy, page, texts[policy])
