"""Keys of a version's front matter as their lines stand, comments included, to be carried into the next version."""

from __future__ import annotations

from collections.abc import Collection

import yaml

from inforce.core import frontmatter


def lines_of(text: str, keys: Collection[str]) -> str:
    """The lines of those `keys` in the file `text` (line ends ``\\n``), each with what is below it and the comments
    above it; empty where it has none or cannot be read."""
    result = frontmatter.read(text, "")
    if result.front is None or not text.startswith("---"):
        return ""
    lines = text.split("\n")[1 : result.body_line - 2]
    root = yaml.compose("\n".join(lines), Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return ""
    starts = [(_with_comments(lines, key.start_mark.line), str(key.value)) for key, _ in root.value]
    ends = [*(start for start, _ in starts[1:]), len(lines)]
    kept = [lines[start:end] for (start, key), end in zip(starts, ends, strict=True) if key in keys]
    return "".join(f"{line}\n" for part in kept for line in part)


def _with_comments(lines: list[str], at: int) -> int:
    """Index of the first of the comment lines that stand directly above the line `at`."""
    while at and lines[at - 1].startswith("#"):
        at -= 1
    return at
