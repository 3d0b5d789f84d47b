"""What is done to a ledger besides freezing and sending, each act in one transaction and with its event."""

from __future__ import annotations

from inforce.mail.ledger.erasure import erase as erase
from inforce.mail.ledger.returns import Returned as Returned
from inforce.mail.ledger.returns import bounces as bounces
from inforce.mail.ledger.returns import suppress as suppress
from inforce.mail.ledger.runs import end_run as end_run
from inforce.mail.ledger.runs import recover as recover
from inforce.mail.ledger.runs import start_run as start_run
from inforce.mail.ledger.settle import Resolved as Resolved
from inforce.mail.ledger.settle import Surprise as Surprise
from inforce.mail.ledger.settle import decide as decide
from inforce.mail.ledger.settle import resolve as resolve
from inforce.mail.ledger.supersede import expire as expire
from inforce.mail.ledger.supersede import restored as restored
from inforce.mail.ledger.supersede import supersede as supersede
