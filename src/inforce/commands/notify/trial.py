"""`inforce notify send ID --test ADDRESS`: the frozen notice as one message to somebody in house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inforce.commands.notify.send_checks import subject_now
from inforce.commands.notify.send_values import Options
from inforce.commands.notify.subject import Now, seconds_of, written_moment
from inforce.commands.project import usage
from inforce.commands.report import Report
from inforce.core.delivery import State
from inforce.errors import Level, Place, Problem, StoppedError
from inforce.mail import letter, message
from inforce.mail.address import AddressFault, read_address
from inforce.mail.ledger import events
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import open_ledger
from inforce.mail.relay import from_url
from inforce.mail.transport import Patience, connect
from inforce.mail.values import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialReport(Report):
    """What the relay said of the one message."""

    notice: str
    address: str
    locale: str
    subject: str
    relay: str
    code: int
    reply: str


def run(root: Path, id: str, address: str, options: Options, *, now: Now, environ: Mapping[str, str]) -> TrialReport:
    """Send the notice as it was frozen to `address`, as a message of its own that counts for nobody.

    `StoppedError` with the relay's words where it does not take the message.
    """
    email, key = address_of(address)
    relay = from_url(options.smtp, environ, insecure=options.insecure)
    with locked(root, "notify send --test", clock=seconds_of(now)), open_ledger(root) as store:
        notice = store.notice(id)
        subject = subject_now(root, notice, now())
        variants = store.variants(id)
        default = letter.locale_for(subject.site.language, list(variants), next(iter(variants)))
        chosen = variants[default]
        recipient = Recipient(0, email, key, unsubscribe_url=_SAMPLE_UNSUBSCRIBE)
        (tests,) = store.ask("SELECT count(*) FROM event WHERE notice = ? AND kind = 'test'", id).fetchone()
        identity = f"<{id}.test{tests + 1}@{notice.host}>"
        data = message.message(chosen.body, recipient, identity, notice.audience)
        connection = connect(relay, Patience())
        try:
            outcome = connection.deliver(notice.envelope.replace("*", f"{id}.test"), email, data, lambda: None)
        finally:
            connection.close()
        detail = {"code": outcome.code, "outcome": outcome.state.value, "locale": chosen.locale}
        with store.transaction():
            events.append(store, id, "test", "", written_moment(now()), detail)
    if outcome.state is not State.ACCEPTED:
        sentence = f"The relay {relay} did not take the test message: {outcome.code or ''} {outcome.reply}".replace(
            ":  ", ": "
        )
        problem = Problem("notice-test-refused", Place(), sentence, "No row of the notice was touched.", Level.ERROR)
        raise StoppedError(problem)
    return TrialReport(
        notice=id,
        address=email,
        locale=chosen.locale,
        subject=chosen.subject,
        relay=str(relay),
        code=outcome.code,
        reply=outcome.reply,
    )


_SAMPLE_UNSUBSCRIBE = "https://example.com/unsubscribe/test"


def address_of(text: str, *, unsendable: bool = False) -> tuple[str, str]:
    """The address and its key; `UsageError` where it is none, or, but for `unsendable`, one that cannot be mailed."""
    try:
        return read_address(text)
    except AddressFault as fault:
        if fault.unsendable and unsendable:
            return fault.email, fault.key
        raise usage("address-unfit", f"That is no address that can be mailed: {fault.reason}.") from fault
