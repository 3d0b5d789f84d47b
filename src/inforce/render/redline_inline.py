"""The inside of a redlined block as HTML: insertions, deletions, notes; each mark with words for screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from inforce.core.model import Run
from inforce.core.redline import Piece, PieceKind, invisible_difference
from inforce.core.redline.remarks import LinkRemark, image_remarks, link_remarks, spacing_remark
from inforce.render.blocks import IMAGE_CLASS, run_text, runs_html, split_runs

_LABEL = re.compile(
    r"(?:(?:section|clause|article|annex|schedule|part)\s+(?:\d{1,4}|[ivxlc]{1,6}|[a-z])|(?:§+\s*)?\d{1,4}|\([a-z0-9]{1,4}\)"
    r"|(?:[a-z]|[ivxlc]{1,6})(?=[.)])|[ivxlc]{2,6})(?:[.\-]\d{1,3}|\([a-z0-9]{1,4}\))*[.):]?\s*",
    re.IGNORECASE,
)
"""What `data-renumber` may hold; a number of another form is marked as deleted and inserted."""
_IMAGE = re.compile(f'<span class="{IMAGE_CLASS}">(.*?)</span>', re.DOTALL)
_LINK = re.compile(r'<a (?P<href>href="[^"]*")[^>]*>.*?</a>', re.DOTALL)
_UNSAID = re.compile(r'<span class="hidden" data-diff-ui>[^<]*</span>|<[^>]*>')
"""What stands between two parts of a link and is none of the words: hidden words, marks."""
_MARK_NAMES = {
    "strong": "bold", "em": "italic", "code": "code", "s": "struck through", "u": "underlined", "sup": "superscript",
    "sub": "subscript", "small": "small", "mark": "highlighted",
}  # fmt: skip


def inline(runs: Sequence[Run]) -> str:
    """Runs as HTML. What an image shows is told by an attribute: it is in the text, but none of its words."""
    return _IMAGE.sub(_image, runs_html(runs))


def _image(found: re.Match[str]) -> str:
    words = found[1].replace("<br>\n", " ").replace('"', "&quot;")
    return f'<span class="{IMAGE_CLASS}" role="img" aria-label="{words}"></span>' if words else found[0]


def hidden(words: str) -> str:
    """Words for screen readers and plain-text copies; they belong to neither text."""
    return f'<span class="hidden" data-diff-ui>{escape(words, quote=False)}</span>'


def note(words: str) -> str:
    """A visible remark; its leading space is inside, or the text would gain one."""
    return f'<span class="linknote" data-diff-ui> [{escape(words, quote=False)}]</span>'


def marked(tag: str, runs: Sequence[Run]) -> str:
    """`ins` or `del` around runs, with its one pair of hidden words.

    White space at either end stands outside the mark: printed brackets and spoken words then enclose words alone.
    """
    side = "to" if tag == "ins" else "from"
    text = "".join(run.text for run in runs)
    if not text.strip() and all(run.image is None for run in runs):
        return _space(inline(runs), side, shown=tag == "ins")
    before, words, after = _bared(runs)
    word = "insertion" if tag == "ins" else "deletion"
    inner = f"{hidden(f'[{word} start] ')}{inline(words)}{hidden(f' [{word} end]')}"
    return f"{_space(inline(before), side)}<{tag}>{inner}</{tag}>{_space(inline(after), side)}"


def _bared(runs: Sequence[Run]) -> tuple[Sequence[Run], Sequence[Run], Sequence[Run]]:
    """White space before, the rest, white space after. What an image shows is not cut."""
    first, last = runs[0], runs[-1]
    lead = 0 if first.image is not None else len(first.text) - len(first.text.lstrip())
    trail = 0 if last.image is not None else len(last.text) - len(last.text.rstrip())
    before, rest = split_runs(runs, lead) if lead else ([], runs)
    words, after = split_runs(rest, sum(len(run.text) for run in rest) - trail) if trail else (rest, [])
    return before, words, after


def _space(html: str, side: str, *, shown: bool = True) -> str:
    """White space of one text: no mark to see, but a program that reads both texts back finds it."""
    return f'<span data-move="{side}"{"" if shown else " hidden"}>{html}</span>' if html else ""


def pieces_html(
    pieces: Iterable[Piece], *, in_number: bool = False, exact: bool = False, deletions: bool = True
) -> str:
    """Pieces in order. `exact`: several spaces are not one; `deletions` off: only what the new text has."""
    return _links_joined("".join(_stretches(tuple(pieces), in_number, exact, deletions)))


def _links_joined(html: str) -> str:
    """A link that marks cut in parts is several elements; all but one carry the class ``cut``.

    The address, where it is printed, then stands once: after the last words that the new text has, if it has any.
    """
    links = list(_LINK.finditer(html))
    if len(links) < 2:
        return html
    kept = [html.rfind("<del>", 0, at) <= html.rfind("</del>", 0, at) for at in (link.start() for link in links)]
    cut: list[int] = []
    last = 0
    for at in range(1, len(links)):
        if _one_link(html, links[at - 1], links[at]):
            cut.append(last if kept[at] or not kept[last] else at)
            last = last if cut[-1] == at else at
        else:
            last = at
    parts: list[str] = []
    done = 0
    for place in sorted(links[at].end("href") for at in cut):
        parts += [html[done:place], ' class="cut"']
        done = place
    return "".join([*parts, html[done:]])


def _one_link(html: str, part: re.Match[str], following: re.Match[str]) -> bool:
    between = html[part.end() : following.start()]
    return part["href"] == following["href"] and not _UNSAID.sub("", between).strip()


def _stretches(pieces: Sequence[Piece], in_number: bool, exact: bool, deletions: bool) -> Iterator[str]:
    if len(pieces) == 1 and pieces[0].kind is PieceKind.SAME and pieces[0].old is pieces[0].new:
        yield inline([run for run in (pieces[0].new,) if run is not None])
        return
    links, spacing = link_remarks(pieces), spacing_remark(pieces, exact=exact)
    images = image_remarks(pieces)
    for fate, group in groupby(range(len(pieces)), key=lambda at: _fate_at(pieces, at, images)):
        places = list(group)
        members, start, end = [pieces[at] for at in places], places[0], places[-1] + 1
        if fate[0] == "del":
            yield marked("del", [p.old for p in members if p.old]) if deletions else ""
        elif fate[0] == "ins":
            yield marked("ins", [p.new for p in members if p.new])
        elif fate[0] == "link":
            yield _link(members)
        elif fate[0] == "format":
            yield _format(members)
        elif fate[0] == "same":
            yield inline([p.new for p in members if p.new])
        elif fate[0] == "image":
            old, new = images[start]
            yield inline([p.new for p in members if p.new]) + note(f"image file changed; before: {old}; now: {new}")
        else:
            yield from (_single(p, in_number, deletions) for p in members)
        if links:
            yield from (_link_note(links[at]) for at in range(start, end) if at in links)
        if spacing is not None and start <= spacing[0] < end:
            yield _spacing_note(spacing[1], "".join(p.new.text for p in members if p.new))


def _spacing_note(words: str, space: str) -> str:
    """Where no space stands before it, one stands inside, like the one after it."""
    before = "" if space[-1:].isspace() else " "
    return f'<span class="linknote" data-diff-ui>{before}[{escape(words, quote=False)}] </span>'


def _fate_at(pieces: Sequence[Piece], at: int, images: Mapping[int, object]) -> tuple[object, ...]:
    if at in images:
        return "image", at
    return ("image", at - 1) if at - 1 in images else _fate(pieces[at])


def _fate(piece: Piece) -> tuple[object, ...]:
    """Neighbours of the same fate are written together."""
    if piece.kind is PieceKind.DELETED:
        return ("del",)
    if piece.kind is PieceKind.INSERTED:
        return ("ins",)
    if piece.kind is PieceKind.SAME and piece.old is not None and piece.new is not None:
        if piece.retargeted:
            return "link", piece.old.href, piece.new.href, piece.old.title, piece.new.title
        if piece.reformatted:
            return "format", piece.old.marks, piece.new.marks
        return ("same",)
    return "single", id(piece)


def _link(pieces: Sequence[Piece]) -> str:
    old, new = pieces[0].old, pieces[0].new
    assert old is not None
    assert new is not None
    inner = inline([Run(p.new.text, p.new.marks, None, "", p.new.image) for p in pieces if p.new])
    before = f' data-old-href="{escape(old.href)}"' if old.href is not None else ""
    if new.href is not None:
        title = f' title="{escape(new.title)}"' if new.title else ""
        return f'<a href="{escape(new.href)}"{title}{before}>{inner}</a>'
    return f"<span{before}>{inner}</span>"


def _link_note(remark: LinkRemark) -> str:
    same = ", words the same" if remark.same_words else ""
    if remark.old is None:
        return note(f"link added{same}")
    if remark.new is None:
        return note(f"link removed{same}; before: {remark.old}")
    if remark.old == remark.new:
        return note(f"title of the link changed{same}")
    return note(f"link changed{same}; before: {remark.old}")


def _format(pieces: Sequence[Piece]) -> str:
    old, new = pieces[0].old, pieces[0].new
    assert old is not None
    assert new is not None
    come = [_MARK_NAMES.get(m, m) for m in new.marks if m not in old.marks]
    gone = [_MARK_NAMES.get(m, m) for m in old.marks if m not in new.marks]
    said = "; ".join([f"now {' and '.join(come)}"] * bool(come) + [f"no longer {' or '.join(gone)}"] * bool(gone))
    inner = inline([p.new for p in pieces if p.new])
    return f'<span data-diff="format">{inner}</span>{note(said or "format changed")}'


def _single(piece: Piece, in_number: bool, deletions: bool) -> str:
    if piece.kind is PieceKind.SPACING:
        if piece.new is not None:
            return run_text(piece.new) if piece.old is not None else _space(run_text(piece.new), "to")
        return _space(run_text(piece.old), "from", shown=False) if piece.old is not None else ""
    if piece.kind is PieceKind.RENUMBERED:
        return renumbered(piece, in_number)
    old, new = piece.old, piece.new
    words = invisible_difference(piece)
    if not ((old.text if old else "") + (new.text if new else "")).strip():
        return (run_text(new) if new else "") + note(words)
    gone = marked("del", [old]) if old and deletions else ""
    return gone + (marked("ins", [new]) if new else "") + note(words)


def renumbered(piece: Piece, in_number: bool) -> str:
    """A number that only follows: old and new, neither marked as a change of words."""
    old, new = piece.old, piece.new
    assert old is not None
    assert new is not None
    if not (_LABEL.fullmatch(old.text) and _LABEL.fullmatch(new.text)):
        return marked("del", [old]) + marked("ins", [new])
    before, after = old.text.strip(), new.text.strip()
    space = new.text[len(new.text.rstrip()) :]
    inner = (
        f'{hidden("renumbered from ")}<span class="was"><span data-renumber="from">{escape(before)}</span>'
        f'<span data-diff-ui aria-hidden="true"> → </span></span>{hidden(" to ")}'
        f'<span data-renumber="to">{escape(after)}</span>{space}'
    )
    return inner if in_number else f'<span class="renumbered">{inner}</span>'
