"""The feeds: what they tell, to whom, and that nothing in them depends on the day of the build."""

import json
from datetime import date
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import given

from factories import day, example, make_library, make_policy, make_version
from histories import History, histories
from inforce.core.policy import Library, MaterialClass
from inforce.render import feeds

ON = day("2026-12-01")
ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = ["feed.xml", "feed.json", "material.xml", "material.json"]
HOSTILE = "</script><b onload=x>&]]>\u2028\x00\x1b[31m\ud800\"'"


def files(library: Library, on: date = ON) -> dict[str, str]:
    return {page.path: page.content.decode() for page in feeds.pages(library, on)}


def atom(library: Library, path: str = "privacy/feed.xml", on: date = ON) -> ElementTree.Element:
    return ElementTree.fromstring(files(library, on)[path])


def items(library: Library, path: str = "privacy/feed.json", on: date = ON) -> list[dict[str, Any]]:
    return json.loads(files(library, on)[path])["items"]  # type: ignore[no-any-return]


def facts(library: Library, path: str, on: date = ON) -> list[tuple[str, str]]:
    """Event and version of each entry, newest first."""
    return [(item["_inforce"]["event"], item["_inforce"].get("version", "")) for item in items(library, path, on)]


def text_of(html: str) -> str:
    """What a reader sees of a fragment of HTML."""
    return "".join(html5lib.parseFragment(html).itertext())


def test_four_feeds_a_policy_and_four_for_the_site() -> None:
    """Each policy shown and the site as a whole have all changes and the material ones, in both formats."""
    expected = [f"{folder}{name}" for folder in ("privacy/", "cookies/", "") for name in NAMES]
    assert sorted(files(example())) == sorted(expected)


def test_both_formats_tell_the_same() -> None:
    """Atom and JSON Feed hold the same entries: id, title, dates, link, summary and content."""
    for path in ("feed", "material", "privacy/feed", "cookies/material"):
        told = [
            (
                entry.findtext(f"{ATOM}id"),
                entry.findtext(f"{ATOM}title"),
                entry.findtext(f"{ATOM}published"),
                entry.findtext(f"{ATOM}updated"),
                entry.find(f"{ATOM}link").get("href"),  # type: ignore[union-attr]
                entry.findtext(f"{ATOM}summary"),
                entry.findtext(f"{ATOM}content"),
            )
            for entry in atom(example(), f"{path}.xml").iter(f"{ATOM}entry")
        ]
        keys = ("id", "title", "date_published", "date_modified", "url", "summary", "content_html")
        assert told == [tuple(item[key] for key in keys) for item in items(example(), f"{path}.json")]


def test_the_change_is_inside() -> None:
    """An entry gives class, dates, the summary by section in plain words, and links to redline, version and text."""
    entry = items(example())[0]
    assert entry["title"] == "Privacy Policy: material change, effective 31 January 2027"
    assert entry["summary"] == (
        "2. How long we keep it: We delete your data after 60 days instead of 90. "
        "Published on 23 November 2026, effective 31 January 2027."
    )
    page = html5lib.parseFragment(entry["content_html"], namespaceHTMLElements=False)
    links = {link.get("href").removeprefix("https://policies.example.com/") for link in page.iter("a")}
    assert links == {
        "privacy/2027-01-31/#retention",
        "privacy/2027-01-31/changes/",
        "privacy/2027-01-31/",
        "privacy/",
        "privacy/history/",
    }
    assert "Material change" in text_of(entry["content_html"])


def test_a_section_that_went_is_linked_where_it_last_stood() -> None:
    """A summary's line about a removed section leads to the version before; one without section leads nowhere."""
    new = make_version(
        "2026-01-01", text="# Privacy Policy\n\nGone.\n", material=True, summary=[("No.", "retention"), "Yes."]
    )
    content = items(make_library(make_version("2025-01-01"), new))[0]["content_html"]
    assert "/privacy/2025-01-01/#retention" in content
    assert "<li>Yes.</li>" in content


