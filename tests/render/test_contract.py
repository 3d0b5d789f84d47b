"""The machine-readable files: policies.json against its schema and a brute force, sitemap, robots, headers."""

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from jsonschema import Draft202012Validator

from factories import day, example, make_library, make_policy, make_version
from histories import History, histories, of_every_kind, owed
from inforce.core.policy import Library, Version, Withdrawal
from inforce.render import contract

DOCS = Path(__file__).parents[2] / "docs" / "reference"
SCHEMA = json.loads((DOCS / "schema" / "policies.schema.json").read_text(encoding="utf-8"))
ON = day("2026-12-01")
HOSTILE = "</script><b onload=x>&\u2028\x00\x1b[31m\ud800\"'"


def policies_json(library: Library, on: date = ON) -> dict[str, Any]:
    return json.loads(contract.policies_json(library, on))  # type: ignore[no-any-return]


def files(library: Library, on: date = ON) -> dict[str, str]:
    return {page.path: page.content.decode() for page in contract.pages(library, on)}


def example_code(language: str) -> str:
    """The code that the documentation gives for the rule."""
    text = (DOCS / "policies-json.md").read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


def documented_rule() -> Callable[[dict[str, Any], str, str], str]:
    names: dict[str, Any] = {}
    exec(example_code("python"), names)
    return names["decide"]  # type: ignore[no-any-return]


def test_the_files_of_the_design_are_there() -> None:
    """All machine-readable files at the root of the site are made, each once."""
    names = [page.path for page in contract.pages(example(), ON)]
    assert names == ["policies.json", "notice.json", "notice.js", "sitemap.xml", "robots.txt", "_headers"]


# --- policies.json ---------------------------------------------------------------------------------------------------


def test_the_schema_is_a_schema() -> None:
    """The JSON Schema in the documentation is valid itself."""
    Draft202012Validator.check_schema(SCHEMA)


@given(histories(pending=True))
def test_policies_json_keeps_to_its_schema(history: History) -> None:
    """Whatever the history, the file keeps to the schema, and the schema describes every member of it."""
    for on in history.days():
        found = policies_json(make_library(history.policy), on)
        Draft202012Validator(SCHEMA).validate(found)
        for policy in found["policies"]:
            assert set(policy) == set(SCHEMA["$defs"]["policy"]["properties"])
            for version in policy["versions"]:
                assert set(version) == set(SCHEMA["$defs"]["version"]["properties"])


def test_the_documentation_names_every_member() -> None:
    """Each member of a policy and of a version stands in the documentation's tables."""
    text = (DOCS / "policies-json.md").read_text(encoding="utf-8")
    for part in ("policy", "version"):
        for member in SCHEMA["$defs"][part]["properties"]:
            assert f"`{member}" in text


@given(histories())
def test_the_documented_rule_equals_brute_force_for_all_pairs(history: History) -> None:
    """From the file alone, for every accepted version and every day, the documented rule gives what is owed."""
    decide = documented_rule()
    built_last = history.days()[-1]
    file = policies_json(make_library(history.policy), built_last)["policies"][0]
    for on in history.days():
        for accepted in [*(str(version.name) for version in history.policy), "1900-01-01"]:
            assert decide(file, accepted, on.isoformat()) == owed(history, accepted, on)


def test_the_documented_rule_holds_for_every_kind_of_version() -> None:
    """Imported, withdrawn, pending, late, overtaken by the end: whichever was accepted, on each day the rule is right.

    It is so with the file of the last day, and with the one that was built on the day asked about.
    """
    decide, history = documented_rule(), of_every_kind()
    library, answers = make_library(history.policy), set()
    last = policies_json(library, history.days()[-1])["policies"][0]
    for on in history.days():
        files = [last, *policies_json(library, on)["policies"]]
        for accepted in [*(str(version.name) for version in history.policy), "1900-01-01"]:
            answer = owed(history, accepted, on)
            assert {decide(file, accepted, on.isoformat()) for file in files} == {answer}, (accepted, on)
            answers.add(answer)
    assert answers == {"must-accept-again", "inform", "nothing"}


