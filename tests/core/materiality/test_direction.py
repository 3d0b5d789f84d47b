"""Which way a change goes: what widens or weakens is told, what narrows or strengthens is favourable."""

from __future__ import annotations

import pytest

from inforce.core.materiality import Assessment, Verdict
from support.materiality_cases import assessed

TEXT = "# Terms and privacy\n\nWe tell you here what holds between us.\n\n## {}\n\n{}\n\n## More\n\nWrite to us.\n"


def change(title: str, old: str, new: str, kind: str = "privacy") -> Assessment:
    """What is said of a section that changed."""
    return assessed(TEXT.format(title, old), TEXT.format(title, new), kind)


ONE_WAY = [
    ("M01", "What we collect", "We collect your name.", "We collect your name and your location.", "privacy"),
    (
        "M01",
        "What we do not collect",
        "We do not collect:\n\n- photos\n- videos",
        "We do not collect:\n\n- photos",
        "privacy",
    ),
    ("M03", "Sharing", "We share data with our bank.", "We share data with our bank and with advertisers.", "privacy"),
    ("M03", "Sharing", "We never share your data.", "We never share your data, except with advertisers.", "privacy"),
    ("M05", "How long we keep it", "We keep logs for 30 days.", "We keep logs for 90 days.", "privacy"),
    ("M06", "Transfers", "Data is stored in Austria.", "Data is stored in Austria and in India.", "privacy"),
    ("M07", "Security", "We answer reports within two days.", "We answer reports within ten days.", "security"),
    ("M10", "Consent", "We use your location only with your consent.", "We use your location.", "privacy"),
    (
        "M12",
        "Artificial intelligence",
        "We do not train models on your data.",
        "We train models on your data.",
        "privacy",
    ),
    (
        "M16",
        "Acceptable use",
        "You may not:\n\n- send spam",
        "You may not:\n\n- send spam\n- resell the service",
        "terms",
    ),
]
BOTH_WAYS = [
    (
        "M02",
        "How we use it",
        "We use your email to answer you.",
        "We use your email to answer you and for marketing.",
        "privacy",
    ),
    (
        "M08",
        "Your rights",
        "You can ask for a copy by email.",
        "You can ask for a copy by email or by phone.",
        "privacy",
    ),
    ("M09", "Children", "You must be at least 13 years old.", "You must be at least 16 years old.", "terms"),
    ("M11", "Who we are", "The controller is Linden GmbH.", "The controller is Maple Ltd.", "privacy"),
    (
        "M13",
        "Governing law",
        "These terms are governed by the laws of Ohio.",
        "These terms are governed by the laws of Texas.",
        "terms",
    ),
    ("M14", "Fees", "The plan costs 5 euros a month.", "The plan costs 4 euros a month.", "terms"),
    (
        "M15",
        "Scope",
        "This policy applies to our websites.",
        "This policy applies to our websites and our mobile applications.",
        "privacy",
    ),
    (
        "M17",
        "Termination",
        "We may close your account after 30 days of notice.",
        "We may close your account after 10 days of notice.",
        "terms",
    ),
    (
        "M18",
        "Changes",
        "We tell you of changes to this policy 30 days before.",
        "We tell you of changes to this policy 10 days before.",
        "privacy",
    ),
    (
        "M19",
        "The agreement",
        "These terms are all.",
        "These terms are all. The data processing agreement is incorporated by reference.",
        "terms",
    ),
]


@pytest.mark.parametrize(("code", "title", "less", "more", "kind"), ONE_WAY)
def test_only_the_worse_is_told(code: str, title: str, less: str, more: str, kind: str) -> None:
    """More power or less promise is found; the way back is favourable (N11)."""
    found = change(title, less, more, kind)
    assert found.verdict is Verdict.MATERIAL
    assert code in {finding.category for finding in found.findings}
    back = change(title, more, less, kind)
    assert (back.verdict, {finding.category for finding in back.findings}) == (Verdict.IMMATERIAL, set())


@pytest.mark.parametrize(("code", "title", "one", "other", "kind"), BOTH_WAYS)
def test_both_ways_are_told(code: str, title: str, one: str, other: str, kind: str) -> None:
    """Purpose, rights, age, who is responsible and the terms of a contract: any change is found."""
    for old, new in ((one, other), (other, one)):
        found = change(title, old, new, kind)
        assert found.verdict is Verdict.MATERIAL
        assert code in {finding.category for finding in found.findings}


def test_a_promise_added_with_a_way_out_is_not_taken_for_one() -> None:
    """ "We never sell, unless …" is new: the way out is what counts."""
    result = change("Sharing", "We are careful.", "We are careful. We do not sell your data unless an advertiser asks.")
    assert result.verdict is not Verdict.IMMATERIAL


def test_sooner_deletion_of_what_readers_stored_is_a_loss() -> None:
    """Of their own files readers expect that they stay."""
    result = change(
        "Trash", "Files in the trash are deleted after 60 days.", "Files in the trash are deleted after 10 days."
    )
    assert result.verdict is Verdict.MATERIAL


def test_findings_come_with_the_weightiest_first() -> None:
    """Sure ones before doubtful ones, heavy before light; equal ones in the order of the text."""
    text = (
        "# P\n\n## Sharing\n\nWe do not sell your personal data.\n\n## Logs\n\nWe keep logs for 30 days.\n\n"
        "## Changes\n\nWe will tell you of changes to this policy.\n"
    )
    new = text.replace("do not sell", "may sell").replace("30 days", "60 days").replace("will tell", "may tell")
    found = assessed(text, new).findings
    assert [(not f.sure, -f.weight, f.entry) for f in found] == sorted((not f.sure, -f.weight, f.entry) for f in found)
    assert not found[-1].sure
