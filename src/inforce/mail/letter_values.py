"""What the mail templates may use: the facts of a letter in the words of one locale, dressed for one medium."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import UndefinedError

from inforce.core.delivery import Audience
from inforce.core.policy import MaterialClass
from inforce.core.suggest import did_you_mean
from inforce.errors import ContentError, Problem
from inforce.mail.letter_facts import Facts, Place
from inforce.mail.medium import Medium, Plain
from inforce.mail.phrases import Phrases
from inforce.render.announcements import changes_target, version_target
from inforce.render.facts import direction
from inforce.render.urls import absolute

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_CHANGES = {"added": "section_added", "removed": "section_removed"}
WHOLE = "whole"
"""What a phrase file calls the whole text in a translated summary."""


@dataclass(frozen=True, slots=True)
class Point:
    """One section of the summary, in words."""

    heading: str
    words: tuple[str, ...]
    """The author's, or their translation."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address to read at."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The version, for templates."""

    name: str
    label: str
    language: str
    published: date | None
    effective: date
    digest: str


def values_of(told: Facts, said: Phrases, medium: Medium) -> Mapping[str, Any]:
    """All that a template of this medium may use; `ContentError` where a translated summary fits no section."""
    return _Values(told, said, medium).all()


def subject_of(told: Facts, said: Phrases) -> str:
    """The subject, in plain text."""
    return _Values(told, said, Plain()).headline


class _Values:
    def __init__(self, told: Facts, said: Phrases, medium: Medium) -> None:
        self.told, self.said, self.medium = told, said, medium
        site, version, until, title = told.site, told.version, told.until, said.title(told.version.slug)
        self.contact = told.policy.settings.contact or site.contact
        self.slots = {
            "organisation": medium.words(site.organisation),
            "title": medium.words(title.text if title else version.title, title.locale if title else version.language),
            "effective": self.day(version.effective),
            "before": self.day(until.effective) if until else "",
            "version": medium.words(str(version.name)),
            "published": self.day(version.published) if version.published else "",
            "contact": medium.address(self.contact) if self.contact else "",
        }
        self.headline = self.say(self.tense("subject"))

    def tense(self, key: str) -> str:
        """The name of the sentence for a first version, or for a letter that comes after the day; else `key`."""
        if self.told.before is None and key in ("subject", "lead"):
            return f"{key}_first"
        return f"{key}_past" if self.told.past else key

    def day(self, day: date) -> str:
        """A day in words."""
        return self.medium.day(self.said.day(day))

    def say(self, key: str, **values: object) -> str:
        """The sentence of this name, filled in."""
        try:
            sentence = self.said.sentence(key)
        except KeyError:
            raise UndefinedError(f"the sentence “{key}”") from None
        own = {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
        try:
            return self.medium.fill(sentence.text, {**self.slots, **own}, sentence.locale)
        except KeyError as missing:
            raise UndefinedError(f"what stands for “{{{missing.args[0]}}}” in the sentence “{key}”") from None

    def all(self) -> dict[str, Any]:
        told, points = self.told, tuple(self._points())
        also = tuple(self._named(changed.place, _CHANGES.get(changed.kind, "")) for changed in told.also)
        return {
            "language": self.said.locale,
            "direction": direction(self.said.locale),
            "subject": subject_of(told, self.said) if not isinstance(self.medium, Plain) else self.headline,
            "say": self.say,
            "day": self.day,
            "site": told.site,
            "organisation": self.slots["organisation"],
            "policy": told.policy.slug,
            "title": self.slots["title"],
            "version": self._version(),
            "audience": told.audience.value,
            "kind": self.say(self._kind()),
            "headline": self.headline,
            "lead": self.say(self.tense("lead")),
            "until": self.say(self.tense("until")) if told.until else "",
            "heading_changes": self.say(self.tense("heading_changes") if told.before else "heading_about"),
            "points": points,
            "also": also,
            "also_lead": self.say("also" if points else "also_only"),
            "has_changes": told.before is not None,
            "links": tuple(self._links()),
            "contact": self.slots["contact"],
            "why": self._why(),
            "leave": self._leave(),
            "stated": self.say("version" if told.version.published else "version_draft"),
            "postal": self.medium.words(told.site.mail.postal),
        }

    def _version(self) -> Shown:
        version = self.told.version
        return Shown(
            str(version.name),
            self.medium.words(version.label),
            version.language,
            version.published,
            version.effective,
            version.document.digest,
        )

    def _kind(self) -> str:
        if self.told.before is None:
            return "kind_first"
        return "kind_material" if self.told.kind is MaterialClass.MATERIAL else "kind_other"

    def _points(self) -> Iterator[Point]:
        translated = self._translated()
        for place, words in self.told.points:
            anchor, language = place.anchor or WHOLE, self.told.version.language
            if anchor in translated:
                words, language = translated[anchor]
            yield Point(self._heading(place), tuple(self.medium.words(text, language) for text in words))

    def _translated(self) -> Mapping[str, tuple[tuple[str, ...], str]]:
        """The summary's words that a phrase file translates, with their language, by section."""
        name = str(self.told.version)
        found = self.said.summary(name)
        known = [place.anchor or WHOLE for place, _ in self.told.points]
        wrong = [(anchor, file) for anchor, (file, _) in found.items() if anchor not in known]
        if wrong:
            raise ContentError(
                Problem(
                    "phrase-section",
                    file.place(anchor, f'summary."{name}"'),
                    f"The summary of {name} says nothing of “{anchor}”, so its translation would not be read.",
                    did_you_mean(anchor, known) if known else "Delete the line.",
                )
                for anchor, file in wrong
            )
        return {anchor: (words, file.locale) for anchor, (file, words) in found.items()}

    def _heading(self, place: Place) -> str:
        if not place.anchor:
            return self.say("whole")
        if not _NUMBER.fullmatch(place.number):
            return self._named(place)
        return self.say("section", number=place.number, section=self._title(place))

    def _named(self, place: Place, key: str = "") -> str:
        """A section by number and title, in a sentence of its own where `key` names one."""
        sentence = "{section}" if not place.number else "{number} {section}"
        name = self.medium.fill(sentence, {"number": self.medium.words(place.number), "section": self._title(place)})
        return self.say(key, section=name) if key else name

    def _title(self, place: Place) -> str:
        return self.medium.words(place.title, self.told.version.language)

    def _links(self) -> Iterator[Link]:
        told, base = self.told, self.told.site.base_url
        if told.before is not None:
            yield Link(self.say("link_changes"), absolute(base, changes_target(told.version)))
        new = "link_version" if told.before is not None else "link_first"
        yield Link(self.say(new), absolute(base, version_target(told.version)))
        if told.until is not None:
            yield Link(self.say(self.tense("link_before")), absolute(base, version_target(told.until)))

    def _why(self) -> str:
        """Why the person gets it: the site's own words in this language, else its words at all, else the standard."""
        accounts = self.told.audience is Audience.ACCOUNTS
        key, mail = ("why_accounts" if accounts else "why_subscribers"), self.told.site.mail
        own = mail.why_accounts if accounts else mail.why_subscribers
        if own and not self.said.sentence(key).own:
            return self.medium.words(own, self.told.site.language)
        return self.say(key)

    def _leave(self) -> str:
        """How to get no more of it: subscribers only."""
        if self.told.audience is Audience.ACCOUNTS:
            return ""
        return self.say("leave" if self.contact else "leave_plain")
