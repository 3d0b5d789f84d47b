"""What applies on which day: one text, from the first effective date on, whoever asks and when."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from factories import make_policy, make_version
from inforce.core.dates import VersionName
from inforce.core.policy import Policy, Status, Version

FIRST = date(2026, 1, 1)
numbers = st.integers(0, 40)


@st.composite
def versions(draw: st.DrawFn) -> list[Version]:
    """Versions of one policy: several for a day, drafts, pending ones, some withdrawn before their day."""
    names = draw(st.sets(st.tuples(numbers, st.integers(1, 3)), min_size=1, max_size=8))
    made = []
    for day, ordinal in sorted(names):
        effective = FIRST + timedelta(days=day)
        published = effective - timedelta(days=draw(st.integers(0, 15)))
        withdrawn = draw(st.sampled_from([False, False, False, True]))
        made.append(
            make_version(
                str(VersionName(effective, ordinal)),
                text="Text.\n",
                published=published,
                registered=draw(st.sampled_from([True, True, True, False])),
                withdrawn=published if withdrawn and published < effective else None,
            )
        )
    return made


policies = st.builds(
    lambda made, ended: make_policy(*made, ended=FIRST + timedelta(days=ended) if ended else None),
    versions(),
    st.none() | st.integers(1, 45),
)
days = st.integers(-20, 60).map(lambda number: FIRST + timedelta(days=number))


def taking(policy: Policy, on: date) -> list[Version]:
    """Registered versions, not withdrawn, published and effective by a day."""
    return [
        v
        for v in policy
        if not v.is_draft and v.withdrawal is None and v.effective <= on and v.published and v.published <= on
    ]


@given(policies, days)
def test_exactly_one_version_is_in_force_from_the_first_day_on(policy: Policy, on: date) -> None:
    """Before it none is; after the policy's end none is."""
    in_force = [v for v in policy if policy.status(v, on) is Status.IN_FORCE]
    ended = policy.ended is not None and on >= policy.ended
    assert len(in_force) == (0 if ended or not taking(policy, on) else 1)
    assert policy.in_force(on) == (in_force[0] if in_force else None)


@given(policies, days)
def test_the_highest_name_among_those_that_took_effect_applies(policy: Policy, on: date) -> None:
    """The latest day, and on one day the highest ordinal."""
    in_force = policy.in_force(on)
    if in_force is not None:
        assert in_force.name == max(v.name for v in taking(policy, on))


@given(policies, days)
def test_every_version_has_one_status(policy: Policy, on: date) -> None:
    """Drafts and pending versions are shown nowhere; every other one is."""
    for version in policy:
        status = policy.status(version, on)
        assert (version in policy.shown(on)) == (status not in (Status.DRAFT, Status.PENDING))
        if status is Status.SCHEDULED:
            assert version.effective > on


@given(policies, days)
def test_periods_cover_every_day_once(policy: Policy, on: date) -> None:
    """From the beginning of time to its end, without a gap, and each says what was in force on its days."""
    periods = policy.periods(on)
    assert periods[0].first is None
    assert periods[-1].last is None
    for earlier, later in pairwise(periods):
        assert earlier.last is not None
        assert later.first == earlier.last + timedelta(days=1)
    for period in periods:
        first, last = period.first or FIRST - timedelta(days=30), period.last or FIRST + timedelta(days=80)
        assert first <= last
        for day in (first, last):
            if day <= on:
                assert policy.in_force(day) == period.version


@given(policies, days, days)
def test_an_address_once_shown_stays(policy: Policy, one: date, other: date) -> None:
    """Later days show at least what earlier days showed."""
    earlier, later = sorted((one, other))
    assert set(policy.shown(earlier)) <= set(policy.shown(later))


def test_the_day_itself_counts() -> None:
    """A version applies on its effective date, not on the day before."""
    policy = make_policy(make_version("2025-12-15"), make_version("2027-01-31", published="2026-11-23"))
    assert str(policy.in_force(date(2027, 1, 30))) == "privacy 2025-12-15"
    assert str(policy.in_force(date(2027, 1, 31))) == "privacy 2027-01-31"
    assert policy.in_force(date(2025, 12, 14)) is None


def test_for_one_day_the_highest_ordinal_applies() -> None:
    """The other is superseded, whatever the order of registering."""
    policy = make_policy(make_version("2026-12-15-2"), make_version("2026-12-15"), make_version("2026-12-15-10"))
    on = date(2026, 12, 15)
    assert [policy.status(v, on).value for v in policy] == ["superseded", "superseded", "in force"]


def test_the_calendar_s_first_day_has_none_before_it() -> None:
    """A version of that day, mistyped or not, is one period; there is no row for the days before."""
    (period,) = make_policy(make_version("0001-01-01", published=date.min)).periods(FIRST)
    assert (period.first, period.last) == (date.min, None)
