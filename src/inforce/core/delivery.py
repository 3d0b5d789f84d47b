"""Deliveries: one notice, one recipient, one outcome. The states a delivery may be in, and the steps between them.

Between the final dot of a message and the durable record of the relay's answer only the relay knows what became of
it. So no state claims more than is known: `accepted` is what the relay said, never "delivered"; `in_doubt` is said
where nobody knows, and is left only by evidence (a relay's log) or by a person.
"""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Who gets a notice. The two are never mixed."""

    ACCOUNTS = "accounts"
    """Everyone who holds an account: mandatory, so a marketing opt-out does not count."""
    SUBSCRIBERS = "subscribers"
    """People who asked to be told: each can leave with one click (RFC 8058)."""


class State(StrEnum):
    """What is known of one delivery."""

    QUEUED = "queued"
    """To be sent."""
    SENDING = "sending"
    """A sender has it in hand: its intent is on record, its outcome is not yet."""
    ACCEPTED = "accepted"
    """The relay took responsibility for it (RFC 5321, 4.2.5). Not: delivered."""
    DEFERRED = "deferred"
    """The relay refused for now (4xx); tried again until the notice's deadline."""
    REJECTED = "rejected"
    """The relay refused for good (5xx)."""
    IN_DOUBT = "in_doubt"
    """The dot may have been sent, and no answer is on record."""
    EXPIRED = "expired"
    """Still queued or deferred when the deadline came, or when another freeze took the notice's place."""
    SUPPRESSED = "suppressed"
    """Not to be mailed: opted out, or on the suppression list (subscribers only)."""
    UNSENDABLE = "unsendable"
    """Well written, but cannot be mailed: needs SMTPUTF8, or a subscriber without a way to leave."""
    DUPLICATE_OF = "duplicate_of"
    """The same address stands in another row, or was served by an earlier freeze."""
    BOUNCED = "bounced"
    """Accepted by the relay, and came back later."""
    COMPLAINED = "complained"
    """Accepted, and the recipient called it spam."""


OPEN = frozenset({State.QUEUED, State.SENDING, State.DEFERRED})
"""What a further run of the sender would still work on."""

TAKEN = frozenset({State.ACCEPTED, State.BOUNCED, State.COMPLAINED})
"""What the relay once accepted."""

STEPS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING, State.SUPPRESSED, State.EXPIRED, State.IN_DOUBT}),
    State.SENDING: frozenset({State.ACCEPTED, State.DEFERRED, State.REJECTED, State.IN_DOUBT, State.QUEUED}),
    State.DEFERRED: frozenset({State.QUEUED, State.SENDING, State.EXPIRED, State.SUPPRESSED, State.IN_DOUBT}),
    State.REJECTED: frozenset({State.QUEUED}),
    State.IN_DOUBT: frozenset({State.ACCEPTED, State.QUEUED, State.REJECTED, State.BOUNCED}),
    State.ACCEPTED: frozenset({State.BOUNCED, State.COMPLAINED}),
    State.BOUNCED: frozenset({State.COMPLAINED}),
    State.COMPLAINED: frozenset(),
    State.EXPIRED: frozenset(),
    State.SUPPRESSED: frozenset(),
    State.UNSENDABLE: frozenset(),
    State.DUPLICATE_OF: frozenset(),
}
"""The steps there are. `rejected → queued` is the circuit breaker's: a relay that refuses everybody refuses nobody in
particular. `queued → in_doubt` is that of a ledger restored from a backup: it does not know what came after it."""
