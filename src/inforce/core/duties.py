"""Notice duties: whom a material change is told to, how, and by when. Hints with their sources, never legal advice.

The sources are explained in docs/reference/notice-duties.md. Whether one applies is for the reader to judge: a text
does not say where its publisher is established, or who its readers are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from inforce.core.policy import Policy, Version

DATA_HELD = frozenset({"M01", "M02", "M03", "M10", "M12"})
"""Categories by which data that is held already may come to be used otherwise than was said when it was given."""
NO_PROMOTION = "Put no promotion into the message, so that it stays a notice (CAN-SPAM, 15 U.S.C. 7702(17)(A)(iii))."
CALIFORNIA = "California asks for an update every 12 months, with its day shown (Civil Code 1798.130(a)(5))"


@dataclass(frozen=True, slots=True)
class Duty:
    """One rule of law or good practice on telling people of a change."""

    name: str
    """A stable name, for programs."""
    audience: str
    """Whom: "each customer …"."""
    how: str
    """By which way, and with what."""
    source: str
    kinds: frozenset[str]
    """Kinds of policy that it concerns."""
    categories: frozenset[str] = frozenset()
    """Categories of change that it concerns; empty: every one."""
    days: int = 0
    """Days of notice that the source itself asks for; 0: it names none, so the policy's own period counts."""
    until_effective: bool = False
    """Something to have before the change applies, not to send a notice period earlier."""

    def concerns(self, kind: str, categories: Collection[str]) -> bool:
        """Whether a change of these `categories` in a policy of this `kind` may fall under it."""
        return kind in self.kinds and (not self.categories or not self.categories.isdisjoint(categories))

    def last_day(self, effective: date, notice_days: int) -> date:
        """The last day that leaves enough time before `effective`."""
        return effective - timedelta(days=1 if self.until_effective else max(self.days, notice_days))


_EVERY = frozenset({"privacy", "terms", "cookies", "subprocessors", "security", "other"})
_OF_DATA = frozenset({"privacy", "cookies"})
_PROCESSORS = "in writing, with what the company does and where, and with time to object before it begins"
DUTIES: tuple[Duty, ...] = (
    Duty(
        "dedicated-message",
        "everyone whose data it concerns",
        "in a message of its own, such as an e-mail, well before it applies; never by “check back here”",
        "WP260 rev.01, 29–31",
        _OF_DATA,
    ),
    Duty(
        "new-purpose",
        "everyone whose data is to serve the new purpose",
        "with the purpose and the rights people have, before their data is used for it",
        "GDPR, art. 13(3) and 14(4)",
        _OF_DATA,
        frozenset({"M02"}),
    ),
    Duty(
        "data-held-consent",
        "everyone whose data you hold already, if what changes is to apply to it",
        "affirmative consent before it does, not notice only",
        "FTC Act, section 5, on material adverse changes to data already held",
        _OF_DATA,
        DATA_HELD,
        until_effective=True,
    ),
    Duty(
        "subprocessor-objection",
        "each customer for whom you process data",
        _PROCESSORS,
        "GDPR, art. 28(2)",
        frozenset({"subprocessors"}),
    ),
    Duty(
        "subprocessor-objection",
        "each customer for whom you process data, if a company is to work on it",
        _PROCESSORS,
        "GDPR, art. 28(2)",
        _EVERY - {"subprocessors"},
        frozenset({"M04"}),
    ),
    Duty(
        "promised-way",
        "everyone who agreed to it or relies on it",
        "in the way in which the text itself promises to announce changes, else by e-mail",
        "the policy's own notice period",
        frozenset({"terms", "security", "other"}),
    ),
    Duty(
        "business-users",
        "business users, if they reach consumers through your service",
        "on a durable medium, such as e-mail; for longer where they must adapt",
        "Regulation (EU) 2019/1150, art. 3(2): at least 15 days",
        frozenset({"terms"}),
        days=15,
    ),
    Duty(
        "consumers-digital",
        "consumers in the EU, if the service gets worse for them",
        "on a durable medium, reasonably in advance, with their right to end the contract within 30 days",
        "Directive (EU) 2019/770, art. 19",
        frozenset({"terms"}),
    ),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that a coming change calls for."""

    duty: str
    audience: str
    how: str
    source: str
    last_day: date
    """The last day to send it (to have consent, where it is that)."""
    late: bool
    """That day is past: what was not sent by then is late."""


def notices(policy: Policy, version: Version, categories: Collection[str], on: date) -> tuple[Notice, ...]:
    """The notices that `version`, a material change of these `categories`, calls for, as seen on the day `on`."""
    settings = policy.settings
    found = []
    for duty in DUTIES:
        if duty.concerns(settings.kind, categories):
            last = duty.last_day(version.effective, settings.notice_days)
            found.append(Notice(duty.name, duty.audience, duty.how, duty.source, last, on > last))
    return tuple(sorted(found, key=lambda notice: notice.last_day))


def review_hint(policy: Policy, in_force: Version | None) -> str:
    """What a law says of reviews of this policy; "" where its text names no such law."""
    if in_force is None or policy.settings.kind not in _OF_DATA:
        return ""
    return CALIFORNIA if re.search(r"\b(?:California|CCPA|CPRA)\b", in_force.document.canonical) else ""
