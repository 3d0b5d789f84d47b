"""The Markdown beside each version: the text as its author wrote it, below front matter of public keys."""

from __future__ import annotations

import json
from collections.abc import Iterator

from inforce.core.policy import Amendment, Version


def public_markdown(version: Version) -> str:
    """A Markdown file with front matter of public keys only; `inforce` reads it back as the same version."""
    body = version.document.public_source
    return "---\n" + "".join(f"{line}\n" for line in _front_matter(version)) + "---\n" + body


def _front_matter(version: Version) -> Iterator[str]:
    yield f"title: {_quoted(version.title)}"
    if version.label != str(version.name):
        yield f"version: {_quoted(version.label)}"
    if version.published:
        yield f"published: {version.published.isoformat()}"
    yield f"effective: {version.effective.isoformat()}"
    if version.language != "en":
        yield f"language: {version.language}"
    if version.late_entry:
        yield f"late_entry: {_quoted(version.late_entry)}"
    if version.amendment is not None:
        yield from _amendment(version.amendment)


def _amendment(amendment: Amendment) -> Iterator[str]:
    if amendment.material is None and not amendment.summary and amendment.override is None:
        return
    yield "change:"
    if amendment.material is not None:
        yield f"  material: {'true' if amendment.material else 'false'}"
    if amendment.summary:
        yield "  summary:"
        for item in amendment.summary:
            if item.section:
                yield f"    - section: {_quoted(item.section)}"
                yield f"      text: {_quoted(item.text)}"
            else:
                yield f"    - text: {_quoted(item.text)}"
    if amendment.override:
        yield "  override:"
        yield f"    by: {_quoted(amendment.override.by)}"
        yield f"    reason: {_quoted(amendment.override.reason)}"


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar: every JSON string is one."""
    return json.dumps(text, ensure_ascii=False)
