"""The redline as Markdown for a pull-request comment: a table of sections, then each change with its marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inforce.core.model import BlockKind
from inforce.core.redline import Break, Entry, Piece, PieceKind, Redline, invisible_difference
from inforce.core.redline.remarks import image_remarks, link_remarks, spacing_remark
from inforce.render.changes import section_rows
from inforce.render.redline_words import former_shape, headline, item_lead, told

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~&@])")
_ORDINAL = re.compile(r"^(\d+)\.(?=\s)")
"""Would begin a list."""
MOST_CHARACTERS = 60_000
"""A comment on the usual forges may not be longer; what is cut is said."""


def redline_markdown(redline: Redline, *, limit: int = MOST_CHARACTERS) -> str:
    """A table of the changed sections, then each change. At most `limit` characters."""
    if redline.is_empty:
        return "No change.\n"
    parts = ["| Section | Change |", "|---|---|"]
    for row in section_rows(redline):
        title = " ".join(part for part in (row.number, row.title) if part)
        parts.append(f"| {escape(title)} | {escape(', '.join(row.kinds).capitalize())} |")
    parts.append("")
    total = len(redline.changes)
    size = sum(map(len, parts))
    for change in redline.changes:
        lines = [f"**{escape(headline(redline, change))}**", ""]
        for group in told(redline, change):
            lines += [f"> {_block(redline, group)}", ">"]
        lines[-1:] = [""]
        size += sum(map(len, lines)) + len(lines)
        if size > limit - 200:
            parts.append(f"… {total - change.number + 1} more changes are not shown here.")
            break
        parts += lines
    parts += [f"- {escape(words)}" for words in (*redline.invisible, *redline.stale_references)]
    return "\n".join(parts).rstrip() + "\n"


def escape(text: str) -> str:
    """Text that Markdown takes as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _block(redline: Redline, group: Sequence[Entry]) -> str:
    """One block that differs, or the cells of one row, on one line."""
    first = group[0]
    if first.moved_from:
        return "moved from here: " + r" \| ".join(_entry(redline.moved_text(entry), plain=True) for entry in group)
    words = r" \| ".join(_entry(entry, plain=False) for entry in group)
    if first.shape.kind is BlockKind.HEADING:
        return f"**{words}**"
    return _ORDINAL.sub(r"\1\\.", f"{escape(item_lead(first, '•'))} {words}".strip())


def _entry(entry: Entry, *, plain: bool) -> str:
    parts: list[str] = []
    links, spaces = link_remarks(entry.pieces), spacing_remark(entry.pieces, exact=entry.shape.kind is BlockKind.CODE)
    images = {} if plain else image_remarks(entry.pieces)
    for at, piece in enumerate(entry.pieces):
        if isinstance(piece, Break):
            parts.append(" ¶ ")
        elif at in images:
            before, after = map(escape, images[at])
            parts.append(f"{escape(piece.text)} (image before: {before}; now: {after})")
        elif at - 1 in images:
            continue
        elif plain:
            parts.append(_spaced(piece.old.text if piece.old else "", "", ""))
        else:
            parts.append(_piece(piece))
            if at in links:
                before, after = map(escape, (links[at].before, links[at].now))
                parts.append(f" (link before: {before}; now: {after})")
            if spaces is not None and spaces[0] == at:
                parts.append(f"{'' if parts[-1][-1:].isspace() else ' '}({spaces[1]}) ")
    shape = "" if plain else former_shape(entry)
    return ("".join(parts).strip() or "(no words)") + (f" ({shape})" if shape else "")


def _piece(piece: Piece) -> str:
    old, new = (run.text if run else "" for run in (piece.old, piece.new))
    if piece.kind is PieceKind.DELETED:
        return _spaced(old, "<del>", "</del>")
    if piece.kind is PieceKind.INSERTED:
        return _spaced(new, "<ins>", "</ins>")
    if piece.kind is PieceKind.RENUMBERED:
        return f"{escape(old)} → {_spaced(new, '', '')}"
    if piece.kind is PieceKind.INVISIBLE:
        return _spaced(new, "", "") + f" ({escape(invisible_difference(piece))})"
    words = _spaced(new, "", "")
    return f"{words} (format changed)" if piece.reformatted and not piece.retargeted else words


def _spaced(text: str, opening: str, closing: str) -> str:
    inner = escape(text)
    if not inner:
        return " " if text else ""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{opening}{inner}{closing}{after}"
