"""Every regular expression of the program reads any text in time that grows as the text does."""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from support.project import ROOT

SOURCE = ROOT / "src"
CALLS = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
QUICK = 0.02
"""Seconds in which a pattern that is read in proportion passes over `LONG` characters, many times over."""
LONG = 20_000
RATIO = 2.5
BOUNDED: dict[str, tuple[int, str]] = {
    "inforce.core.rawhtml._ATTRIBUTES": (
        0,
        "sees what TAG has taken: attributes, each of which it takes from its first space",
    ),
    "inforce.mail.phrases._AT": (500, "sees the message of the TOML reader, which has one run of spaces"),
    "inforce.render.redline_inline._UNSAID": (0, "sees HTML of our own writer, in which each < has its >"),
}
"""Patterns that do not see just any text: by name, how many characters of any text at most, and why."""


@dataclass(frozen=True)
class Own:
    """One pattern of the program and how it is used."""

    name: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def own_patterns() -> list[Own]:
    """Every pattern that a module compiles, when it is imported or in a call."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py"))}
    found: dict[tuple[str, Any, int], Own] = {}
    for path, text in texts.items():
        module = importlib.import_module(
            ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        )
        for name, pattern in held(module):
            bare = name.partition("[")[0]
            users = [
                other
                for other in texts.values()
                if re.search(rf"^from {module.__name__} import .*\b{bare}\b", other, re.M)
            ]
            used = frozenset(re.findall(rf"\b{bare}\.(\w+)\b", "\n".join([text, *users]))) & CALLS
            own = Own(f"{module.__name__}.{name}", pattern, used or frozenset({"finditer", "fullmatch"}))
            found.setdefault((str(pattern.pattern), type(pattern.pattern), pattern.flags), own)
        for name, method, pattern in called(text, vars(module)):
            own = Own(f"{module.__name__}:{name}", pattern, frozenset({method}))
            found.setdefault((str(pattern.pattern), type(pattern.pattern), pattern.flags), own)
    return list(found.values())


def held(module: Any) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Patterns among the values of a module, in tuples and tables too."""

    def within(name: str, value: object, depth: int) -> Iterator[tuple[str, re.Pattern[Any]]]:
        if isinstance(value, re.Pattern):
            yield name, value
        elif depth and isinstance(value, dict):
            for key, item in value.items():
                yield from within(f"{name}[{key}]", item, depth - 1)
        elif depth and isinstance(value, tuple | list):
            for index, item in enumerate(value):
                yield from within(f"{name}[{index}]", item, depth - 1)

    for name, value in vars(module).items():
        yield from within(name, value, 3)


def called(text: str, values: dict[str, Any]) -> Iterator[tuple[str, str, re.Pattern[Any]]]:
    """Patterns that stand in a call, as ``re.sub("…", …)``, where all that they are made of is known to the module."""
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and (node.func.value.id, node.func.attr in CALLS) == ("re", True)
        ):
            flags = next((k.value for k in node.keywords if k.arg == "flags"), None)
            at = {"compile": 1, "sub": 4}.get(node.func.attr, 2)
            flags = flags or (node.args[at] if len(node.args) > at else None)
            try:
                pattern = eval(compile(ast.Expression(node.args[0]), "<pattern>", "eval"), dict(values))
                number = eval(compile(ast.Expression(flags), "<flags>", "eval"), dict(values)) if flags else 0
                method = "finditer" if node.func.attr == "compile" else node.func.attr
                yield f"{node.lineno}", method, re.compile(pattern, number)
            except NameError:
                continue  # made of a name, a slug or a phrase of the moment: `of the moment` below


