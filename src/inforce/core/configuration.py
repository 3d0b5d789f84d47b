"""``inforce.toml`` and ``policy.toml``: text in, checked settings out, every problem with its line."""

from __future__ import annotations

from collections.abc import Callable, Collection

from inforce.core import setting_checks
from inforce.core.mail_settings import read_mail
from inforce.core.settings import DEFAULT_NOTICE_DAYS, PolicySettings, Site
from inforce.core.settings_table import LONGEST, SettingsTable
from inforce.core.wording import words_of
from inforce.errors import Problem

__all__ = ["COLOURS", "FLOOR_NOTICE_DAYS", "LONGEST", "POLICY_FILE", "SITE_FILE", "read_policy", "read_site"]

SITE_FILE = "inforce.toml"
POLICY_FILE = "policy.toml"
FLOOR_NOTICE_DAYS = 15
"""A shorter notice period needs a reason: Regulation (EU) 2019/1150, article 3, asks for 15 days."""
COLOURS = ("brand", "ink", "paper", "brand-dark", "ink-dark", "paper-dark")

_FEWEST_IN_A_REASON = 2
"""Different words of `notice_reason` at least."""


def read_site(
    text: str,
    path: str = SITE_FILE,
    lists: Callable[[], Collection[str]] | None = None,
    rules: Callable[[], Collection[str]] | None = None,
) -> tuple[Site, tuple[Problem, ...]]:
    """The site's settings; a value that is wrong is reported and left at its default.

    `lists` gives the names of the word lists that a site may add to, `rules` those of the lint's rules; None: any
    name is taken.
    """
    table = SettingsTable.parse(text, path)
    default = Site()
    contact = table.checked("contact", setting_checks.email)
    site = Site(
        organisation=table.text("organisation", default.organisation),
        title=table.text("title"),
        base_url=table.checked("base_url", setting_checks.base_url, default.base_url),
        home=table.checked("home", setting_checks.web_address),
        contact=contact,
        language=table.checked("language", setting_checks.language, default.language),
        time_zone=table.text("time_zone"),
        logo=table.checked("logo", setting_checks.logo),
        lead=table.text("lead"),
        footer=table.links("footer"),
        colours=table.pairs("colours", setting_checks.colour, COLOURS),
        index_archive=table.flag("index_archive"),
        words=table.words(lists),
        lint=table.pairs("lint", setting_checks.lint_level, _known(table, "lint", rules)),
        mail=read_mail(table, contact),
    )
    return site, table.finish()


def _known(table: SettingsTable, key: str, names: Callable[[], Collection[str]] | None) -> tuple[str, ...] | None:
    return tuple(names()) if names and key in table.values else None


def read_policy(text: str, path: str) -> tuple[PolicySettings, tuple[Problem, ...]]:
    """One policy's settings; a value that is wrong is reported and left at its default."""
    table = SettingsTable.parse(text, path)
    default = PolicySettings()
    settings = PolicySettings(
        title=table.text("title"),
        kind=table.checked("kind", setting_checks.kind, default.kind),
        contact=table.checked("contact", setting_checks.email),
        notice_days=table.number("notice_days", DEFAULT_NOTICE_DAYS, 0, 3650),
        notice_reason=table.text("notice_reason"),
        review_months=table.number("review_months", default.review_months, 0, 120),
        review_line=table.place("review_months").line,
        order=table.number("order", default.order, -100_000, 100_000),
        extra=table.pairs("extra", setting_checks.anything, None),
    )
    if settings.notice_days < FLOOR_NOTICE_DAYS and not settings.notice_reason:
        sentence = (
            f"A notice period of {settings.notice_days} days is under {FLOOR_NOTICE_DAYS} days and gives no reason."
        )
        remedy = f"Set notice_days to {FLOOR_NOTICE_DAYS} or more, or say why it may be shorter in notice_reason."
        table.say("notice-floor", "notice_days", sentence, remedy)
    elif settings.notice_days < FLOOR_NOTICE_DAYS and len(words_of(settings.notice_reason)) < _FEWEST_IN_A_REASON:
        sentence = f"“{settings.notice_reason}” is no reason why the notice period may be that short."
        table.say(
            "notice-floor",
            "notice_reason",
            sentence,
            f"Say why in words, or set notice_days to {FLOOR_NOTICE_DAYS} or more.",
        )
    return settings, table.finish()
