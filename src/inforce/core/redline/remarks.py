"""What a view says in words inside a block: one remark for each link that changed, one for all white space that did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inforce.core.model import Run
from inforce.core.redline.value import Break, Piece, PieceKind

_SPACES = re.compile(r"[ \t\r\f\v]+")
_MARKED = (PieceKind.INSERTED, PieceKind.DELETED)


@dataclass(frozen=True, slots=True)
class LinkRemark:
    """A link that changed, to be told after the whole of it."""

    old: str | None
    new: str | None
    same_words: bool
    """Are the words of the link the same in both texts?"""
    titles: tuple[str, str] = ("", "")
    """The old and the new title, where they alone differ."""

    @property
    def before(self) -> str:
        """Where it led: the address, "none"; with its title where that alone changed."""
        return _told(self.old, self.titles[0])

    @property
    def now(self) -> str:
        """Where it leads."""
        return _told(self.new, self.titles[1])


def link_remarks(pieces: Sequence[Piece | Break]) -> dict[int, LinkRemark]:
    """For each changed link whose words were kept at least in part: its remark, by the index of its last piece."""
    found: dict[int, LinkRemark] = {}
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if not _relinked(piece):
            at += 1
            continue
        assert isinstance(piece, Piece)
        assert piece.old is not None
        assert piece.new is not None
        targets = piece.old.href, piece.new.href
        end = _reach(pieces, at, targets, 1)
        stretch = pieces[_reach(pieces, at, targets, -1) : end + 1]
        same = all(_relinked(p) for p in stretch)
        spoken = same or any(_relinked(p) and _has_words(p) for p in stretch)
        if not spoken:  # a space left the link with the words beside it: their marks tell it
            at = end + 1
            continue
        titles = (piece.old.title, piece.new.title) if piece.old.href == piece.new.href else ("", "")
        found[end] = LinkRemark(*targets, same, titles)
        at = end + 1
    return found


def _told(href: str | None, title: str) -> str:
    return f"{href or 'none'} “{title}”" if title else href or "none"


def _relinked(piece: Piece | Break) -> bool:
    return isinstance(piece, Piece) and piece.kind is PieceKind.SAME and piece.retargeted


def _has_words(piece: Piece | Break) -> bool:
    return isinstance(piece, Piece) and (bool(piece.text.strip()) or bool(piece.new and piece.new.image is not None))


def _reach(pieces: Sequence[Piece | Break], at: int, targets: tuple[str | None, str | None], step: int) -> int:
    """Index of the last piece of the link, walking from `at` on (or back); words of the link that changed belong to it."""  # noqa: E501
    last = at
    at += step
    while 0 <= at < len(pieces):
        piece = pieces[at]
        if isinstance(piece, Break):
            break
        old, new = targets
        here_old = piece.old is not None and piece.old.href == old
        here_new = piece.new is not None and piece.new.href == new
        both = piece.old is not None and piece.new is not None
        if (here_old and here_new) if both else (here_old and old is not None) or (here_new and new is not None):
            last = at
        elif both:
            break
        at += step
    return last


def image_remarks(pieces: Sequence[Piece | Break]) -> dict[int, tuple[str, str]]:
    """Each image that is told the same and is another file: old and new address, by the index of its deleted piece.

    Its inserted piece comes next. Words that changed beside it speak for themselves: then it has no remark.
    """
    found: dict[int, tuple[str, str]] = {}
    for at in range(len(pieces) - 1):
        old, new = _image(pieces[at], PieceKind.DELETED), _image(pieces[at + 1], PieceKind.INSERTED)
        if old is None or new is None or old.text != new.text or old.image is None or new.image is None:
            continue
        before, after = pieces[at - 1] if at else None, pieces[at + 2] if at + 2 < len(pieces) else None
        if not (_is(before, PieceKind.DELETED) or _is(after, PieceKind.INSERTED)):
            found[at] = old.image, new.image
    return found


def _image(piece: Piece | Break, kind: PieceKind) -> Run | None:
    if not isinstance(piece, Piece) or piece.kind is not kind:
        return None
    return piece.old or piece.new


def _is(piece: Piece | Break | None, kind: PieceKind) -> bool:
    return isinstance(piece, Piece) and piece.kind is kind


def spacing_remark(pieces: Sequence[Piece | Break], *, exact: bool = False) -> tuple[int, str] | None:
    """What became of white space that differs though no word beside it does, in words, and after which piece to say it.

    One place is told where it is; of several the block's end tells, so that its sentences can be read.
    `exact`: several spaces are not one (preformatted text).
    """
    found: list[tuple[int, str, str]] = []
    for at, piece in enumerate(pieces):
        if not isinstance(piece, Piece) or piece.kind is not PieceKind.SPACING:
            continue
        near = [pieces[k] for k in (at - 1, at + 1) if 0 <= k < len(pieces)]
        if len(near) < 2 or any(isinstance(p, Break) or p.kind in _MARKED for p in near):
            continue
        what, verb = spacing(piece, exact=exact)
        if what:
            found.append((at, what, verb))
    if not found:
        return None
    at, what, verb = found[0]
    whats, verbs = {w for _, w, _ in found}, {v for _, _, v in found}
    words = f"{what if len(whats) == 1 else 'white space'} {verb if len(verbs) == 1 else 'changed'}"
    return (at, words) if len(found) == 1 else (len(pieces) - 1, f"{words} at {len(found)} places")


def spacing(piece: Piece, *, exact: bool = False) -> tuple[str, str]:
    """What differs in a piece of kind `spacing` (thing, verb); nothing where the page and the text told are the same."""  # noqa: E501
    old, new = (run.text if run else "" for run in (piece.old, piece.new))
    if not exact:
        old, new = _SPACES.sub(" ", old), _SPACES.sub(" ", new)
    if old == new:
        return "", ""
    if ("\n" in old) != ("\n" in new):
        return "line break", "added" if "\n" in new else "removed"
    if len(old) == len(new) or "\n" in old:
        return "white space", "changed"
    return "space", "added" if len(new) > len(old) else "removed"
