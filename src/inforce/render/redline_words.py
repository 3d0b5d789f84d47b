"""What the views without markup say alike: where a change stands, and what leads a block."""

from __future__ import annotations

from inforce.core.redline import Change, Entry, Redline


def headline(redline: Redline, change: Change) -> str:
    """The change in one line: "Change 1 of 4: Words replaced – 2. Data"."""
    head = f"Change {change.number} of {len(redline.changes)}: {change.what}"
    place = place_of(redline, change)
    return f"{head} – {place}" if place else head


def place_of(redline: Redline, change: Change) -> str:
    """Number and title of the section that a change stands in; empty before the first heading."""
    section = next((s for s in redline.sections if s.anchor == change.section), None)
    return " ".join(part for part in (section.number, section.title) if part) if section else ""


def item_lead(entry: Entry, bullet: str, *, old: bool | None = None) -> str:
    """What stands before a list item: its number as shown (as either text has it, if `old` says which), or a bullet."""
    as_old = entry.new is None if old is None else old
    number, delimiter = entry.old_number if as_old else entry.new_number
    if number is not None:
        return f"{number}{delimiter or '.'} "
    return f"{bullet} " if any(c.kind == "li" for c in entry.shown) else ""
