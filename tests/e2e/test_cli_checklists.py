"""`check POLICY VERSION --checklists`, run as its users run it."""

from __future__ import annotations

import json

from support.project import ROOT, inforce


def test_text_says_law_by_law_what_was_found_where() -> None:
    """Each list begins with what its words do not say; each item has its place in the law, its id and its state."""
    done = inforce("check", "privacy", "2025-12-15", "--checklists", cwd=ROOT)
    said = " ".join(done.out.split())
    for title in ("GDPR, article 13", "GDPR, article 14", "CCPA as amended by the CPRA", "CalOPPA"):
        assert title in said
    assert said.count("nothing here says whether the text meets the law") == 4
    assert (
        "art. 13(1)(b): How to reach the data protection officer, where there is one. gdpr-13-1-b found in “10." in said
    )
    assert "ccpa-130-agent not found by pattern" in said
    assert "0 mapped by the author." in said


def test_json_holds_the_lists() -> None:
    """Where they were asked for; else it says that they were not."""
    done = inforce("check", "privacy", "2025-12-15", "--checklists", "--format", "json", cwd=ROOT)
    lists = {found["id"]: found for found in json.loads(done.out)["checklists"]}
    assert list(lists) == ["gdpr-13", "gdpr-14", "ccpa", "caloppa"]
    officer = next(item for item in lists["gdpr-13"]["items"] if item["id"] == "gdpr-13-1-b")
    assert (officer["state"], officer["section"]) == ("found", "european-privacy-rights")
    done = inforce("check", "privacy", "2025-12-15", "--format", "json", cwd=ROOT)
    assert json.loads(done.out)["checklists"] is None


def test_a_policy_of_another_kind_has_none() -> None:
    """The reason is said in a sentence."""
    done = inforce("check", "subprocessors", "--checklists", cwd=ROOT)
    assert "There is no checklist for a policy of the kind “subprocessors”" in done.out


def test_without_a_policy_it_is_a_wrong_call() -> None:
    """Lists are of one text."""
    done = inforce("check", "--checklists", cwd=ROOT)
    assert done.code == 2 and "inforce check POLICY --checklists" in done.said
