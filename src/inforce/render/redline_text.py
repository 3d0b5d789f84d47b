"""The redline as plain text: for the terminal, readable with and without colour, and the OLD/NEW form for e-mails."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from inforce.core.model import BlockKind
from inforce.core.redline import Break, Change, ChangeKind, Entry, Piece, PieceKind, Redline, invisible_difference
from inforce.core.redline.remarks import image_remarks, link_remarks, spacing_remark
from inforce.render.redline_words import (
    former_shape,
    headline,
    is_context,
    item_lead,
    place_of,
    sides_text,
    told,
    what_of,
)

_BOLD, _RESET = "\x1b[1m", "\x1b[0m"
_RED, _GREEN, _END = "\x0e", "\x0f", "\x10"
"""Stand for colours until the lines are wrapped: a colour's own letters would count, and it must end with its line."""
_COLOURS = {_RED: "\x1b[31;9m", _GREEN: "\x1b[32;4m", _END: ""}
_CONTROL = dict.fromkeys([*range(9), *range(11, 32), 127, *range(0x80, 0xA0)], "\N{REPLACEMENT CHARACTER}")
"""What a text may not do to a terminal."""


def redline_text(redline: Redline, *, colour: bool = False, width: int = 100) -> str:
    """Every change with its place: ``[-deleted-]`` and ``{+inserted+}``; with `colour` also red and green.

    Lines are wrapped at `width` characters, words are never broken.
    """
    if redline.is_empty:
        return "No change.\n"
    lines: list[str] = []
    for change in redline.changes:
        lines += [_paint(clean(headline(redline, change)), _BOLD, colour), *_body(redline, change, colour, width), ""]
    lines += [f"Note: {clean(words)}." for words in (*redline.invisible, *redline.stale_references)]
    return "\n".join(lines).rstrip() + "\n"


def clean(text: str) -> str:
    """The text without characters that would steer a terminal."""
    return text.translate(_CONTROL)


def _body(redline: Redline, change: Change, colour: bool, width: int) -> Iterator[str]:
    for group in told(redline, change):
        if group[0].moved_from:
            yield from _wrap("(moved from here) " + " | ".join(_old_text(redline, entry) for entry in group), width)
        else:
            words = " | ".join(marked_text(entry, colour) for entry in group)
            yield from _painted(_wrap(_lead(group[0]) + words, width))


def _old_text(redline: Redline, entry: Entry) -> str:
    return clean(sides_text(redline.moved_text(entry))[0])


def _lead(entry: Entry) -> str:
    if entry.shape.kind is BlockKind.HEADING:
        return "#" * entry.shape.level + " "
    return item_lead(entry, "-")


def marked_text(entry: Entry, colour: bool = False) -> str:
    """One entry with its marks."""
    parts: list[str] = []
    pieces = entry.pieces
    links, images = link_remarks(pieces), image_remarks(pieces)
    spaces = spacing_remark(pieces, exact=entry.shape.kind is BlockKind.CODE)
    for at, piece in enumerate(pieces):
        if isinstance(piece, Break):
            parts.append(" {+¶+} " if piece.old is None else " [-¶-] " if piece.new is None else " ¶ ")
        elif at in images:
            parts.append(f"{clean(piece.text)} (image: {_replaced(*images[at], colour)})")
        elif at - 1 not in images:
            parts.append(_piece(piece, colour))
        if at in links:
            parts.append(f" (link: {_replaced(links[at].before, links[at].now, colour)})")
        if spaces is not None and spaces[0] == at:
            parts.append(f"{'' if parts[-1][-1:].isspace() else ' '}({spaces[1]}) ")
    shape = former_shape(entry)
    return "".join(parts) + (f" ({shape})" if shape else "")


def _piece(piece: Piece, colour: bool) -> str:
    old, new = (clean(run.text) if run else "" for run in (piece.old, piece.new))
    if piece.kind is PieceKind.DELETED:
        return _gone(old, colour)
    if piece.kind is PieceKind.INSERTED:
        return _come(new, colour)
    if piece.kind is PieceKind.RENUMBERED:
        return f"{old.rstrip()} → {new}"
    if piece.kind is PieceKind.INVISIBLE:
        return f"{new} ({clean(invisible_difference(piece))})"
    return f"{new} (format changed)" if piece.reformatted and not piece.retargeted else new


def _replaced(old: str, new: str, colour: bool) -> str:
    return f"{_gone(clean(old), colour)} {_come(clean(new), colour)}"


