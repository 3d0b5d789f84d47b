"""What a user who accepted one version owes the version in force, against a search over all paths."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from factories import day, make_policy, make_version
from histories import History, histories, owed
from inforce.core.acceptance import Acceptance, acceptance, last_material
from inforce.core.policy import Policy, Withdrawal

FAR = day("2099-01-01")


def simple(*classes: bool | None) -> Policy:
    """A first version and one amendment a year, material as given (None: not classified)."""
    versions = [make_version("2020-01-01")]
    versions += [
        make_version(f"{2021 + i}-01-01", material=material, imported=material is None)
        for i, material in enumerate(classes)
    ]
    return make_policy(*versions)


@pytest.mark.parametrize(
    ("classes", "accepted", "owed"),
    [
        ((False,), "2020-01-01", Acceptance.INFORM),
        ((True,), "2020-01-01", Acceptance.AGAIN),
        ((None,), "2020-01-01", Acceptance.INFORM),
        ((True, False), "2020-01-01", Acceptance.AGAIN),
        ((True, False), "2021-01-01", Acceptance.INFORM),
        ((True, False, None), "2021-01-01", Acceptance.INFORM),
        ((False, True), "2021-01-01", Acceptance.AGAIN),
        ((False, True), "2022-01-01", Acceptance.NOTHING),
        ((False,), "1999-01-01", Acceptance.AGAIN),
        ((False,), "", Acceptance.AGAIN),
        ((False,), "<script>", Acceptance.AGAIN),
    ],
)
def test_one_line_of_versions(classes: tuple[bool | None, ...], accepted: str, owed: Acceptance) -> None:
    """One material amendment since the accepted version is enough to ask again; an unknown one only informs."""
    assert acceptance(simple(*classes), accepted, FAR) is owed


def test_nothing_is_owed_where_nothing_is_in_force() -> None:
    """Before the first version and after the policy's end there is nothing to accept."""
    policy = make_policy(make_version("2020-01-01"), ended="2021-01-01")
    assert acceptance(policy, "1999-01-01", day("2019-12-31")) is Acceptance.NOTHING
    assert acceptance(policy, "1999-01-01", day("2020-12-31")) is Acceptance.AGAIN
    assert acceptance(policy, "1999-01-01", day("2021-01-01")) is Acceptance.NOTHING


def test_accepting_ahead_counts() -> None:
    """Who accepted a scheduled material version is asked neither before its day nor on it."""
    policy = make_policy(make_version("2020-01-01"), make_version("2021-01-01", material=True, published="2020-11-01"))
    assert acceptance(policy, "2021-01-01", day("2020-12-31")) is Acceptance.NOTHING
    assert acceptance(policy, "2021-01-01", day("2021-01-01")) is Acceptance.NOTHING


def test_a_version_accepted_ahead_and_then_withdrawn_is_undone() -> None:
    """Who accepted a material version that was then withdrawn accepts the version in force again."""
    taken = make_version("2021-01-01", material=True, published="2020-11-01", withdrawn="2020-12-01")
    policy = make_policy(make_version("2020-01-01"), taken)
    assert acceptance(policy, "2021-01-01", FAR) is Acceptance.AGAIN
    assert acceptance(policy, "2020-01-01", FAR) is Acceptance.NOTHING


@pytest.mark.parametrize(("material", "owes"), [(True, Acceptance.AGAIN), (False, Acceptance.INFORM)])
def test_a_version_accepted_ahead_that_the_end_overtakes_is_undone(material: bool, owes: Acceptance) -> None:
    """Who accepted a version whose day comes after the policy's end never gets it: the text in force counts."""
    coming = make_version("2021-01-01", material=material, published="2020-11-01")
    policy = make_policy(make_version("2020-01-01"), coming, ended="2021-01-01")
    assert acceptance(policy, "2021-01-01", day("2020-12-31")) is owes
    assert acceptance(policy, "2021-01-01", day("2021-01-01")) is Acceptance.NOTHING
    later = make_policy(make_version("2020-01-01"), coming, ended="2021-01-02")
    assert acceptance(later, "2021-01-01", day("2020-12-31")) is Acceptance.NOTHING


