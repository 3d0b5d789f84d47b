"""The reference says what is so: its examples are read, and every key there is stands in it."""

from __future__ import annotations

import json
import re
from dataclasses import fields

from factories import make_version
from inforce.core import frontmatter
from inforce.core.configuration import COLOURS, FLOOR_NOTICE_DAYS, read_site
from inforce.core.policy import NoticeRecord
from inforce.core.register import FIELDS, Event, Register, event_for, line_for
from inforce.core.register_event import EVENTS
from inforce.core.settings import DEFAULT_NOTICE_DAYS, KINDS, MailSettings, PolicySettings, Site
from support.judged_sites import ON
from support.project import ROOT


def page(name: str) -> str:
    """A page of the reference."""
    return (ROOT / "docs" / "reference" / f"{name}.md").read_text(encoding="utf-8")


def example(name: str, language: str) -> str:
    """The first example of a page in a language."""
    match = re.search(rf"```{language}\n(.*?)```", page(name), re.DOTALL)
    assert match is not None
    return match[1]


def test_the_example_of_front_matter_is_read() -> None:
    """Without a problem, class and summary included."""
    result = frontmatter.read(example("front-matter", "yaml"), "2027-01-31.md")
    assert result.problems == ()
    assert result.front is not None
    assert result.front.amendment is not None
    assert len(result.front.amendment.summary) == 2


def test_every_key_of_front_matter_is_explained() -> None:
    """Those below `change` too."""
    text = page("front-matter")
    for key in (*frontmatter.KEYS, *frontmatter.CHANGE_KEYS, *frontmatter.OVERRIDE_KEYS, *frontmatter.ITEM_KEYS):
        assert re.search(rf"`(?:change: )?{key}`", text), key


def test_the_example_of_the_sites_settings_is_read() -> None:
    """Without a problem."""
    site, problems = read_site(example("configuration", "toml"))
    assert problems == ()
    assert site.organisation == "Example Ltd"


def test_every_setting_is_explained() -> None:
    """Of the site and of a policy, with kinds, colours and bounds."""
    text = page("configuration")
    kinds = (Site, PolicySettings, MailSettings)
    names = {field.name for kind in kinds for field in fields(kind)} - {"sender", "review_line"}
    for name in (*names, "from", *KINDS, *COLOURS):
        assert re.search(rf"`\[*{name}\]*`", text), name
    assert f"under {FLOOR_NOTICE_DAYS} days" in text
    assert f"| {DEFAULT_NOTICE_DAYS} |" in text


def test_every_key_of_the_register_is_explained() -> None:
    """Of the lines and of the digest of the front matter."""
    text = page("register")
    keys = {field.name for field in fields(Event)} - {"line", "declared"} | {"class", "check"}
    for key in (*keys, *FIELDS, *(field.name for field in fields(NoticeRecord)), *EVENTS):
        assert f"`{key}`" in text, key
    line = json.loads(line_for(Register(), event_for(make_version(registered=False), recorded=ON, by="Ada")))
    assert set(line) <= keys
