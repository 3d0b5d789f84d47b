"""Findings in words: a first line of a summary, for the author to edit."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST = 200
"""Characters of a sentence quoted in a draft."""
_BEGINNINGS = {
    "M01": ("We may collect more", "We no longer collect as much", "What we collect changes"),
    "M02": ("We use data for a further purpose", "A purpose is dropped", "What we use data for changes"),
    "M03": ("More people may see or receive data", "Fewer people receive data", "Who receives data changes"),
    "M04": (
        "A further company works for us",
        "A company no longer works for us",
        "The companies that work for us change",
    ),
    "M05": (
        "How long data is kept is new",
        "A statement on how long data is kept goes",
        "How long data is kept changes",
    ),
    "M06": ("A further transfer to another country", "A transfer goes", "Where data is transferred changes"),
    "M07": ("A statement on security is new", "A promise on security goes", "What we promise on security changes"),
    "M08": ("You have a further right or choice", "A right or choice goes", "How you use your rights changes"),
    "M09": ("A rule on age is new", "A rule on age goes", "The rules on age change"),
    "M10": ("A further legal basis", "A legal basis goes", "The legal basis changes"),
    "M11": (
        "Who is responsible is stated anew",
        "A statement on who is responsible goes",
        "Who is responsible changes",
    ),
    "M12": (
        "Automated decisions or AI are new",
        "Automated decisions or AI go",
        "Our use of automated decisions or AI changes",
    ),
    "M13": (
        "A rule on disputes or liability is new",
        "A rule on disputes or liability goes",
        "The rules on disputes or liability change",
    ),
    "M14": (
        "A rule on price or payment is new",
        "A rule on price or payment goes",
        "The rules on price or payment change",
    ),
    "M15": ("The document covers more", "The document covers less", "What the document covers changes"),
    "M16": ("A duty, ban or licence is new", "A duty, ban or licence goes", "What you must or may not do changes"),
    "M17": (
        "A rule on ending an account is new",
        "A rule on ending an account goes",
        "The rules on ending an account change",
    ),
    "M18": (
        "How changes are announced is new",
        "A promise on announcing changes goes",
        "How changes are announced changes",
    ),
    "M19": ("Another document binds you", "Another document no longer binds you", "A document that binds you changes"),
}


_MOST = 2
"""Stretches of changed words told in a reason."""
_SHORT = 60


def reason(what: str, changed: Sequence[tuple[str, str]]) -> str:
    """What changed, with the first words that gave way to others."""
    told = [_told(shortened(old, _SHORT), shortened(new, _SHORT)) for old, new in changed[:_MOST]]
    more = len(changed) - len(told)
    if more > 0:
        told.append(f"and {more} more place{'' if more == 1 else 's'}")
    return f"{what}: {', '.join(told)}" if told else what


def _told(old: str, new: str) -> str:
    if not old:
        return f"“{new}” is put in"
    return f"“{old}” becomes “{new}”" if new else f"“{old}” is left out"


def draft(category: str, old: str, new: str) -> str:
    """A line of a summary: the kind of change, and the sentence as it now stands (as it stood, if it is gone)."""
    begin = _BEGINNINGS.get(category, ("New", "Gone", "Changed"))
    which, said = (0, new) if not old else (1, old) if not new else (2, new)
    return f"{begin[which]}: {shortened(said)}" if which != 1 else f"{begin[which]}. It said: {shortened(said)}"


def shortened(text: str, longest: int = _LONGEST) -> str:
    """The sentence, cut at a word where it is longer than `longest` characters."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(",;: ") + " …"
