"""Settings of the site and of one policy, as frozen values. `inforce.core.configuration` reads and checks them."""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = ("privacy", "terms", "cookies", "subprocessors", "security", "other")
DEFAULT_NOTICE_DAYS = 30
"""Whole days between notice and effective date. Common practice; WP260 rev.01, 30 asks for "well in advance"."""


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled address, e.g. in the site's footer."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class MailSettings:
    """``[mail]`` of ``inforce.toml``: who notices come from, and how fast they go out."""

    sender: str = ""
    """Address in From (key ``from``); empty: the site's contact."""
    name: str = ""
    """Display name in From; empty: the organisation."""
    reply_to: str = ""
    bounces: str = ""
    """Envelope sender, to which bounces come back; empty: the sender."""
    verp: bool = False
    """Each recipient has an envelope sender of its own, so that a bounce names whose it is."""
    postal: str = ""
    """Postal address for the footer, on one line."""
    why_accounts: str = ""
    """Own sentence on why an account holder gets the notice; empty: the standard one."""
    why_subscribers: str = ""
    rate: int = 50
    """Messages a second."""
    connections: int = 4
    """Connections to the mail server at a time."""
    second_person: bool = False
    """Who approves a notice must not be who published the version."""


@dataclass(frozen=True, slots=True)
class Site:
    """``inforce.toml``: who publishes, where, and how the site looks."""

    organisation: str = "Our organisation"
    title: str = ""
    """Name of the site; "ORGANISATION policies" where empty."""
    base_url: str = "https://policies.example.com/"
    """Absolute address of the site's root, ends with a slash; may have a path."""
    home: str = ""
    """Address of the organisation's own site; empty: no link."""
    contact: str = ""
    """E-mail address for questions about the policies."""
    language: str = "en"
    time_zone: str = ""
    """Where days begin, in words, shown beside "What applied on …"; empty: not said."""
    logo: str = ""
    """File below ``templates/assets/`` of the project; empty: no logo."""
    lead: str = ""
    """Sentence under the index's heading."""
    footer: tuple[Link, ...] = ()
    colours: tuple[tuple[str, str], ...] = ()
    """CSS colours by name: brand, ink, paper, and the same with ``-dark``."""
    index_archive: bool = False
    """Let search engines index superseded versions."""
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Phrases added to the lists by which changes are read, by list: ("things.data", ("gait", …)), …"""
    lint: tuple[tuple[str, str], ...] = ()
    """Levels of the lint's rules that the site sets, by rule: error, warning, hint or off."""
    mail: MailSettings = MailSettings()

    @property
    def name(self) -> str:
        """The site's name as shown."""
        return self.title or f"{self.organisation} policies"


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """``policy.toml`` of one policy; every field has a default."""

    title: str = ""
    kind: str = "other"
    contact: str = ""
    notice_days: int = DEFAULT_NOTICE_DAYS
    notice_reason: str = ""
    """Why a period under 15 days is right; needed only then."""
    review_months: int = 12
    """Months between reviews; 0: none asked for."""
    order: int = 100
    """Place in the index: lower first, then by slug."""
    extra: tuple[tuple[str, str], ...] = field(default=())
    review_line: int = field(default=0, compare=False)
    """Line of ``review_months`` in its file, 1 where the file does not name it; 0: there is no file."""
