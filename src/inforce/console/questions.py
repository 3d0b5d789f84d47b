"""What `init` asks on a terminal: each question once more until its answer fits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from inforce.commands.init import Answers


def can_ask() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def asked(answers: Answers, given: frozenset[str]) -> Answers:
    """The answers, those that are not among the names `given` asked for."""
    from inforce.commands.init import HOSTS, unfit
    from inforce.source import slug_problem

    def policies(words: str) -> str:
        return next((found[0] for slug in words.split() if (found := slug_problem(slug))), "")

    def host(words: str) -> str:
        return "" if words in HOSTS else f"must be one of {', '.join(HOSTS)}"

    click.echo("A few questions; Enter takes what stands in brackets. All of it can be changed later in inforce.toml.")
    told: dict[str, Any] = {}
    for name, question, check in (
        ("organisation", "Who publishes the policies (name of the organisation)", _of("organisation", unfit)),
        ("contact", "E-mail address for questions about them", _of("contact", unfit)),
        ("base_url", "Address of the finished site", _of("base-url", unfit)),
        ("policies", "Policies to begin with, with spaces between them", policies),
        ("host", "Where the repository will live: github, or none for elsewhere", host),
    ):
        if name not in given:
            default = getattr(answers, name)
            answer = _answer(question, " ".join(default) if name == "policies" else default, check)
            told[name] = tuple(answer.split()) if name == "policies" else answer
    return replace(answers, **told)


def _of(name: str, unfit: Callable[[str, str], str]) -> Callable[[str], str]:
    return lambda value: unfit(name, value)


def _answer(question: str, default: str, check: Callable[[str], str]) -> str:
    while True:
        answer = str(click.prompt(question, default=default, type=str)).strip()
        wrong = check(answer)
        if not wrong:
            return answer
        click.echo(f"  That {wrong}." if wrong.startswith("must") else f"  {wrong}")
