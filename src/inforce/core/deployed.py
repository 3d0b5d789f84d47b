"""What a deployed site says of itself, held against its own register: manifest, texts, pages, `policies.json`.

Nothing but the site's files is asked. What they cannot show is that all of them were made anew, the register too:
for that, keep a head of the register elsewhere (docs/how-to/sign-the-register.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from inforce.core.gate_reviews import review_problems
from inforce.core.law_markup import foreign
from inforce.core.register import Event, Register, parse, source_digest
from inforce.core.site_page import read_page
from inforce.errors import Level, Place, Problem

MANIFEST = "manifest.sha256"
REGISTER = "register.jsonl"
POLICIES = "policies.json"
HEADERS = "_headers"
HOSTS_OWN = frozenset({".inforce-site", ".nojekyll", "CNAME", ".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files beside a site that are no part of it: the builder's marker, a host's settings, litter of file managers."""

_MANIFEST_LINE = re.compile(r"([0-9a-f]{64}) [ *](?:\./)?([^\0\r\n]+)")
_AGAIN = "Put the whole site up again from a build, and find out who could write to it."


def read_manifest(text: str) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Digests by path as a manifest has them, and what is wrong with its lines."""
    digests: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        match = _MANIFEST_LINE.fullmatch(line)
        path = match[2] if match else ""
        inside = path and not path.startswith("/") and not {"", ".", ".."} & set(path.split("/"))
        if match is None or not inside or path in digests:
            sentence = "The line is not a SHA-256, two spaces and the path of a file that no other line names."
            problems.append(Problem("manifest-line", Place(MANIFEST, number), sentence, _AGAIN))
        else:
            digests[path] = match[1]
    return digests, tuple(problems)


def compare_files(wanted: Mapping[str, str], found: Mapping[str, str], others: frozenset[str]) -> Iterator[Problem]:
    """The files of a manifest against those of the folder, both as digests by path; `others` are no plain files."""
    for path in sorted(wanted.keys() - found.keys() - others):
        if path == HEADERS:
            sentence = "It is missing. Some hosts read this file and do not serve it; then that is as it should be."
            yield Problem("site-file-unserved", Place(path), sentence, level=Level.WARNING)
        else:
            yield Problem("site-file-missing", Place(path), "The manifest names this file, and it is missing.", _AGAIN)
    for path in sorted(wanted.keys() & found.keys()):
        if found[path] != wanted[path]:
            sentence = f"The file was changed: its SHA-256 is {found[path] or 'unreadable'}, not {wanted[path]}."
            yield Problem("site-file-changed", Place(path), sentence, _AGAIN)
    for path in sorted(others):
        sentence = "This is a symbolic link or no file at all; what visitors get there, nobody can check."
        yield Problem("site-file-unexpected", Place(path), sentence, _AGAIN)
    for path in sorted(found.keys() - wanted.keys() - {MANIFEST}):
        if path not in HOSTS_OWN:
            sentence = "The manifest does not name this file: Inforce did not write it, or wrote it for an older site."
            remedy = "If nobody knows it, find out who put it there; a file left over from an older build may go."
            yield Problem("site-file-unexpected", Place(path), sentence, remedy)


def missing(path: str, told: Iterable[Problem]) -> Iterator[Problem]:
    """The problem of a file that the site must have, unless it was `told` already; none for an empty path."""
    if path and all(problem.place.path != path for problem in told):
        sentence = "The file is missing or cannot be read, so the site cannot be held against it."
        yield Problem("site-file-missing", Place(path), sentence, _AGAIN)


def read_register(text: str) -> tuple[Register, tuple[Problem, ...]]:
    """The register of a site, and the problems of its chain, with the way out of someone who deploys."""
    register, problems = parse(text, REGISTER)
    found = (*problems, *review_problems(register, REGISTER))
    return register, tuple(replace(problem, remedy=_AGAIN) for problem in found)


def expected(register: Register) -> tuple[Event, ...]:
    """The lines of the versions that a site has pages of: all but those withdrawn before they were ever shown."""
    return tuple(entry for entry in register.entries() if not _never_shown(register, entry))


def _never_shown(register: Register, entry: Event) -> bool:
    taken = register.withdrawal(entry.policy, entry.version)
    return taken is not None and entry.published is not None and taken.recorded < entry.published


@dataclass(frozen=True, slots=True)
class VersionFiles:
    """What a site has of one version; None where it is missing or no UTF-8."""

    policy: str
    version: str
    text: bytes | None
    markdown: str | None
    page: str | None


def compare_version(files: VersionFiles, entry: Event | None) -> Iterator[Problem]:
    """A version's plain text, Markdown and page against its line of the register and each other."""
    name = f"{files.policy}/{files.version}"
    digest = sha256(files.text or b"").hexdigest()
    if files.text is None or files.page is None or files.markdown is None:
        sentence = f"Of “{files.policy} {files.version}” the page, the plain text or the Markdown cannot be read."
        yield Problem("site-version-missing", Place(f"{name}/"), sentence, _AGAIN)
    if entry is None:
        yield _unregistered(Place(f"{name}/"), f"“{files.policy} {files.version}” is on the site")
    elif files.text is not None and digest != entry.text:
        sentence = (
            f"The text is not the registered one: its SHA-256 is {digest}, line {entry.line} of the register has "
        )
        yield Problem("site-text-changed", Place(f"{name}.txt"), f"{sentence}{entry.text}.", _AGAIN)
    if entry and files.markdown is not None and entry.source and source_digest(_body(files.markdown)) != entry.source:
        sentence = f"The Markdown is not what line {entry.line} of the register was written for."
        yield Problem("site-text-changed", Place(f"{name}.md"), sentence, _AGAIN)
    if files.page is not None:
        yield from _page(f"{name}/index.html", files.page, files.text, entry.text if entry else digest)