def _gone(text: str, colour: bool) -> str:
    return _mark(text, "[-", "-]", _RED, colour)


def _come(text: str, colour: bool) -> str:
    return _mark(text, "{+", "+}", _GREEN, colour)


def _mark(text: str, opening: str, closing: str, paint: str, colour: bool) -> str:
    inner = text.rstrip()
    if not inner:
        return text
    marked = f"{opening}{inner}{closing}"
    return (f"{paint}{marked}{_END}" if colour else marked) + text[len(inner) :]


def _painted(lines: Iterable[str]) -> Iterator[str]:
    """The lines with their colours; a mark that goes on in the next line is closed and opened again."""
    now = ""
    for line in lines:
        words = line.lstrip(" ")
        parts = [line[: len(line) - len(words)], now]
        for part in re.split(f"([{_RED}{_GREEN}{_END}])", words):
            if part in _COLOURS:
                parts.append(_RESET if part == _END else _COLOURS[part])
                now = _COLOURS[part]
            else:
                parts.append(part)
        yield "".join(parts) + (_RESET if now else "")


def _paint(text: str, paint: str, colour: bool) -> str:
    return f"{paint}{text}{_RESET}" if colour else text


def _wrap(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n"):
        yield from textwrap.wrap(
            line, max(20, width - 2), initial_indent="  ", subsequent_indent="  ", break_long_words=False,
            break_on_hyphens=False) or [""]  # fmt: skip


def old_new_text(redline: Redline, *, width: int = 72) -> str:
    """OLD and NEW words of each change, for plain mails: no marks to decode."""
    lines: list[str] = []
    for change in redline.changes:
        place, what = place_of(redline, change).rstrip(".: "), what_of(redline, change)
        lines.append(clean(f"{place}: {what}" if place else what))
        groups = [group for group in told(redline, change) if not group[0].moved_from]
        old_text, new_text = (_side_text(groups, side) for side in (0, 1))
        if old_text == new_text or (change.kind is ChangeKind.MOVED and not _reworded(groups)):
            lines += _labelled("TEXT", new_text, width)
        else:
            own = [group for group in groups if not is_context(group)]
            lines += _labelled("OLD", old_text, width) if _side_text(own, 0).strip() else []
            lines += _labelled("NEW", new_text, width) if _side_text(own, 1).strip() else []
        lines += [*_addresses(groups, width), *_shapes(groups, width), ""]
    return "\n".join(lines).rstrip() + "\n" if lines else ""


def _reworded(groups: Sequence[Sequence[Entry]]) -> bool:
    """Do the words differ, numbers of items and sections aside?"""
    kinds = (PieceKind.INSERTED, PieceKind.DELETED)
    return any(piece.kind in kinds for group in groups for entry in group for piece in entry.words)


def _side_text(groups: Sequence[Sequence[Entry]], side: int) -> str:
    """The old (0) or new (1) words, a line for each block or row."""
    lines: list[str] = []
    for group in groups:
        cells = [clean(sides_text(entry)[side]) for entry in group]
        words = " | ".join(cell for cell in cells if cell.strip())
        lines += [item_lead(group[0], "-", old=side == 0) + words] if words else []
    return "\n".join(lines)


def _addresses(groups: Sequence[Sequence[Entry]], width: int) -> Iterator[str]:
    """What the words do not show: where a link led and leads, which file an image was and is."""
    for pieces in (entry.pieces for group in groups for entry in group):
        for label, pairs in (
            ("LINK", [(remark.before, remark.now) for remark in link_remarks(pieces).values()]),
            ("FILE", list(image_remarks(pieces).values())),
        ):
            for old, new in pairs:
                yield from _labelled(label, clean(f"{old or 'none'} → {new or 'none'}"), width)


def _labelled(label: str, text: str, width: int) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        lead = f"{label + ':':5} " if not lines else " " * 6
        lines += textwrap.wrap(
            line, width, initial_indent=lead, subsequent_indent=" " * 6, break_long_words=False, break_on_hyphens=False
        )
    return lines


def _shapes(groups: Sequence[Sequence[Entry]], width: int) -> Iterator[str]:
    """What the blocks were, where they look otherwise now."""
    for words in dict.fromkeys(former_shape(entry) for group in groups for entry in group):
        if words:
            yield from _labelled("WAS", words.removeprefix("was "), width)
