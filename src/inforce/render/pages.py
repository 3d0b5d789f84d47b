"""The site plan: every file of the public site for one day, in a fixed order.

Nothing is written here: each file is a `Page`, made when it is asked for, so that a thousand versions need no
more memory than one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from inforce.core.between import between
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.policy import Library
from inforce.core.redline import Redline, compare
from inforce.core.settings import Link
from inforce.errors import ContentError, Place, Problem
from inforce.render import contract, feeds
from inforce.render.blocks import document_html
from inforce.render.changes import section_rows, summary_rows
from inforce.render.compare import MATRIX, Comparison, Comparisons
from inforce.render.draft_findings import draft_findings
from inforce.render.environment import Theme
from inforce.render.facts import PolicyFacts, VersionFacts, direction, policies_shown
from inforce.render.findings import Findings
from inforce.render.law import contents, heading_shift, notes, outlined, own_title, removed
from inforce.render.plan import Page
from inforce.render.public_source import public_markdown
from inforce.render.redline_html import redline_html
from inforce.render.stylesheet import stylesheet
from inforce.render.urls import CONTENT_SECURITY_POLICY, absolute, from_host, localise, relative

RECENT_CHANGES = 10
"""Rows of "Recent changes" on the index."""


def plan(
    library: Library,
    on: date,
    *,
    known: Vocabulary | None = None,
    overrides: Path | None = None,
    drafts: bool = False,
) -> Iterator[Page]:
    """Every file of the site as of `on`, the manifest of their digests last.

    With `known`, the words by which changes are read, what is found in classified changes is told beside what their
    authors declare. `overrides` is the site's own `templates/` folder. With `drafts`, drafts and pending versions get
    pages too, labelled as such; feeds and JSON never contain them.
    """
    digests: list[tuple[str, str]] = []
    for page in _pages(library, on, Findings(known), overrides, drafts):
        digests.append((page.path, hashlib.sha256(page.content).hexdigest()))
        yield page
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests))
    yield Page("manifest.sha256", lines.encode())


def _pages(library: Library, on: date, findings: Findings, overrides: Path | None, drafts: bool) -> Iterator[Page]:
    theme = Theme(overrides)
    theme.require_known_names()
    shown = policies_shown(library, on, drafts=drafts, findings=findings)
    site = _SitePlan(library, on, theme, shown, findings)
    yield site.index()
    for policy in site.policies:
        yield from site.policy(policy)
    yield from site.fixed()
    yield from feeds.pages(library, on, findings)
    yield from contract.pages(library, on, findings)


class _SitePlan:
    """The pages that have a template, drawn from one theme and one set of facts."""

    def __init__(
        self, library: Library, on: date, theme: Theme, policies: tuple[PolicyFacts, ...], findings: Findings
    ) -> None:
        self.library, self.on, self.theme, self.policies, self.findings = library, on, theme, policies, findings
        self.site = library.site
        self.names = frozenset(policy.slug for policy in policies)
        self.assets = theme.assets()
        base_url = self.site.base_url
        self.common: dict[str, Any] = {
            "site": self.site,
            "site_direction": direction(self.site.language),
            "csp": CONTENT_SECURITY_POLICY,
            "logo": self._logo(),
            "shown_root": base_url.partition("://")[2].rstrip("/"),
            "wbr": Markup("<wbr>"),
        }

    # ---- one kind of page each ---------------------------------------------------------------------------------------

    def index(self) -> Page:
        """All policies: what is in force, what is coming, recent changes."""
        announced = [(p, v) for p in self.policies for v in p.scheduled if v.material == "material"]
        recent = sorted(
            (change for policy in self.policies for change in self._recent(policy)),
            key=lambda change: change[2:],
            reverse=True,
        )
        return self._page(
            "index.html",
            "index.html.j2",
            canonical="",
            announced=sorted(announced, key=lambda pair: pair[1].effective),
            in_force=[p for p in self.policies if p.in_force],
            coming_first=[p for p in self.policies if not p.in_force and p.scheduled],
            no_longer=[p for p in self.policies if not p.in_force and not p.scheduled],
            recent=[(policy, version) for policy, version, *_ in recent[:RECENT_CHANGES]],
        )

    def _recent(self, policy: PolicyFacts) -> Iterator[tuple[PolicyFacts, VersionFacts | None, date, date]]:
        """What was told of a policy: the day it was told and the day it is for. No version: the policy's end."""
        for version in policy.versions:
            if version.published and version.status not in ("draft", "pending"):
                yield policy, version, version.published, version.effective
        if policy.ended and policy.end_told and policy.end_told <= self.on:
            yield policy, None, policy.end_told, policy.ended

    def policy(self, policy: PolicyFacts) -> Iterator[Page]:
        """The policy's own page, everything about each of its versions, and its history."""
        subject = policy.subject
        law = self._law(policy, subject)
        yield self._version(policy, subject, law, f"{policy.path}index.html", "policy.html.j2", removed=removed(policy))
        for version in policy.versions:
            text = law if version is subject else self._law(policy, version)
            yield self._version(policy, version, text, f"{version.path}index.html", "version.html.j2")
            yield Page(version.markdown_path, public_markdown(version.source).encode())
            yield Page(version.text_path, version.source.document.canonical.encode())
            before = policy.before(version) if version.changes_path else None
            if before is not None:
                yield self._changes(policy, version, before)
        yield self._history(policy)  # after the changes: what it tells of each was found beside its redline
        if policy.compare_path:
            yield from self._compare(policy, Comparisons(policy))

    def fixed(self) -> Iterator[Page]:
        """What there is one of: the page for wrong addresses, the style sheet, assets, the register."""
        yield self._page("404.html", "404.html.j2", noindex=True, policies=self.policies)
        yield Page("style.css", stylesheet(self.theme.read("style.css"), self.site.colours))
        for path, file in self.assets.items():
            yield Page(path, file.read_bytes())
        yield Page("register.jsonl", self.library.public_register(self.on).encode())

    def _version(
        self, policy: PolicyFacts, version: VersionFacts, law: str, path: str, template: str, **more: Any
    ) -> Page:
        own_page = template == "policy.html.j2"
        archived = not own_page and version.status != "in force"
        indexed = archived and self.site.index_archive
        title = own_title(version.source)
        listed = contents(version.source.document, skip=int(title is not None))
        return self._page(
            path,
            template,
            canonical=version.path if indexed else policy.path,
            noindex=archived and not indexed,
            policy=policy,
            version=version,
            headline=title.text.strip() if title else version.title,
            title_anchor=title.anchor if title else "",
            law=Markup(localise(_reachable(law), path, policy.slug, self.names)),
            contents=listed,
            numbered=any(entry.number for entry in listed),
            **more,
        )

    def _history(self, policy: PolicyFacts) -> Page:
        by_source = {id(version.source): version for version in policy.versions}
        applied = [
            {"first": row.first, "last": row.last, "version": by_source.get(id(row.version))}
            for row in reversed(policy.source.periods(self.on))
        ]
        path = f"{policy.history_path}index.html"
        return self._page(path, "history.html.j2", canonical=policy.history_path, policy=policy, applied=applied)

    def _changes(self, policy: PolicyFacts, version: VersionFacts, before: VersionFacts) -> Page:
        path = f"{version.changes_path}index.html"
        redline = between(before.source, version.source)
        rows = summary_rows(version, redline, before.source.document)
        said = self.findings.said(policy.source, version.source, before.source)
        return self._page(
            path,
            "changes.html.j2",
            canonical=version.changes_path,
            noindex=not self.site.index_archive,
            policy=policy,
            version=version,
            before=before,
            draft=draft_findings(version.source, before.source, redline, said) if said else None,
            rows=rows,
            worded=any(row.words or row.concerns for row in rows),
            redline=self._redline(redline, version, path),
            invisible=redline.invisible,
        )

    def _compare(self, policy: PolicyFacts, comparisons: Comparisons) -> Iterator[Page]:
        """Where to choose two versions; the same beside the text in force; then each comparison."""
        for target, chosen in ((policy.compare_path, None), (policy.subject.compare_path, policy.subject)):
            yield self._page(
                f"{target}index.html",
                "compare.html.j2",
                canonical=policy.compare_path,
                noindex=chosen is not None,
                policy=policy,
                chosen=chosen,
                comparisons=comparisons,
                matrix=len(comparisons.versions) <= MATRIX,
            )
        for comparison in comparisons:
            yield from self._comparison(policy, comparison)

    def _comparison(self, policy: PolicyFacts, comparison: Comparison) -> Iterator[Page]:
        """The pages of two versions. They share one redline, which is not kept: few pages need it again."""
        old, new = comparison.old, comparison.new
        known = new.changes_path and policy.before(new) is old
        redline = between(old.source, new.source) if known else compare(old.source.document, new.source.document)
        rows = section_rows(redline)
        for target in filter(None, (comparison.following, comparison.lasting)):
            path = f"{target}index.html"
            yield self._page(
                path,
                "comparison.html.j2",
                canonical=target,
                noindex=True,
                policy=policy,
                version=new,
                before=old,
                comparison=comparison,
                follows=target == comparison.following,
                author_page=new.changes_path if known else "",
                rows=rows,
                worded=any(row.words for row in rows),
                redline=self._redline(redline, new, path),
                invisible=redline.invisible,
            )

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _logo(self) -> str:
        """Path of the organisation's logo on the site; empty for none."""
        path = f"assets/{self.site.logo}"
        if self.site.logo and path not in self.assets:
            sentence = f"The logo “{self.site.logo}” is not below templates/assets/."
            remedy = "Put the file there, or correct “logo”."
            raise ContentError(Problem("logo-missing", Place("inforce.toml"), sentence, remedy))
        return path if self.site.logo else ""

    def _redline(self, redline: Redline, version: VersionFacts, path: str) -> Markup:
        """The redline up to `version` as HTML for the page at `path`; empty where nothing differs."""
        if redline.is_empty:
            return Markup("")
        shift = heading_shift(version.source.document)
        html = _reachable(str(redline_html(redline, shift=shift)))
        return Markup(localise(html, path, version.source.slug, self.names))

    def _law(self, policy: PolicyFacts, version: VersionFacts) -> str:
        """The law text as HTML; links to other pages of the site are written from the root."""
        document, skip = version.source.document, int(own_title(version.source) is not None)
        return str(document_html(outlined(document, skip=skip), notes=self._notes(policy, version), skip=skip))

    def _notes(self, policy: PolicyFacts, version: VersionFacts) -> dict[str, str]:
        """Beside the text on the policy's own page: which of its sections the next version changes."""
        coming = next((v for v in policy.scheduled if v is not version), None)
        if coming is None or version is not policy.subject or policy.before(coming) is not version:
            return {}
        redline: Redline = between(version.source, coming.source)
        return notes(coming, redline)

    def _page(
        self, path: str, template: str, *, canonical: str | None = None, noindex: bool = False, **context: Any
    ) -> Page:
        base_url = self.site.base_url
        url = partial(from_host, base_url) if path == "404.html" else partial(relative, path)
        whole = self.common | context
        whole["url"] = url
        whole["footer"] = [Link(link.label, _resolved(link.href, url)) for link in self.site.footer]
        whole["canonical"] = None if canonical is None else absolute(base_url, canonical)
        whole["noindex"] = noindex
        return Page(path, self.theme.render(template, whole).encode())


def _reachable(html: str) -> str:
    """A table too wide for the screen scrolls by itself: whoever has only a keyboard must be able to reach it."""
    return re.sub(r"<table(?=[ >])", '<table tabindex="0"', html)


def _resolved(href: str, url: Callable[[str], str]) -> str:
    """A footer link as the page needs it: addresses without a scheme are written from the site's root."""
    return href if ":" in href else url(href.removeprefix(".").removeprefix("/"))
