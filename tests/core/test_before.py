"""Which version an amendment amends, whatever happens later, and what the public may know of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from factories import make_library, make_version
from inforce.core.policy import Policy, Registration, Status, Version, Withdrawal
from inforce.core.settings import PolicySettings

DAY = date(2022, 6, 1)


def registered(name: str, line: int, published: str) -> Version:
    version = make_version(name, published=published)
    return replace(version, registration=Registration(date(2021, 1, 1), "Tester", line, version.document.digest, ""))


def policy_of(*versions: Version) -> Policy:
    return Policy("privacy", PolicySettings(), versions)


def test_a_later_withdrawal_does_not_change_what_was_amended() -> None:
    """The class was declared against the text that stood then."""
    base, late = registered("2023-01-01", 1, "2021-01-01"), registered("2023-06-01", 2, "2021-01-01")
    base = replace(base, withdrawal=Withdrawal(date(2021, 2, 1), "Tester", "A reason.", 3))
    policy = policy_of(base, late)
    assert policy.before(late) is base


def test_a_version_withdrawn_before_is_not_amended() -> None:
    """What was taken back already is no base for a later version."""
    first = registered("2021-01-01", 1, "2021-01-01")
    gone = registered("2023-01-01", 2, "2021-01-01")
    gone = replace(gone, withdrawal=Withdrawal(date(2021, 2, 1), "Tester", "A reason.", 3))
    late = registered("2023-06-01", 4, "2021-03-01")
    policy = policy_of(first, gone, late)
    assert policy.before(late) is first


def test_a_late_entry_does_not_change_what_was_amended() -> None:
    """A version entered afterwards between two others leaves their amendment as it was declared."""
    first, last = registered("2021-01-01", 1, "2021-01-01"), registered("2022-01-01", 2, "2021-06-01")
    between = registered("2021-07-01", 3, "2021-06-01")
    policy = policy_of(first, between, last)
    assert policy.before(last) is first


def test_a_pending_base_is_passed_over_in_public() -> None:
    """The page of changes compares with what the public has seen."""
    first = registered("2021-01-01", 1, "2021-01-01")
    pending = registered("2023-01-01", 2, "2022-12-01")
    last = registered("2023-06-01", 3, "2022-01-01")
    policy = policy_of(first, pending, last)
    assert (policy.before(last), policy.shown_before(last, DAY)) == (pending, first)


def test_the_public_register_ends_before_a_pending_version() -> None:
    """Nothing of a pending version is told, its line of the register included."""
    first, pending = registered("2021-01-01", 1, "2021-01-01"), registered("2023-01-01", 2, "2022-12-01")
    library = replace(make_library(), policies=(policy_of(first, pending),), register="one\ntwo\nthree\n")
    assert library.public_register(DAY) == "one\n"
    assert library.public_register(date(2022, 12, 1)) == "one\ntwo\nthree\n"


def test_a_version_withdrawn_while_pending_is_never_shown() -> None:
    """Taken back before its day of publication it has no page on any day; taken back on that day, it has one."""
    pending = registered("2023-01-01", 2, "2022-12-01")
    early = replace(pending, withdrawal=Withdrawal(date(2022, 11, 30), "Tester", "A reason.", 3))
    late = replace(pending, withdrawal=Withdrawal(date(2022, 12, 1), "Tester", "A reason.", 3))
    for on in (date(2022, 11, 30), date(2022, 12, 1), date(2023, 1, 1), date(2030, 1, 1)):
        assert not early.due(on)
        assert policy_of(early).status(early, on) is Status.WITHDRAWN
        assert late.due(on) == (on >= date(2022, 12, 1))


def test_the_register_goes_on_once_a_withdrawn_versions_day_has_passed() -> None:
    """Its line, and that of its withdrawal, wait for that day, then the whole chain can be read and checked."""
    first, pending = registered("2021-01-01", 1, "2021-01-01"), registered("2023-01-01", 2, "2022-12-01")
    taken = replace(pending, withdrawal=Withdrawal(date(2022, 5, 1), "Tester", "A reason.", 3))
    library = replace(make_library(), policies=(policy_of(first, taken),), register="one\ntwo\nthree\n")
    assert library.public_register(date(2022, 11, 30)) == "one\n"
    assert library.public_register(date(2022, 12, 1)) == "one\ntwo\nthree\n"


def test_an_ended_policys_coming_version_never_took_effect() -> None:
    """It is withdrawn on every later day too, not superseded by nothing."""
    first, coming = registered("2021-01-01", 1, "2021-01-01"), registered("2023-01-01", 2, "2022-01-01")
    policy = Policy("privacy", PolicySettings(), (first, coming), ended=date(2022, 12, 1))
    for on in (date(2022, 6, 1), date(2022, 12, 1), date(2023, 1, 1), date(2030, 1, 1)):
        assert policy.status(coming, on) is Status.WITHDRAWN
    assert policy.status(first, date(2023, 1, 1)) is Status.SUPERSEDED