def test_a_version_built_on_one_withdrawn_later_keeps_its_material_change() -> None:
    """A change that is not material, made to a material version that is then withdrawn, still carries that one."""
    policy = make_policy(
        make_version("2020-01-01"),
        make_version(
            "2021-01-01", material=True, published="2020-06-01", withdrawn=Withdrawal(day("2020-08-01"), "A", "x", 4)
        ),
        make_version("2022-01-01", material=False, published="2020-07-01"),
    )
    assert policy.before(policy["2022-01-01"]) is policy["2021-01-01"]
    assert acceptance(policy, "2020-01-01", FAR) is Acceptance.AGAIN


@pytest.mark.parametrize(("line", "owes"), [(3, Acceptance.INFORM), (5, Acceptance.AGAIN)])
def test_on_one_day_the_registers_order_decides(line: int, owes: Acceptance) -> None:
    """Withdrawn and replaced on one day: the register's lines tell whether the new text builds on the old one."""
    taken = Withdrawal(day("2020-07-01"), "A", "x", line)
    policy = make_policy(
        make_version("2020-01-01", line=1),
        make_version("2021-01-01", line=2, material=True, published="2020-06-01", withdrawn=taken),
        make_version("2022-01-01", line=4, material=False, published="2020-07-01"),
    )
    assert acceptance(policy, "2020-01-01", FAR) is owes


def test_a_version_entered_between_two_others_is_on_neithers_way() -> None:
    """A late entry is a branch: who accepted its material change is asked again for the later text without it."""
    policy = make_policy(
        make_version("2020-01-01", line=1),
        make_version("2021-01-01", line=3, material=True, published="2022-06-01", late_entry="It was forgotten."),
        make_version("2022-01-01", line=2, material=False),
    )
    assert acceptance(policy, "2020-01-01", FAR) is Acceptance.INFORM
    assert acceptance(policy, "2021-01-01", FAR) is Acceptance.AGAIN


def test_a_hidden_version_is_named_nowhere() -> None:
    """A pending version's name is no last material version: the first shown one that builds on it stands for it."""
    policy = make_policy(
        make_version("2020-01-01"),
        make_version("2021-01-01", material=True, published="2020-12-01"),
        make_version("2022-01-01", material=False, published="2020-06-01"),
    )
    names = {str(name): str(origin) for name, origin in last_material(policy, day("2020-07-01")).items()}
    assert names == {"2020-01-01": "2020-01-01", "2022-01-01": "2022-01-01"}


@given(histories())
def test_equals_a_search_over_all_paths(history: History) -> None:
    """For every pair of versions and every day the rule gives what a search over the amendments between them gives."""
    policy = history.policy
    for on in history.days():
        for accepted in [*map(str, (v.name for v in policy)), "1900-01-01"]:
            assert acceptance(policy, accepted, on).value == owed(history, accepted, on)


@given(histories(pending=True))
def test_a_pending_version_never_makes_less_owed(history: History) -> None:
    """With versions not shown yet the answer is never weaker than with everything known."""
    weight = ["nothing", "inform", "must-accept-again"]
    for on in history.days():
        for accepted in map(str, (v.name for v in history.policy.shown(on))):
            given_ = acceptance(history.policy, accepted, on).value
            assert weight.index(given_) >= weight.index(owed(history, accepted, on))


def test_days_between() -> None:
    """The histories' days cover every day on which anything happens, and the one before."""
    policy = make_policy(make_version("2020-01-01"))
    days = History(policy, {}, {}).days()
    assert {date(2019, 12, 31), date(2020, 1, 1)} <= set(days)
    assert days == sorted(days)
    assert days[-1] - days[0] >= timedelta(days=1)
