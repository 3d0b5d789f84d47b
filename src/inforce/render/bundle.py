"""An evidence bundle: everything public about the text of a policy on one day, with how to check it without Inforce.

The same content, day and public register give the same files. Addresses of people are in none of them: there are none
in what they are drawn from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from inforce.core.between import between
from inforce.core.dates import written
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.policy import Library, Policy, Version
from inforce.core.register_event import line_digest
from inforce.core.told import NOTICE_EVENTS, Sent, sent
from inforce.render.pages import plan
from inforce.render.plain_text import wrapped
from inforce.render.plan import Page
from inforce.render.public_source import public_markdown
from inforce.render.redline_text import redline_text

SUMS = "SHA256SUMS"
FORMAT = 1
"""Number of the format of ``facts.json``."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a bundle is about."""

    library: Library
    policy: Policy
    version: Version
    """The one in force on the day `on`."""
    on: date
    today: date
    """What the public register holds on this day goes in."""

    @property
    def register(self) -> str:
        """The whole public register: the chain can only be checked from its beginning."""
        return self.library.public_register(self.today)

    @property
    def before(self) -> Version | None:
        """The version that it amends, as far as the site shows it."""
        return self.policy.shown_before(self.version, self.on)

    @property
    def sent(self) -> tuple[Sent, ...]:
        """What each audience was sent of it, as the public register says."""
        public = sum(1 for _ in _notice_lines(self))
        return sent(self.version.notices[:public], self.today)

    def extract(self) -> Iterator[tuple[int, str]]:
        """The public lines on this version, and on the policy's end, each with its number."""
        wanted = ((self.policy.slug, str(self.version.name)), (self.policy.slug, ""))
        for number, line in enumerate(self.register.splitlines(), 1):
            values = json.loads(line)
            if (values["policy"], values.get("version", "")) in wanted:
                yield number, line


def _notice_lines(subject: Subject) -> Iterator[str]:
    return (line for _, line in subject.extract() if json.loads(line)["event"] in NOTICE_EVENTS)


def bundle(subject: Subject, *, known: Vocabulary | None = None, overrides: Path | None = None) -> Iterator[Page]:
    """Every file of the bundle, the sums of all others last.

    `known` and `overrides` are those of `inforce.render.pages.plan`, which draws the pages.
    """
    sums: list[str] = []
    for page in _files(subject, known, overrides):
        sums.append(f"{sha256(page.content).hexdigest()}  {page.path}\n")
        yield page
    yield Page(SUMS, "".join(sorted(sums, key=lambda line: line[66:])).encode())


def _files(subject: Subject, known: Vocabulary | None, overrides: Path | None) -> Iterator[Page]:
    version, before = subject.version, subject.before
    extract = list(subject.extract())
    yield _text("README.txt", _readme(subject, extract))
    yield _text("facts.json", json.dumps(facts(subject, extract), ensure_ascii=False, indent=2) + "\n")
    yield _text(f"{version.name}.txt", version.document.canonical)
    yield _text(f"{version.name}.md", public_markdown(version))
    if before is not None:
        yield _text(f"before/{before.name}.txt", before.document.canonical)
        yield _text("changes.txt", redline_text(between(before, version), width=80))
    yield _text("register.jsonl", subject.register)
    yield _text("register-extract.jsonl", "".join(f"{line}\n" for _, line in extract))
    yield _text("notices.jsonl", "".join(f"{line}\n" for line in _notice_lines(subject)))
    yield from _pages(subject, known, overrides)


def _text(path: str, text: str) -> Page:
    return Page(path, text.encode())


def _pages(subject: Subject, known: Vocabulary | None, overrides: Path | None) -> Iterator[Page]:
    """The version's page and its changes as the site of the day has them, with what they need to be looked at."""
    name = f"{subject.policy.slug}/{subject.version.name}"
    wanted = {f"{name}/index.html", f"{name}/changes/index.html", "style.css"}
    alone = replace(subject.library, policies=(subject.policy,))
    for page in plan(alone, subject.on, known=known, overrides=overrides):
        if page.path in wanted or page.path.startswith("assets/"):
            yield Page(f"page/{page.path}", page.content)
        if page.path == "register.jsonl":  # what comes after it is for programs
            return