def signs(pattern: re.Pattern[Any]) -> list[str]:
    """Characters that the pattern speaks of: its letters, and one of each kind that it takes."""
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    found: dict[str, None] = {}
    kinds = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_SPACE": "x",
             "CATEGORY_NOT_WORD": "-", "CATEGORY_NOT_DIGIT": "b"}  # fmt: skip

    def look(items: Any) -> None:
        for item in items:
            if isinstance(item, tuple):
                operation, value = str(item[0]), item[1] if len(item) > 1 else None
                if operation in ("LITERAL", "NOT_LITERAL"):
                    found[chr(value)] = None
                elif operation == "RANGE":
                    found[chr(value[0])] = None
                elif operation == "CATEGORY":
                    found[kinds.get(str(value), "a")] = None
                elif operation == "ANY":
                    found["z"] = None
                look(item[1:])
            elif isinstance(item, list | parser.SubPattern):
                look(item)

    look(parser.parse(text, pattern.flags & ~re.DEBUG & ~(re.UNICODE if isinstance(pattern.pattern, bytes) else 0)))
    ordered = sorted(found, key=lambda c: (c.isalnum() and c not in "a1AI", c))
    return [*ordered[:12], *(c for c in ("a", " ", "1", "\n", "é") if c not in ordered[:12])]


def taken(own: Own, piece: str, length: int) -> float:
    """Seconds that the pattern takes for a text of that length, each way that it is used, the shortest of three."""
    texts: list[Any] = [piece * (length // len(piece)) + end for end in ("\x01", "b", " b", "}", ".")]
    if isinstance(own.pattern.pattern, bytes):
        texts = [text.encode("utf-8") for text in texts]
    return max(seconds(own, text) for text in texts)


def seconds(own: Own, text: Any) -> float:
    """The shortest of three."""
    best = 9e9
    for _ in range(3):
        start = time.process_time()
        for method in own.methods:
            if method in ("match", "fullmatch", "search"):
                getattr(own.pattern, method)(text)
            else:
                for _found in own.pattern.finditer(text):
                    pass
        best = min(best, time.process_time() - start)
        if best < QUICK:
            break
    return best


def slow(own: Own, pieces: Iterator[str]) -> Iterator[str]:
    """Texts for which twice the length takes more than `RATIO` times as long."""
    longest = BOUNDED.get(own.name, (LONG, ""))[0]
    for piece in pieces:
        half, length = 0.0, 320
        while length <= longest:
            whole = taken(own, piece, length)
            if whole > QUICK and half > QUICK / 4 and whole > RATIO * half:
                half, whole = taken(own, piece, length // 2), taken(own, piece, length)
                if whole > RATIO * half:
                    yield f"{piece!r}: {half:.3f} s for {length // 2}, then {whole:.3f} s"
                    break
            if whole > 1:
                yield f"{piece!r}: {whole:.1f} s for {length}"
                break
            half, length = whole, length * 2


OWN = own_patterns()


@pytest.mark.parametrize("own", OWN, ids=lambda own: own.name)
def test_a_single_sign_repeated_is_read_in_proportion(own: Own) -> None:
    """Twenty thousand of any character that the pattern knows."""
    assert list(slow(own, iter(signs(own.pattern)))) == []


@pytest.mark.soak
@pytest.mark.parametrize("own", OWN, ids=lambda own: own.name)
def test_two_and_three_signs_repeated_are_read_in_proportion(own: Own) -> None:
    """Every pair of them, and every three of the first six."""
    known = signs(own.pattern)
    pieces = ["".join(pair) for pair in product(known, repeat=2)] + ["".join(p) for p in product(known[:6], repeat=3)]
    assert list(slow(own, iter(pieces))) == []


def test_every_module_is_looked_through() -> None:
    """Patterns of all layers are among them, and a bound is given for patterns that exist."""
    assert len(OWN) > 150
    assert {name.split(".")[1] for name in (own.name for own in OWN)} >= {
        "core",
        "mail",
        "render",
        "console",
        "publish",
    }
    assert BOUNDED.keys() <= {own.name for own in OWN}


def test_a_slow_pattern_would_be_found() -> None:
    """The two usual ways to be slow: a run looked through from each of its places, and a run cut in two."""
    for text in (r"[ \t]+$", r"(?:a+)+b", r"a*a*b"):
        pattern = re.compile(text)
        own = Own("planted", pattern, frozenset({"search"}))
        short = Own("planted", re.compile(text), frozenset({"search"}))
        pieces = signs(pattern) if text != r"(?:a+)+b" else []
        assert text == r"(?:a+)+b" or list(slow(own, iter(pieces))), short
