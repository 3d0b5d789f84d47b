"""A site's own words make the rules see more, never less."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from inforce.core.document import parse
from inforce.core.materiality import Verdict, assess
from inforce.core.materiality.vocabulary import extendable, vocabulary
from inforce.core.redline import compare

SHIPPED = tomllib.loads(resources.files("inforce.core.materiality").joinpath("words.toml").read_text(encoding="utf-8"))
PAIRS = (
    ("We share your name with partners.", "We share your name and your health data with partners and advertisers."),
    ("We ask for your consent before we use cookies.", "We use cookies."),
    ("We are liable for damage.", "We are not liable for damage."),
    ("We delete logs after 90 days.", "We delete logs after 180 days."),
)
LISTS = [f"M{n:02}.{name}" for n in range(1, 20) for name in ("titles", "strong", "weak")]
LISTS += ["things.data", "things.recipient", "words.exception", "words.handle"]
RANK = (Verdict.IMMATERIAL, Verdict.REVIEW, Verdict.MATERIAL)


@pytest.mark.parametrize("name", LISTS)
def test_no_word_of_a_site_lowers_a_verdict(name: str) -> None:
    """Phrases of the changed sentence itself, in any list that a site may add to, leave the verdict or raise it."""
    for old, new in PAIRS:
        redline = compare(*(parse(f"# Policy\n\n## Data\n\n{text}\n", lenient=True) for text in (old, new)))
        plain = assess(redline, vocabulary(SHIPPED), "privacy").verdict
        for phrase in (new.rstrip("."), "share your name", "liable for damage", "logs", "use cookies"):
            own = assess(redline, vocabulary(SHIPPED, {name: [phrase]}), "privacy").verdict
            assert RANK.index(own) >= RANK.index(plain), (phrase, old, new)


@pytest.mark.parametrize("name", ["words.hollow", "words.pointer", "things.form", "words.delete", "equal.groups"])
def test_a_list_by_which_changes_pass_cannot_be_added_to(name: str) -> None:
    """What excuses a change is the program's alone."""
    assert not extendable(name)
    with pytest.raises(KeyError):
        vocabulary(SHIPPED, {name: ["sell"]})
