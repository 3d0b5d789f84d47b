"""Rate, pauses and the circuit breaker."""

from hypothesis import given
from hypothesis import strategies as st

from inforce.core.delivery import State
from inforce.mail.pace import BROKEN_IN_A_ROW, DROPPED_IN_A_ROW, LONGEST_PAUSE, REFUSED_AFTER_DOT, Breaker, Pace, pause
from inforce.mail.values import Outcome

ACCEPTED = Outcome(State.ACCEPTED, "dot", 250, "ok")
UNKNOWN_USER = Outcome(State.REJECTED, "rcpt", 550, "unknown user")
REFUSED_MESSAGE = Outcome(State.REJECTED, "dot", 554, "looks like spam")
REFUSED_SENDER = Outcome(State.QUEUED, "mail", 550, "who are you")
NO_ANSWER = Outcome(State.IN_DOUBT, "dot", 0, "no answer in time")
CUT = Outcome(State.QUEUED, "data", 0, "the relay closed the connection")


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_turns_keep_the_rate_over_all_connections() -> None:
    """At ten a second, the tenth turn after the first comes one second later."""
    pace = Pace(10, Clock())
    assert [round(pace.turn(), 6) for _ in range(11)][::10] == [0.0, 1.0]


def test_an_idle_time_gives_no_credit() -> None:
    """After a long rest the rate is what it was: no burst."""
    clock = Clock()
    pace = Pace(10, clock)
    pace.turn()
    clock.now += 60
    assert [round(pace.turn(), 6) for _ in range(3)] == [0.0, 0.1, 0.2]


def test_a_turn_given_back_is_the_next_ones() -> None:
    """Who finds nothing to send does not slow the others."""
    pace = Pace(10, Clock())
    pace.turn()
    pace.turn()
    pace.give_back()
    assert round(pace.turn(), 6) == 0.1


def test_a_relay_that_asks_for_less_gets_half_and_later_the_whole_again() -> None:
    """After 421 the turns stand twice as far apart, for half a minute."""
    clock = Clock()
    pace = Pace(10, clock)
    pace.slow_down()
    first = [round(pace.turn(), 6) for _ in range(2)]
    clock.now += 60
    later = [round(pace.turn(), 6) for _ in range(2)]
    assert (first, later) == ([0.0, 0.2], [0.0, 0.1])


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_pauses_grow_and_have_bounds(tries: int, chance: float) -> None:
    """A pause is never negative, never over an hour, and never shorter than half of what the attempt calls for."""
    assert 0 < pause(1) <= pause(tries, lambda: chance) * 2 + 2
    assert pause(tries, lambda: chance) <= LONGEST_PAUSE


def run(outcomes: list[Outcome], halt_after: int = 20) -> tuple[str, Breaker]:
    """The first sentence with which the breaker halts, and the breaker."""
    breaker = Breaker(halt_after)
    said = ""
    for number, outcome in enumerate(outcomes, 1):
        words = breaker.note(number, outcome)
        said = said or words
    return said, breaker


def test_a_refused_sender_halts_at_once() -> None:
    """It says nothing of the recipient."""
    assert "refuses the sender: 550" in run([REFUSED_SENDER])[0]


def test_messages_refused_in_a_row_halt_and_are_all_taken_back() -> None:
    """One 554 may be about a person; several in a row are about the message."""
    said, breaker = run([ACCEPTED, *[REFUSED_MESSAGE] * REFUSED_AFTER_DOT])
    assert "5 messages in a row" in said
    assert breaker.refused == [2, 3, 4, 5, 6]


def test_a_late_acceptance_does_not_forget_those_refused() -> None:
    """What another connection had in hand when the run halted comes after the decision."""
    said, breaker = run([*[UNKNOWN_USER] * 20, ACCEPTED, UNKNOWN_USER])
    assert "20 addresses in a row" in said
    assert breaker.refused == [*range(1, 21), 22]


def test_half_the_addresses_refused_is_no_reason_to_halt() -> None:
    """A list with many dead addresses is sent to its end."""
    assert run([UNKNOWN_USER, ACCEPTED] * 500)[0] == ""


def test_every_address_refused_halts() -> None:
    """A relay that relays for nobody must not empty the list."""
    assert "20 addresses in a row" in run([UNKNOWN_USER] * 20)[0]


def test_the_breaker_can_be_switched_off() -> None:
    """For the end of a list where only dead addresses are left."""
    said, breaker = run([UNKNOWN_USER] * 100, halt_after=0)
    assert (said, breaker.at_end()) == ("", "")


def test_nothing_accepted_at_the_end_is_a_halt_even_of_few() -> None:
    """Three messages, all refused after the dot: that is the message, not the three people."""
    assert run([REFUSED_MESSAGE] * 3)[1].at_end() == "The relay took none of the messages."


def test_a_single_refusal_stands() -> None:
    """One recipient whose message is refused is rejected."""
    assert run([REFUSED_MESSAGE])[1].at_end() == ""


def test_doubts_in_a_row_halt() -> None:
    """Each message without an answer is a doubt; there must not be a thousand."""
    assert "without an answer" in run([NO_ANSWER] * BROKEN_IN_A_ROW)[0]


def test_connections_cut_in_a_row_halt() -> None:
    """A relay that hangs up on every message is not called for ever."""
    assert "cut off" in run([CUT] * DROPPED_IN_A_ROW)[0]