def test_a_withdrawn_version_is_no_version_before() -> None:
    """A section is looked for in the version before that stands, not in a withdrawn one."""
    new = make_version(
        "2027-03-01", published="2026-03-01", text="# Privacy\n\nX.\n", material=True, summary=[("No.", "retention")]
    )
    taken = make_version("2027-01-01", published="2026-01-01", withdrawn="2026-02-01", material=True)
    content = items(make_library(make_version("2025-01-01"), taken, new))[0]["content_html"]
    assert "/privacy/2025-01-01/#retention" in content


def test_an_atom_feed_has_what_the_format_asks_for() -> None:
    """Id, title, author, date, and links to itself and to the pages; dates are noon UTC of the day."""
    feed = atom(example())
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "https://policies.example.com/privacy/feed.xml",
        "alternate": "https://policies.example.com/privacy/",
    }
    assert feed.findtext(f"{ATOM}id") == "tag:policies.example.com,2025-12-15:/privacy/feed"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-23T12:00:00Z"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "ScaleMule"


def test_a_json_feed_has_what_the_format_asks_for() -> None:
    """Version, title, addresses and items as JSON Feed 1.1 names them."""
    feed = json.loads(files(example())["privacy/material.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://policies.example.com/privacy/material.json"
    assert feed["home_page_url"] == "https://policies.example.com/privacy/"


def test_ids_are_tag_uris_that_outlive_addresses() -> None:
    """Ids name host, day of registration and version; folder of the site, ports and non-ASCII hosts included."""
    version = make_version("2025-01-01", recorded="2024-12-01")
    library = make_library(version, base_url="https://Bücher.example:8443/legal/")
    assert [item["id"] for item in items(library)] == ["tag:xn--bcher-kva.example,2024-12-01:/legal/privacy/2025-01-01"]


@given(histories())
def test_entries_never_change_once_told(history: History) -> None:
    """Later days add entries and take none away; they change none where no older version is entered afterwards."""
    published = [version.published for version in history.policy]
    in_order = published == sorted(published, key=str)
    before: dict[str, str] = {}
    for on in history.days():
        now = {item["id"]: json.dumps(item) for item in items(make_library(history.policy), "feed.json", on)}
        assert before.keys() <= now.keys()
        assert not in_order or before.items() <= now.items()
        before = now


@given(histories(pending=True))
def test_each_entry_once_with_dates_not_after_the_day(history: History) -> None:
    """Ids are unique, newest come first, and the feed's own date is that of its newest entry."""
    for on in history.days():
        library = make_library(history.policy)
        told = items(library, "feed.json", on)
        assert len({item["id"] for item in told}) == len(told)
        published = [item["date_published"] for item in told]
        assert published == sorted(published, reverse=True)
        if told:
            newest = max(item["date_modified"] for item in told)
            assert atom(library, "feed.xml", on).findtext(f"{ATOM}updated") == newest


@given(histories(pending=True))
def test_material_feeds_hold_the_material_ones_only(history: History) -> None:
    """The material feed has exactly the entries of material changes: unknown and first versions are absent."""
    for on in history.days():
        every = items(make_library(history.policy), "feed.json", on)
        chosen = [item for item in every if item.get("tags") == ["material"]]
        assert items(make_library(history.policy), "material.json", on) == chosen


def test_imported_changes_are_not_classified() -> None:
    """An imported change is in the feed as not classified, and in no material feed."""
    library = make_library(make_version("2020-01-01", imported=True), make_version("2021-01-01", imported=True))
    assert [item["tags"] for item in items(library)] == [[MaterialClass.UNKNOWN.value], [MaterialClass.FIRST.value]]
    assert "change, not classified" in items(library)[0]["title"]
    assert items(library, "privacy/material.json") == []


def test_drafts_and_pending_versions_are_nowhere() -> None:
    """A version leaves no trace in any feed before its publication day."""
    secret = make_version("2028-01-01", title="Secret", published="2027-06-01", material=True, summary=["Secret."])
    draft = make_version("2029-01-01", title="Secret", registered=False, material=True)
    hidden = make_policy(make_version("2028-01-01", slug="hidden", published="2027-06-01"))
    seen = make_library(make_policy(make_version("2020-01-01"), secret, draft), hidden)
    assert files(seen) == files(make_library(make_version("2020-01-01")))
    assert "Secret" in files(seen, day("2027-06-01"))["privacy/material.xml"]


def test_a_withdrawal_is_told() -> None:
    """A withdrawn version stays in the feed and says so, with a later date; the withdrawal is an entry of its own."""
    taken = make_version(
        "2027-01-31", material=True, published="2026-11-01", withdrawn="2026-11-20", reason="We changed our mind"
    )
    library = make_library(make_version("2025-12-15"), taken)
    told = [("withdrawn", "2027-01-31"), ("published", "2027-01-31"), ("published", "2025-12-15")]
    assert facts(library, "privacy/feed.json") == told
    assert facts(library, "privacy/material.json") == told[:2]
    event, version = items(library)[:2]
    sentence = "Withdrawn on 20 November 2026: the version for 31 January 2027 never takes effect."
    sentence += " Reason: We changed our mind."
    assert event["summary"] == sentence
    assert version["title"] == "Privacy Policy: material change for 31 January 2027, withdrawn"
    assert version["summary"].startswith(sentence)
    assert version["date_published"] == "2026-11-01T12:00:00Z"
    assert version["date_modified"] == event["date_published"] == "2026-11-20T12:00:00Z"


def test_the_end_of_a_policy_is_told_when_it_comes() -> None:
    """From the day a policy ends its feed says so; a scheduled version that the end overtakes says it never applies."""
    coming = make_version("2027-01-31", material=True, published="2026-11-01")
    policy = make_policy(make_version("2025-12-15"), coming, ended="2027-01-01", ended_reason="The service ends.")
    assert facts(make_library(policy), "privacy/feed.json")[0] == ("published", "2027-01-31")
    ended = items(make_library(policy), "privacy/feed.json", day("2027-01-01"))
    assert ended[0]["_inforce"] == {"event": "ended", "policy": "privacy", "ended": "2027-01-01"}
    assert "The service ends." in ended[0]["summary"]
    assert ended[1]["title"] == "Privacy Policy: material change for 31 January 2027, never in force"
    assert ended[1]["summary"].startswith("It never takes effect: the policy ends on 1 January 2027.")


def test_a_late_entry_says_why() -> None:
    """The reason for a late entry is part of what is told."""
    version = make_version("2025-01-01", late_entry="It was forgotten")
    assert "Entered late: It was forgotten." in items(make_library(version))[0]["summary"]


def test_an_empty_site_has_feeds() -> None:
    """A site without any version shown has its four feeds, empty and valid."""
    made = files(make_library())
    assert sorted(made) == sorted(NAMES)
    assert ElementTree.fromstring(made["feed.xml"]).findtext(f"{ATOM}updated") == "1970-01-01T12:00:00Z"


def test_the_sites_feed_holds_the_newest() -> None:
    """The whole site's feeds end after 200 entries; a policy's own feed holds all."""
    names = [f"{2000 + year}-{month:02}-01" for year in range(21) for month in range(1, 13)]
    library = make_library(*(make_version(name, text="Words.\n") for name in names))
    assert [item["_inforce"]["version"] for item in items(library, "feed.json")] == names[::-1][
        : feeds.SITE_FEED_LENGTH
    ]
    assert len(items(library)) == len(names)


@pytest.mark.parametrize("path", ["privacy/feed.xml", "feed.xml"])
def test_hostile_words_are_only_words_in_atom(path: str) -> None:
    """Markup and control characters in any text stay text: the XML is valid and the HTML inside shows them."""
    feed = atom(_hostile(), path)
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    content = html5lib.parseFragment(entry.findtext(f"{ATOM}content") or "", namespaceHTMLElements=False)
    assert {element.tag for element in content.iter()} <= {"DOCUMENT_FRAGMENT", "p", "strong", "ul", "li", "a"}
    assert all(
        element.get("href", "https://policies.example.com/").startswith("https://policies")
        for element in content.iter()
    )
    assert "</script><b onload=x>&]]>" in "".join(content.itertext())
    assert "</script><b onload=x>&]]>" in (entry.findtext(f"{ATOM}title") or "")


def test_hostile_words_are_only_words_in_json() -> None:
    """The same in JSON Feed."""
    entry = items(_hostile())[0]
    assert "<b onload" not in entry["content_html"]
    assert "</script><b onload=x>&]]>" in text_of(entry["content_html"])


def _hostile() -> Library:
    version = make_version(
        "2026-01-01", title=HOSTILE, label=HOSTILE, late_entry=HOSTILE, material=True, summary=[(HOSTILE, HOSTILE)],
        withdrawn="2026-02-01", reason=HOSTILE, published="2025-06-01",
    )  # fmt: skip
    return make_library(make_version("2025-01-01", title=HOSTILE), version, organisation=HOSTILE, title=HOSTILE)


def ending() -> Library:
    """A policy whose end was entered in the register on 20 November and comes on 31 December."""
    policy = make_policy(
        make_version("2025-12-15"), ended="2026-12-31", ended_reason="It closes", end_recorded="2026-11-20"
    )
    return make_library(policy, base_url="https://policies.example.com/")


def test_an_announced_end_has_an_entry_on_the_day_it_was_recorded() -> None:
    """The feed tells it then and not before, with the last day in force and the reason; the end itself follows."""
    told = [("ending", ""), ("published", "2025-12-15")]
    assert facts(ending(), "privacy/feed.json", day("2026-11-19")) == told[1:]
    assert facts(ending(), "privacy/feed.json", day("2026-11-20")) == told
    assert facts(ending(), "feed.json", day("2026-12-30")) == told
    assert facts(ending(), "privacy/feed.json", day("2026-12-31")) == [("ended", ""), *told]
    entry = items(ending())[0]
    assert entry["title"] == "Privacy Policy: ends on 31 December 2026"
    sentence = "In force until 30 December 2026; the policy ends on 31 December 2026. Reason: It closes."
    assert entry["summary"] == sentence
    assert entry["date_published"] == "2026-11-20T12:00:00Z"
    assert entry["_inforce"] == {"event": "ending", "policy": "privacy", "ended": "2026-12-31"}
    ids = [item["id"] for item in items(ending(), on=day("2027-01-01"))]
    assert len(set(ids)) == 3


def test_the_entry_of_an_announced_end_never_changes() -> None:
    """Neither a version published later nor the end itself gives it other words or another id."""
    before = items(ending())[0]
    first, later = make_version("2025-12-15"), make_version("2026-12-15", published="2026-12-10", title="Other")
    policy = make_policy(first, later, ended="2026-12-31", ended_reason="It closes", end_recorded="2026-11-20")
    library = make_library(policy, base_url="https://policies.example.com/")
    assert before in items(library, on=day("2026-12-12"))
    assert before in items(library, on=day("2027-01-01"))


def test_an_end_recorded_on_its_day_is_told_once() -> None:
    """Announcement and end are then one."""
    policy = make_policy(make_version("2025-12-15"), ended="2026-11-20", end_recorded="2026-11-20")
    assert facts(make_library(policy), "privacy/feed.json") == [("ended", ""), ("published", "2025-12-15")]


def test_a_withdrawn_change_is_one_that_would_have_been() -> None:
    """Neither the entry of the withdrawal nor that of the version says that anything changed."""
    taken_back = make_version("2027-01-31", published="2026-11-01", material=True, withdrawn="2026-11-20")
    entries = items(make_library(make_version("2025-12-15"), taken_back))
    assert [item["_inforce"]["event"] for item in entries] == ["withdrawn", "published", "published"]
    for entry in entries[:2]:
        assert "What would have changed: summary and redline" in text_of(entry["content_html"])
        assert "The changes: summary" not in text_of(entry["content_html"])
