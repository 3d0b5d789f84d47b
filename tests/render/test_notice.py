"""The embedded notice as a file: what is in it, how large it is, what it never does. Its behaviour: tests/browser."""

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from factories import day, example, make_library, make_policy, make_version
from inforce import source
from inforce.core.policy import Library
from inforce.core.settings import Site
from inforce.render.findings import Findings
from inforce.render.notice import SCRIPT_LIMIT, notice_js, notice_json

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/reference/schema/notice.schema.json").read_text(encoding="utf-8")
)
ON = day("2026-12-01")
HOSTILE = "</script><b onload=x>&\u2028\x00\ud800\"'`${1}\\"


def notices(library: Library, on: date = ON) -> list[dict[str, Any]]:
    return json.loads(notice_json(library, on))["notices"]  # type: ignore[no-any-return]


def data(script: str) -> tuple[str, list[list[str]], str]:
    """The three arguments that the script calls itself with."""
    arguments = script[script.rindex("})(") + 3 : -len(");\n")]
    base, carried, older = json.loads(f"[{arguments}]")
    return base, carried, older


def many(policies: int, changes: int, words: str = "We changed something that you should know of. ") -> Library:
    """A site of many policies, each with many material changes, one a year."""
    return make_library(
        *(
            make_policy(
                make_version("2000-01-01", text="Words.\n"),
                *(
                    make_version(f"{2001 + year}-01-01", text="Words.\n", material=True, summary=[words * 3])
                    for year in range(changes)
                ),
                slug=f"policy-{number}",
            )
            for number in range(policies)
        )
    )


def test_notice_json_tells_all_a_host_needs() -> None:
    """Policy, version, days, headline, summary and addresses of each material change."""
    assert notices(example()) == [
        {
            "policy": "privacy",
            "version": "2027-01-31",
            "title": "Privacy Policy",
            "language": "en",
            "published": "2026-11-23",
            "effective": "2027-01-31",
            "class": "material",
            "headline": "Privacy Policy: material change, effective 31 January 2027",
            "summary": [
                {
                    "text": "We delete your data after 60 days instead of 90.",
                    "section": "retention",
                    "heading": "2. How long we keep it",
                }
            ],
            "findings": None,
            "changes": "https://policies.example.com/privacy/2027-01-31/changes/",
            "address": "https://policies.example.com/privacy/2027-01-31/",
        }
    ]


def test_notice_json_keeps_to_its_schema() -> None:
    """The file keeps to the schema, which describes every member of it, with findings and without."""
    Draft202012Validator.check_schema(SCHEMA)
    for findings in (None, Findings(source.words(Site()))):
        found = json.loads(notice_json(example(), ON, findings))
        Draft202012Validator(SCHEMA).validate(found)
        for notice in found["notices"]:
            assert set(notice) == set(SCHEMA["$defs"]["notice"]["properties"])
            for finding in notice["findings"] or []:
                assert set(finding) == set(SCHEMA["$defs"]["finding"]["properties"])
    assert found["notices"][0]["findings"][0]["heading"] == "2. How long we keep it"


def test_only_material_changes_that_stand_are_noticed() -> None:
    """First versions, changes that are not material or not classified, and withdrawn ones need no notice."""
    library = make_library(
        make_version("2020-01-01"),
        make_version("2021-01-01", imported=True),
        make_version("2022-01-01", material=False, summary=["Spelling."]),
        make_version("2023-01-01", material=True, published="2022-06-01", withdrawn="2022-07-01"),
        make_version("2024-01-01", material=True),
        make_version("2029-01-01", material=True, published="2028-01-01"),
        make_version("2030-01-01", material=True, registered=False),
    )
    assert [notice["version"] for notice in notices(library)] == ["2024-01-01"]
    assert [notice["version"] for notice in notices(library, day("2028-01-01"))] == ["2029-01-01", "2024-01-01"]
    assert [entry[1] for entry in data(notice_js(library, ON))[1]] == ["2024-01-01"]


def test_an_ended_policy_gives_no_notice() -> None:
    """Once a policy has ended nobody is told of its changes; nor of one that its end overtakes."""
    change = make_version("2021-01-01", material=True)
    policy = make_policy(make_version("2020-01-01"), change, ended="2026-01-01")
    assert notices(make_library(policy), day("2025-12-31")) != []
    assert notices(make_library(policy)) == []
    overtaken = make_policy(make_version("2020-01-01"), change, ended="2021-01-01")
    assert notices(make_library(overtaken), day("2020-12-31")) == []


def test_the_example_is_small() -> None:
    """With one notice the script stays far under its limit, the words of the notice whole."""
    script = notice_js(example(), ON)
    assert len(script.encode()) < 1500
    assert data(script) == (
        "https://policies.example.com/",
        [["privacy", "2027-01-31", "Privacy Policy", "We delete your data after 60 days instead of 90."]],
        "",
    )


@given(
    st.integers(0, 40),
    st.integers(0, 6),
    st.sampled_from(["Short. ", "W" * 500, "We changed something. ", HOSTILE, "Wir löschen, что угодно, 六十日. "]),
)
def test_never_larger_than_two_kilobytes(policies: int, changes: int, words: str) -> None:
    """However many policies, changes and words a site has, the script is ASCII and at most 2,000 bytes."""
    script = notice_js(many(policies, changes, words), ON)
    assert len(script.encode("ascii")) <= SCRIPT_LIMIT == 2000


def test_words_are_cut_before_notices_are_left_out() -> None:
    """With more to say the summaries are cut at a word; each policy's newest change is carried before older ones."""
    _, carried, older = data(notice_js(many(4, 5), ON))
    assert {entry[0] for entry in carried[:4]} == {f"policy-{number}" for number in range(4)}
    assert {entry[1] for entry in carried[:4]} == {"2005-01-01"}
    assert all(entry[3] == "" or re.fullmatch(r"We [\w ]+\w…", entry[3]) for entry in carried)
    assert older == ""


def test_policies_left_out_are_not_forgotten() -> None:
    """Where not even every policy fits, the newest change left out is named, for a line that leads to the site."""
    _, carried, older = data(notice_js(many(40, 1), ON))
    assert 8 <= len(carried) < 40
    assert older == "2001-01-01"


def test_hostile_words_do_not_leave_their_string() -> None:
    """No word of a policy can end a script element, open a comment of HTML, or break the script."""
    version = make_version("2026-01-01", title=HOSTILE, material=True, summary=[HOSTILE])
    script = notice_js(make_library(make_version("2025-01-01"), version), ON)
    called = script[script.rindex("})(") :]
    assert not set("<>&\u2028\x00") & set(called)
    assert data(script)[1][0][3] == HOSTILE.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")


def test_the_script_keeps_nothing_and_asks_nobody() -> None:
    """No storage, no cookie, no request, no markup made from text."""
    script = notice_js(many(3, 2), ON)
    forbidden = "Storage|cookie|fetch|XMLHttp|import|innerHTML|outerHTML|insertAdjacent|document.write|eval|Function\\("
    assert not re.search(forbidden, script)
    assert "textContent" in script


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node to check the script's syntax")
def test_the_script_is_valid() -> None:
    """A JavaScript engine reads the packed script, with hostile words too."""
    for library in (example(), many(0, 0), many(30, 3, HOSTILE)):
        subprocess.run(["node", "--check", "-"], input=notice_js(library, ON), text=True, check=True)
