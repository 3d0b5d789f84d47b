"""The prominent notice that an application embeds: `notice.json` for programs, `notice.js` for pages.

Both tell of material changes only. `notice.js` carries its own data, keeps nothing on the device and puts text into
the page as text. It never grows beyond `SCRIPT_LIMIT`: long summaries are cut, then the oldest changes are left out
and a line leads to the site instead.
"""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from string import ascii_lowercase

from inforce.core.policy import Library, MaterialClass
from inforce.render.announcements import Announcement, Event, changes_target, clean, of_policy, version_target
from inforce.render.findings import Findings
from inforce.render.urls import absolute

FORMAT = 1
"""Number of the format of `notice.json`."""

SCRIPT_LIMIT = 2000
"""Bytes that `notice.js` does not exceed."""

_TEXT_LENGTHS = (400, 240, 120, 60, 0)
"""Characters a summary may have in `notice.js`: the first of these with which everything fits."""

_TITLE_LENGTH = 60
_ALL_NOTICES = 40
"""Notices tried at most: no script of this size can hold more."""

_SCRIPT = r"""
(function (base, notices, older) {
  var script = document.currentScript || document.querySelector('script[src$="/notice.js"]');
  function run() {
    var data = script ? script.dataset : {}, accepted = Object.create(null), today = new Date().toISOString(), box, tag,
      host = document.querySelector(data.into || "body") || document.body;
    function due(version, policy) {
      var has = accepted[policy];
      return has ? has.localeCompare(version, "en", { numeric: true }) < 0 : today < version.slice(0, 10);
    }
    function add(tag, text, to) {
      tag = document.createElement(tag);
      tag.textContent = text;
      to[to == host ? "prepend" : "append"](tag);
      return tag;
    }
    function line(text, more, link, path) {
      if (!box) {
        box = add("section", "", host);
        box.className = "inforce-notice";
        box.lang = "en";
        box.setAttribute("aria-label", "Policy changes");
      }
      tag = add("p", "", box);
      add("strong", text, tag);
      tag.append(" " + more + " ");
      add("a", link, tag).href = base + path;
    }
    (data.accepted || "").split(/[\s,]+/).forEach(function (pair) {
      pair = pair.split("=");
      accepted[pair[0]] = pair[1];
    });
    notices.forEach(function (notice) {
      var policy = notice[0], version = notice[1], day = new Date(version.slice(0, 10)), words;
      if (due(version, policy)) {
        words = { dateStyle: "long", timeZone: "UTC" };
        day = day.toLocaleDateString("en-GB", words);
        words = notice[2] + ": material change, effective " + day + ".";
        line(words, notice[3], "See the changes", policy + "/" + version + "/changes/");
      }
    });
    notices.forEach(function (notice) { delete accepted[notice[0]]; });
    if (older && Object.keys(accepted).some(function (policy) { return due(older, policy); }))
      line("Other policies have changed.", "", "All policies", "");
  }
  document.readyState == "loading" ? addEventListener("DOMContentLoaded", run) : run();
})"""
"""The script before it is packed; its arguments follow it."""

_OWN_NAMES = (
    "accepted add base box data day due has host line link more notice notices older pair path policy run script tag "
    "text to today version words"
).split()
"""Names the script gives to its own things; packing makes each a single letter."""

_TOKENS = re.compile(r"""("[^"]*"|'[^']*'|/\[.*?\]\+/|\.\w+)|\s*([{}()\[\],;:=?+<>|&!])\s*|(\w+)|\s+""")


def material(library: Library, on: date, findings: Findings | None = None) -> list[Announcement]:
    """Material changes shown on `on` that took or take effect, the latest effective date first."""
    found = [
        told
        for policy in library.policies
        for told in of_policy(policy, on, findings)
        if told.event is Event.PUBLISHED
        and told.kind is MaterialClass.MATERIAL
        and told.has_changes
        and told.stands
        and (policy.ended is None or policy.ended > on)
    ]
    return sorted(found, key=lambda told: (told.version.name, told.policy.slug), reverse=True)


def notice_json(library: Library, on: date, findings: Findings | None = None) -> str:
    """Every material change, with all a host needs to tell its users; what is found in them by `findings`."""
    site = library.site
    notices = []
    for told in material(library, on, findings):
        version = told.version
        assert version.published is not None
        facts = {
            "policy": told.policy.slug,
            "version": str(version.name),
            "title": clean(version.title),
            "language": clean(version.language),
            "published": version.published.isoformat(),
            "effective": version.effective.isoformat(),
            "class": told.kind.value,
            "headline": told.headline,
            "summary": [{"text": i.text, "section": i.anchor, "heading": i.section} for i in told.items],
            "findings": told.findings,
            "changes": absolute(site.base_url, changes_target(version)),
            "address": absolute(site.base_url, version_target(version)),
        }
        notices.append(json.dumps(facts, ensure_ascii=False))
    head = {"format": FORMAT, "site": {"title": clean(site.name), "address": site.base_url}}
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "notices": [\n' + ",\n".join(notices) + "\n]}\n"


def notice_js(library: Library, on: date) -> str:
    """The script with its data: as many of the latest notices, with as much of their words, as the limit allows."""
    newest: dict[str, Announcement] = {}
    every = material(library, on)
    for told in every:
        newest.setdefault(told.policy.slug, told)
    first = list(newest.values())
    notices = first + [told for told in every if newest[told.policy.slug] is not told]
    for count in range(min(len(notices), _ALL_NOTICES), 0, -1):
        for length in _TEXT_LENGTHS:
            script = _script(library.site.base_url, notices[:count], first[count:], length)
            if len(script) <= SCRIPT_LIMIT:
                return script
    return _script(library.site.base_url, [], first, 0)


def _script(base_url: str, told_of: list[Announcement], left_out: list[Announcement], length: int) -> str:
    data = [
        [
            told.policy.slug,
            str(told.version.name),
            _cut(clean(told.version.title), _TITLE_LENGTH),
            _cut(" ".join(item.text for item in told.items), length),
        ]
        for told in told_of
    ]
    older = str(left_out[0].version.name) if left_out else ""
    arguments = ",".join(_literal(value) for value in (base_url, data, older))
    return f"{_packed()}({arguments});\n"


def _cut(text: str, length: int) -> str:
    """At most `length` characters, cut at a word; a cut text ends with “…”."""
    if len(text) <= length:
        return text
    return text[: length - 1].rpartition(" ")[0].rstrip(" ,;:–-") + "…" if length else ""


def _literal(value: object) -> str:
    """A value as JavaScript, in ASCII: no encoding and no closing tag of a page can change what it means."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def _packed() -> str:
    """The script with short names and without the spaces that only people need."""
    short = {name: letter for letter, name in zip(ascii_lowercase, _OWN_NAMES, strict=False)}

    def packed(match: re.Match[str]) -> str:
        literal, sign, word = match.groups()
        return literal or sign or (short.get(word, word) if word else " ")

    return _TOKENS.sub(packed, _SCRIPT.strip()).replace(";}", "}")
