"""What looks as if it were still to be filled in is not published, unless somebody says that it is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce.commands import publish
from inforce.errors import ContentError, Level
from support.small_project import SECOND, TODAY, with_first, write

NAME = "content/policies/privacy/2027-01-31.md"
MEANT = "lint:\n  - rule: placeholder-left\n    reason: The sign of a template is shown as it stands.\neffective:"


def test_a_placeholder_stops_publish_until_it_is_meant(tmp_path: Path) -> None:
    """`publish` refuses the draft and names the place; with a reason below “lint:” it is published."""
    root = with_first(tmp_path)
    text = f"{SECOND}\nWe are {{{{ company }}}}.\n"
    write(root, NAME, text)
    with pytest.raises(ContentError) as refused:
        publish.run(root, "privacy", "2027-01-31", by="Ada Counsel", today=TODAY)
    (said,) = (p for p in refused.value.problems if p.code == "placeholder-left")
    assert said.level is Level.ERROR
    assert "“{{ company }}”" in said.sentence
    write(root, NAME, text.replace("effective:", MEANT, 1))
    assert publish.run(root, "privacy", "2027-01-31", by="Ada Counsel", today=TODAY).published
