"""What a value of the settings must be: each check gives the rest of a sentence, "must be …", or "" where it is."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from inforce.core.settings import KINDS
from inforce.core.suggest import did_you_mean

_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}|[A-Za-z]{3,20}|(?:rgb|hsl|oklch|oklab|lab|lch)\([0-9.,%/ deg-]{1,60}\)")
_EMAIL = re.compile(r"[^\s@<>\"',;]{1,64}@[^\s@<>\"',;]{1,190}\.[^\s@<>\"',;.]{2,63}")
_DOT_ATOM = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_LOGO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,100}){0,4}")


def base_url(value: str) -> str:
    """The site's root: absolute, with a slash at its end."""
    parts = _split(value)
    fine = parts and parts[0] in ("http", "https") and parts[1] and not (parts[2] or parts[3])
    if fine and value.endswith("/") and not re.search(r"[\s\"'<>\\]", value):
        return ""
    return "must be the absolute address of the site and end with a slash, for example “https://policies.example.com/”"


def _split(value: str) -> tuple[str, str, str, str] | None:
    try:
        parts = urlsplit(value)
        return parts.scheme.lower(), parts.hostname or "", parts.query, parts.fragment
    except ValueError:
        return None


def web_address(value: str) -> str:
    """An address of http or https."""
    parts = _split(value)
    fine = parts and parts[0] in ("http", "https") and parts[1] and not re.search(r"[\s\"'<>\\]", value)
    return "" if fine else "must be an address that begins with “https://”"


def link_target(value: str) -> str:
    """What a link of the footer may lead to."""
    if value.startswith("mailto:"):
        return email(value.removeprefix("mailto:"))
    inside = re.fullmatch(r"(?:\.{0,2}/)?[A-Za-z0-9._#-][A-Za-z0-9._/#-]*", value)
    return "" if inside else web_address(value)


def email(value: str) -> str:
    """An e-mail address, as far as can be told without asking anybody."""
    return "" if _EMAIL.fullmatch(value) else "must be an e-mail address"


def ascii_email(value: str) -> str:
    """An e-mail address that every mail server can take: plain ASCII (RFC 5321, 4.1.2)."""
    if not value.isascii():
        return "must be an e-mail address in plain ASCII letters (write its domain as xn--…)"
    return email(value) if _DOT_ATOM.fullmatch(value) else "must be an e-mail address"


def shown_text(value: str) -> str:
    """Words for people: nothing that cannot be seen or that turns the reading order."""
    return "must not hold characters that cannot be seen" if not value.isprintable() else ""


def language(value: str) -> str:
    """A language tag (BCP 47)."""
    return "" if _LANGUAGE.fullmatch(value) else "must be a language tag such as “en” or “pt-BR”"


def logo(value: str) -> str:
    """A file below ``templates/assets/``."""
    return "" if _LOGO.fullmatch(value) else "must be the name of a file below templates/assets/, for example logo.svg"


def colour(value: str) -> str:
    """A CSS colour."""
    return "" if _COLOUR.fullmatch(value) else "must be a CSS colour, for example #1f4b99"


def kind(value: str) -> str:
    """A kind of policy."""
    return "" if value in KINDS else f"is not a kind of policy. {did_you_mean(value, KINDS)}"


LINT_LEVELS = ("error", "warning", "hint", "off")


def lint_level(value: str) -> str:
    """How heavy a finding of the lint is taken."""
    return "" if value in LINT_LEVELS else f"is not a level. {did_you_mean(value, LINT_LEVELS)}"


def anything(value: str) -> str:
    """Everything is right."""
    return ""