def compare_policy_page(policy: str, page: str, texts: Mapping[str, bytes]) -> Iterator[Problem]:
    """The page of a policy itself: it shows digest and words of one of its versions, whose `texts` stand by digest."""
    digest = next((one for one in read_page(page).digests if one in texts), "")
    yield from _page(f"{policy}/index.html", page, texts.get(digest), digest or "of one of its versions")


def _page(path: str, page: str, text: bytes | None, digest: str) -> Iterator[Problem]:
    shown = read_page(page)
    if shown.digests != (digest,):
        said = " and ".join(shown.digests) or "none"
        sentence = f"The page should show the SHA-256 {digest}, and it shows {said}."
        yield Problem("site-digest-shown", Place(path), sentence, _AGAIN)
    if text is not None and not shown.says(text.decode(errors="replace")):
        sentence = "The words of the policy on the page are not those of the plain text beside it."
        yield Problem("site-words-differ", Place(path), sentence, _AGAIN)
    if strange := foreign(page):
        sentence = f"Inside the text of the policy stands what no site is written with: “{strange}”."
        yield Problem("site-words-differ", Place(path), sentence, _AGAIN)


def _unregistered(place: Place, what: str) -> Problem:
    sentence = f"{what}, and the site's register does not say so, or not yet: nothing vouches for it."
    remedy = (
        "Lines wait for the day of a version registered before them; ask the publisher for that day, or take it down."
    )
    return Problem("site-unregistered", place, sentence, remedy, Level.DECISION)


def _body(markdown: str) -> str:
    """What follows the front matter, whose values never hold a line of hyphens."""
    head, mark, body = markdown.removeprefix("---\n").partition("\n---\n")
    return body if mark and markdown.startswith("---\n") else head


_OTHER_SHAPE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


# ---- policies.json --------------------------------------------------------------------------------------------------


def compare_policies(text: str, register: Register) -> Iterator[Problem]:
    """`policies.json` against the register: the same versions, with the same digests, dates and acts."""
    try:
        stated = _stated(json.loads(text, object_pairs_hook=_once))
    except _OTHER_SHAPE:
        sentence = "It does not have the shape that docs/reference/policies-json.md describes."
        yield Problem("site-policies", Place(POLICIES), sentence, _AGAIN)
        return
    entries = {(entry.policy, entry.version): entry for entry in expected(register)}
    for key in sorted(entries.keys() - stated.keys()):
        sentence = f"“{' '.join(key)}” is in the register and not in policies.json."
        yield Problem("site-policies", Place(POLICIES), sentence, _AGAIN)
    for key, said in stated.items():
        name = " ".join(filter(None, key))
        for member, is_, should in _differences(key, said, entries.get(key), register):
            if should == "None":
                yield _unregistered(Place(POLICIES), f"“{name}” has “{member}” {is_}")
            else:
                sentence = f"“{name}”: policies.json says “{member}” is {is_}, the register {should}."
                yield Problem("site-policies", Place(POLICIES), sentence, _AGAIN)


def versions_stated(text: str) -> frozenset[tuple[str, str]]:
    """Policy and name of every version in `policies.json`; none where it has another shape."""
    try:
        return frozenset(key for key in _stated(json.loads(text, object_pairs_hook=_once)) if key[1])
    except _OTHER_SHAPE:
        return frozenset()


def _stated(value: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """Facts by policy and version; those of a policy itself under an empty version. Raises for another shape."""
    stated = [
        ((str(policy["policy"]), name), dict(facts))
        for policy in value["policies"]
        for name, facts in [("", policy), *((str(version["version"]), version) for version in policy["versions"])]
    ]
    return _once(stated)


def _once(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """The pairs as a dict. `ValueError` for a key that stands twice: readers would differ on which one counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _differences(
    key: tuple[str, str], said: Mapping[str, Any], entry: Event | None, register: Register
) -> Iterator[tuple[str, str, str]]:
    """What differs: the name of the member, what is said, and what the register has."""
    if not key[1]:
        end = register.ended(key[0])
        wanted: dict[str, str | None] = {"ended": _day(end.effective) if end else None}
    elif entry is None:
        return
    else:
        taken = register.withdrawal(*key)
        wanted = {"sha256": entry.text, "published": _day(entry.published), "effective": _day(entry.effective)}
        wanted |= {"withdrawn": _day(taken.recorded) if taken else None}
        if entry.declared in ("material", "not-material"):  # of all others the register may know more by now
            wanted["class"] = entry.declared
        yield from _reviews(said.get("reviewed"), [str(e.recorded) for e in register.reviews(*key)])
        inner = said.get("withdrawn")
        said = {**said, "withdrawn": inner.get("recorded") if isinstance(inner, dict) else inner}
    for name, should in wanted.items():
        if said.get(name) != should:
            yield name, str(said.get(name)), str(should)


def _reviews(said: object, registered: list[str]) -> Iterator[tuple[str, str, str]]:
    """As `_differences`, of the days of reviews: the last ones may wait for their lines, older sites name none."""
    stated = [str(day) for day in said] if isinstance(said, list) else []
    if stated[: len(registered)] != registered:
        yield "reviewed", ", ".join(stated) or "None", ", ".join(registered)
    elif len(stated) > len(registered):
        yield "reviewed", ", ".join(stated[len(registered) :]), "None"


def _day(day: object) -> str | None:
    return None if day is None else str(day)