def facts(subject: Subject, extract: Iterable[tuple[int, str]]) -> dict[str, object]:
    """What the bundle says, for programs."""
    policy, version, on = subject.policy, subject.version, subject.on
    row = next(row for row in policy.periods(subject.today) if row.first and row.first <= on <= (row.last or on))
    entry = version.registration
    assert version.published is not None
    assert entry is not None
    lines = subject.register.splitlines()
    return {
        "format": FORMAT,
        "policy": policy.slug,
        "title": version.title,
        "day": on.isoformat(),
        "version": str(version.name),
        "label": version.label,
        "language": version.language,
        "published": version.published.isoformat(),
        "effective": version.effective.isoformat(),
        "last_day": row.last.isoformat() if row.last else None,
        "class": policy.classification(version).value,
        "sha256": version.document.digest,
        "recorded": entry.recorded.isoformat(),
        "by": entry.by,
        "imported": entry.imported,
        "late_entry": version.late_entry,
        "register_lines": [number for number, _ in extract],
        "register_head": line_digest(lines[-1]),
        "notices": [
            {
                "audience": told.audience.value,
                "began": told.began.isoformat(),
                "last": told.last.isoformat(),
                "accepted": told.accepted,
                "open": told.open,
                "in_doubt": told.in_doubt,
            }
            for told in subject.sent
        ],
    }


# ---- README.txt -----------------------------------------------------------------------------------------------------

_CHAIN = """\
   python3 - <<'END'
   import hashlib, json
   before = "0" * 64
   for line in open("register.jsonl", "rb").read().splitlines():
       assert json.loads(line)["prev"] == before, line
       before = hashlib.sha256(line).hexdigest()
   print(before)
   END
"""


def _readme(subject: Subject, extract: list[tuple[int, str]]) -> str:
    version, name = subject.version, str(subject.version.name)
    organisation = subject.library.site.organisation
    numbers = f"line {extract[0][0]} is"
    if len(extract) > 1:
        numbers = f"lines {', '.join(str(number) for number, _ in extract)} are"
    head = line_digest(subject.register.splitlines()[-1])
    parts = [
        f"{version.title} of {organisation}, as in force on {written(subject.on)}",
        f"On that day version {name} was in force: published on {written(version.published or version.effective)}, "
        f"in force from {written(version.effective)}.",
        *_entered(version),
        *_notices(subject),
        "What is in here",
        f"{name}.txt is the text as it counts. {name}.md is what its author wrote. page/ is its page as the site of "
        f"that day has it: open page/{subject.policy.slug}/{name}/index.html. register.jsonl is the public list of all "
        f"that was published; its {numbers} about this version, again in register-extract.jsonl. "
        "notices.jsonl has its lines on e-mail notices. facts.json says the same as this page, for programs.",
    ]
    if subject.before is not None:
        parts.append(
            f"changes.txt shows what changed from the version before, whose text is before/{subject.before.name}.txt: "
            "[-deleted-] and {+inserted+}. The same on a page: "
            f"page/{subject.policy.slug}/{name}/changes/index.html."
        )
    parts += [
        "How to check it",
        "You need a shell, sha256sum and python3; nothing of this program, and no network.",
        "1. No file here was changed since it was packed:",
        f"   sha256sum -c {SUMS}\n",
        f"2. The text is the registered one. This must print {version.document.digest}, which is also what “text” has "
        f"in line {extract[0][0]} of register.jsonl, and what the page of the version shows:",
        f"   sha256sum {name}.txt\n   sed -n {extract[0][0]}p register.jsonl\n",
        f"3. No line of the register was changed, left out or put in. This must end with {head}, the register's head:",
        _CHAIN,
        "4. The register was not written anew as a whole. Nothing in here can show that. Compare its head, or the head "
        "of one of its earlier lines, with one that left the publisher's house before there was a dispute: a signed "
        "tag or file, somebody's copy of the site. Every head that was ever true is one of the "
        "digests that step 3 goes through.",
        "What it does not show: that an e-mail was delivered or read. “accepted” means that a mail server took it. The "
        "pages are drawn from the text and the register, by the templates of the day they were packed; the text file "
        "is the text.",
    ]
    return "\n".join(part if part.startswith("   ") else wrapped(part) + "\n" for part in parts)


def _entered(version: Version) -> Iterator[str]:
    """When and by whom it was entered in the register, which may be later than its dates."""
    entry = version.registration
    assert entry is not None
    yield f"It was entered in the register on {written(entry.recorded)} by {entry.by}."
    if entry.imported:
        yield "It came with an imported history: its dates are those that the imported files state."
    if version.late_entry:
        yield f"It was entered later than its day of publication. Reason given: {version.late_entry}"


def _notices(subject: Subject) -> Iterator[str]:
    for told in subject.sent:
        whom = "account holders" if told.audience.value == "accounts" else "subscribers"
        yield (
            f"E-mail notice to {whom}: sent from {written(told.began)} to {written(told.last)}; mail servers accepted "
            f"{told.accepted:,} messages, {told.open:,} were still to send, {told.in_doubt:,} in doubt."
        )
    if not subject.sent:
        yield "The register has no line on an e-mail notice of this version."