@given(histories(pending=True))
def test_the_last_file_answers_for_days_on_which_versions_were_pending(history: History) -> None:
    """The file of a later day tells by `published` what was not to be known on an earlier one.

    A version that was withdrawn before anybody saw it is in no file: what was built on it may then ask for more.
    """
    assume(not any(version.never_shown for version in history.policy))
    decide = documented_rule()
    file = policies_json(make_library(history.policy), history.days()[-1])["policies"][0]
    for on in history.days():
        for accepted in (str(version.name) for version in history.policy):
            assert decide(file, accepted, on.isoformat()) == owed(history, accepted, on)


@given(histories(pending=True))
def test_a_file_stays_right_until_something_is_published(history: History) -> None:
    """A file built on one day answers for every later day on which nothing new was published."""
    decide = documented_rule()
    for built in history.days():
        found = policies_json(make_library(history.policy), built)["policies"]
        if not found:
            continue
        shown = history.policy.shown(built)
        for on in history.days():
            if on < built or history.policy.shown(on) != shown:
                continue
            again = policies_json(make_library(history.policy), on)["policies"][0]
            assert again == found[0]
            for accepted in (str(version.name) for version in shown):
                assert decide(found[0], accepted, on.isoformat()) == decide(again, accepted, on.isoformat())


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node to run the documentation's JavaScript")
@settings(max_examples=20)
@given(histories())
def test_the_documented_javascript_equals_the_python(history: History) -> None:
    """The JavaScript in the documentation gives the same answers as the Python."""
    decide = documented_rule()
    file = policies_json(make_library(history.policy), history.days()[-1])["policies"][0]
    names = [*(str(version.name) for version in history.policy), "1900-01-01"]
    asked = [[name, on.isoformat()] for on in history.days() for name in names]
    program = f"{example_code('javascript')}\nconst [p, asked] = JSON.parse(require('fs').readFileSync(0));\n"
    program += "console.log(JSON.stringify(asked.map(([a, d]) => decide(p, a, d))));"
    done = subprocess.run(
        ["node", "-e", program], input=json.dumps([file, asked]), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [decide(file, name, on) for name, on in asked]


def test_facts_of_the_example() -> None:
    """Dates, class, digest and addresses are those of the versions."""
    privacy = policies_json(example())["policies"][0]
    new = privacy["versions"][1]
    text = example()["privacy"]["2027-01-31"].document.canonical
    assert (new["published"], new["effective"], new["class"]) == ("2026-11-23", "2027-01-31", "material")
    assert new["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert new["address"] == "https://policies.example.com/privacy/2027-01-31/"
    assert new["changes"] == "https://policies.example.com/privacy/2027-01-31/changes/"
    assert new["summary"] == [{"text": "We delete your data after 60 days instead of 90.", "section": "retention"}]
    assert privacy["versions"][0]["changes"] is None


def test_no_status_and_no_day_of_the_build() -> None:
    """The file says nothing that is true on one day only: it is the same until something is published."""
    assert contract.policies_json(example(), ON) == contract.policies_json(example(), day("2090-01-01"))


def test_drafts_and_pending_versions_are_nowhere() -> None:
    """Before its publication day a version leaves no trace in any file: not its name, title, class or words."""
    secret = make_version(
        "2028-01-01", title="Secret title", published="2027-06-01", material=True, summary=["Secret words."]
    )
    draft = make_version("2029-01-01", title="Secret title", registered=False, material=True)
    policy = make_policy(make_version("2020-01-01"), secret, draft)
    alone = make_policy(make_version("2028-01-01", slug="secret-policy", published="2027-06-01"))
    plain = make_policy(make_version("2020-01-01"))
    assert files(make_library(policy, alone)) == files(make_library(plain))
    later = files(make_library(policy, alone), day("2027-06-01"))
    assert "Secret title" in later["policies.json"]
    assert "secret-policy" in later["policies.json"]


def test_withdrawn_and_ended_are_said() -> None:
    """A withdrawn version stays in the file with day and reason; a policy's end is given with its reason."""
    taken = make_version(
        "2027-01-31", material=True, published="2026-11-01", withdrawn="2026-11-20", reason="A mistake."
    )
    policy = make_policy(make_version("2025-12-15"), taken, ended="2027-06-01", ended_reason="The service ends.")
    found = policies_json(make_library(policy))["policies"][0]
    assert found["versions"][1]["withdrawn"] == {"recorded": "2026-11-20", "reason": "A mistake."}
    assert (found["ended"], found["ended_reason"]) == ("2027-06-01", "The service ends.")


def test_changes_are_those_from_the_version_before_that_stands() -> None:
    """Without a version before it that was not withdrawn, a version has no page of changes."""
    taken = make_version("2027-01-31", published="2026-11-01", withdrawn="2026-11-20")
    versions = policies_json(make_library(taken, make_version("2027-02-28", published="2026-11-21")))["policies"][0]
    assert [version["changes"] for version in versions["versions"]] == [None, None]


def test_hostile_words_stay_words() -> None:
    """Markup, control characters and lone surrogates in any text leave the file valid JSON of valid UTF-8."""
    version = make_version("2026-01-01", title=HOSTILE, label=HOSTILE, material=True, summary=[(HOSTILE, HOSTILE)])
    library = make_library(make_version("2025-01-01"), version, organisation=HOSTILE, title=HOSTILE)
    for page in contract.pages(library, ON):
        page.content.decode("utf-8")
    assert "</script><b onload=x>" in policies_json(library)["policies"][0]["versions"][1]["title"]


# --- sitemap, robots, headers ----------------------------------------------------------------------------------------


def locations(library: Library, on: date = ON) -> dict[str, str | None]:
    tree = ElementTree.fromstring(contract.sitemap(library, on))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    return {str(url.findtext(f"{space}loc")): url.findtext(f"{space}lastmod") for url in tree}


def test_the_sitemap_lists_pages_in_force_only() -> None:
    """The sitemap has the index and each policy in force, with the day of its newest fact; no archived page."""
    assert locations(example()) == {
        "https://policies.example.com/": "2026-11-23",
        "https://policies.example.com/privacy/": "2026-11-23",
        "https://policies.example.com/cookies/": "2026-03-01",
    }
    assert locations(example(), day("2027-01-31"))["https://policies.example.com/privacy/"] == "2027-01-31"


def test_an_announced_change_moves_the_day_in_the_sitemap() -> None:
    """What is announced, taken back or ends changes the page in force, so its last change is that day."""
    now, coming = make_version("2025-12-15"), make_version("2027-01-31", published="2026-11-23")
    base = "https://x.example/"

    def days(*versions: Version, on: date, **end: str) -> set[str | None]:
        return set(locations(make_library(make_policy(*versions, **end), base_url=base), on).values())

    assert days(now, coming, on=day("2026-11-22")) == {"2025-12-15"}
    assert days(now, coming, on=ON) == {"2026-11-23"}
    assert days(now, coming, on=day("2027-02-01")) == {"2027-01-31"}
    taken_back = replace(coming, withdrawal=Withdrawal(day("2026-11-30"), "Ada", "No."))
    assert days(now, taken_back, on=ON) == {"2026-11-30"}
    assert days(now, on=ON, ended="2027-01-01", end_recorded="2026-11-25") == {"2026-11-25"}


def test_a_policy_not_in_force_is_not_in_the_sitemap() -> None:
    """A policy that is coming, or has ended, is not offered to search engines."""
    coming = make_policy(make_version("2027-06-01", slug="terms", published="2026-01-01"))
    ended = make_policy(make_version("2020-01-01", slug="old"), ended="2021-01-01")
    assert locations(make_library(coming, ended, base_url="https://x.example/")) == {"https://x.example/": "2026-01-01"}


def test_robots_may_read_everything() -> None:
    """robots.txt shuts nothing out (an archived page must be read to see its noindex) and names the sitemap."""
    assert files(make_library(base_url="https://x.example/legal/"))["robots.txt"].splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: https://x.example/legal/sitemap.xml",
    ]


def test_headers() -> None:
    """The strict policy and nosniff go with every file, open CORS with every JSON file and no page."""
    blocks = re.split(r"\n(?=/)", contract.headers().rstrip("\n"))
    rules = {block.split("\n")[0]: [line.strip() for line in block.split("\n")[1:]] for block in blocks}
    assert rules["/*"] == [
        "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
    ]
    open_to_all = {path for path, lines in rules.items() if "Access-Control-Allow-Origin: *" in lines}
    assert open_to_all == {
        "/policies.json", "/notice.json", "/register.jsonl", "/feed.json", "/material.json", "/*/feed.json",
        "/*/material.json",
    }  # fmt: skip
