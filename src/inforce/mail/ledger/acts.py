"""What is done to a ledger besides freezing and sending, each act in one transaction and with its event."""

from __future__ import annotations

from inforce.mail.ledger.runs import end_run as end_run
from inforce.mail.ledger.runs import recover as recover
from inforce.mail.ledger.runs import start_run as start_run
from inforce.mail.ledger.supersede import expire as expire
from inforce.mail.ledger.supersede import restored as restored
from inforce.mail.ledger.supersede import supersede as supersede
