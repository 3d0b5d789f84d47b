"""The group of the verbs of notices."""

from __future__ import annotations

import click

from inforce.console.calls import Verbs


@click.group("notify", cls=Verbs)
def notify() -> None:
    """Tell people of a change by e-mail, once, with proof. Only “send” sends."""
