"""The site's one style sheet: the theme's, with the organisation's colours after it."""

from __future__ import annotations

from collections.abc import Iterable

_DARK = "-dark"
_HEAD = "\n/* The organisation's colours, from inforce.toml. */\n"
# A light value given alone must not reach the dark page: there the theme's own dark value holds.
_LIGHT_PAGE = "@media not screen, (prefers-color-scheme: light)"
_DARK_PAGE = "@media screen and (prefers-color-scheme: dark)"


def stylesheet(theme: bytes, colours: Iterable[tuple[str, str]]) -> bytes:
    """The theme's style sheet, followed by `colours` (named ``brand``, ``ink``, ``paper``, each also ``-dark``)."""
    pairs = list(colours)
    light = "".join(f" --{name}: {value};" for name, value in pairs if not name.endswith(_DARK))
    dark = "".join(f" --{name.removesuffix(_DARK)}: {value};" for name, value in pairs if name.endswith(_DARK))
    rules = [
        f"{page} {{ :root {{{values} }} }}\n" for page, values in ((_LIGHT_PAGE, light), (_DARK_PAGE, dark)) if values
    ]
    return theme + (_HEAD + "".join(rules)).encode() if rules else theme
