"""The rules that hold between versions, the register and the day. Pure: everything is given, nothing is fetched.

`check` is what `check`, `build` and `verify` ask of the whole archive; `ready` what `publish` asks of one draft.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from inforce.core import gate_decided, gate_material, links
from inforce.core.gate_draft import DECISIONS_OF_TIME, next_name, ready, standing_with
from inforce.core.gate_registered import registered_problems
from inforce.core.gate_reviews import review_problems
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.policy import Library, Policy, Version
from inforce.core.register import Event, Register
from inforce.core.told import NOTICE_EVENTS
from inforce.errors import Level, Place, Problem

__all__ = ["check", "distinct", "next_name", "ready", "standing_with"]

REGISTER = "content/register.jsonl"
_TEXT_DIFFERS = frozenset({"text-changed", "text-rewrapped", "register-format"})
OlderText = Callable[[Version, str], str | None]
"""Given a version and the registered digest: the file as it was registered, if it can be had (from git)."""


def _no_older_text(version: Version, digest: str) -> str | None:
    return None


def check(
    library: Library,
    register: Register,
    on: date,
    *,
    older_text: OlderText = _no_older_text,
    known: Vocabulary | None = None,
) -> tuple[Problem, ...]:
    """Every broken rule, in a fixed order. `older_text` only makes sentences better; nothing depends on it.

    `known` are the words by which changes are read. Without them only the archive itself is checked, as `verify`,
    `withdraw` and `import` ask for it: none of them declares a change, and a wrongly declared one may be withdrawn.
    """
    missing = _missing(library, register)
    lost = {event.text for events in missing.values() for event in events}
    problems = [*_without_file(library, missing), *_withdrawals(register), *_notices(register)]
    problems.extend(review_problems(register, REGISTER))
    for policy in library.policies:
        altered: set[Version] = set()
        for version in policy.versions:
            if not version.source:
                continue  # The file could not be read, which has its own problem.
            entry = register.entry(policy.slug, str(version.name))
            if version.is_draft and version.document.digest in lost:
                continue  # The published text under another name: it shall be renamed back, not published.
            if version.is_draft:
                problems.extend(_draft(library, policy, version, on, known))
            elif entry is not None:
                found = tuple(registered_problems(policy, version, entry, older_text))
                problems.extend(found)
                problems.extend(gate_decided.undecided(version, REGISTER))
                if _TEXT_DIFFERS & {problem.code for problem in found}:
                    altered.add(version)
                elif known is not None and policy.before(version) not in altered:
                    # What was published is judged, and what it was published against; not what was made of them.
                    problems.extend(gate_material.registered_problems(policy, version, on, known))
                problems.extend(links.problems(library, version))
        problems.extend(_entered_late(policy))
    return tuple(problems)


def _draft(library: Library, policy: Policy, version: Version, on: date, known: Vocabulary | None) -> Iterator[Problem]:
    """An incomplete draft is a warning until its day has come; then a person must act."""
    waits = version.published is None or version.published > on
    # `publish` itself asks whether those that are to stand beside it are published.
    asked = ready(policy, version, on, standing_with(policy, version, on), known=known)
    found = (*asked, *links.problems(library, version))
    if waits:
        yield from (_softened(p) for p in found if p.code not in DECISIONS_OF_TIME)
        return
    late = [p for p in found if p.code == "published-past"]
    if any(p.level is Level.ERROR for p in found if p not in late):
        yield from found  # It could not be published: that comes first.
        return
    yield from (p for p in found if p not in late)
    sentence = f"“{version}” is to be shown from {version.published} on, but it is not in the register."
    remedy = f"Run `inforce publish {version.slug} {version.name} --by NAME`, or give “published” a later day."
    if late:
        remedy = (
            f"That day is past: write “published: {on}” or say in “late_entry” why it is entered late; "
            f"then run `inforce publish {version.slug} {version.name} --by NAME`."
        )
    yield Problem("unregistered", Place(version.path, 1), sentence, remedy, Level.DECISION)


def _softened(problem: Problem) -> Problem:
    """What a draft still lacks stops nothing."""
    stops = problem.level in (Level.ERROR, Level.DECISION)
    return replace(problem, level=Level.WARNING) if stops else problem


def distinct(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by place: one said at two levels at the heavier; no call to publish a file with errors."""
    found = list(dict.fromkeys(problems))
    errors = {(p.code, p.place, p.sentence) for p in found if p.level is Level.ERROR}
    broken = {p.place.path for p in found if p.level is Level.ERROR}
    kept = [
        p
        for p in found
        if p.level is Level.ERROR
        or ((p.code, p.place, p.sentence) not in errors and not (p.code == "unregistered" and p.place.path in broken))
    ]
    return tuple(sorted(kept, key=lambda problem: problem.place))


# ---- lines without a file -------------------------------------------------------------------------------------------


def _missing(library: Library, register: Register) -> dict[str, list[Event]]:
    """The lines of each policy whose version has no file."""
    there = {(slug, str(version.name)) for slug, policy in library.items() for version in policy}
    missing: dict[str, list[Event]] = defaultdict(list)
    for event in register.entries():
        if (event.policy, event.version) not in there:
            missing[event.policy].append(event)
    return missing


def _without_file(library: Library, missing: dict[str, list[Event]]) -> Iterator[Problem]:
    same_text = {v.document.digest: v.path for policy in library.values() for v in policy if v.is_draft and v.source}
    for slug, events in missing.items():
        if slug not in library and len(events) > 1 and not any(event.text in same_text for event in events):
            folder = f"content/policies/{slug}"
            names = ", ".join(event.version for event in events[:10]) + (" …" if len(events) > 10 else "")
            sentence = f"The policy “{slug}” is gone, but {len(events)} of its versions are published: {names}."
            yield _gone(events[0], sentence, f"Bring the folder {folder} back (git checkout -- {folder}); {_END}")
            continue
        for event in events:
            file = f"content/policies/{slug}/{event.version}.md"
            sentence = f"“{slug} {event.version}” is published, but its file {file} is gone."
            remedy = f"Bring it back (git checkout -- {file}); a published address never disappears."
            if moved := same_text.get(event.text):
                remedy = f"{moved} has the same text: rename it back to {file}."
            yield _gone(event, sentence, remedy)


_END = "to end a policy use `inforce withdraw POLICY --end DATE`."


def _gone(event: Event, sentence: str, remedy: str) -> Problem:
    return Problem("register-file-missing", Place(REGISTER, event.line), sentence, remedy)


# ---- the order of things --------------------------------------------------------------------------------------------


def _withdrawals(register: Register) -> Iterator[Problem]:
    for event in register.events:
        place = Place(REGISTER, event.line)
        if event.event == "withdrawn":
            entry = register.entry(event.policy, event.version)
            if entry is None or entry.line > event.line:
                sentence = f"“{event.policy} {event.version}” is withdrawn, but it was never published."
                yield Problem("withdrawal-unknown", place, sentence, "Restore the register from the main branch.")
            elif entry.effective is not None and entry.effective <= event.recorded:
                sentence = f"“{event.policy} {event.version}” was withdrawn on {event.recorded}, after it took effect."
                remedy = "What applied cannot be taken back: publish a new version, or end the policy."
                yield Problem("withdrawal-late", place, sentence, remedy)
        elif event.event == "ended" and event.effective is None:
            sentence = f"The line ends the policy “{event.policy}” but names no day."
            yield Problem("register-line", place, sentence, "Restore the register from the main branch.")


def _notices(register: Register) -> Iterator[Problem]:
    """A notice tells of a version that the register knew by then."""
    for event in register.events:
        if event.event in NOTICE_EVENTS:
            entry = register.entry(event.policy, event.version)
            if entry is None or entry.line > event.line:
                sentence = f"A notice of “{event.policy} {event.version}” was sent, but it was never published."
                remedy = "Restore the register from the main branch."
                yield Problem("notice-unknown", Place(REGISTER, event.line), sentence, remedy)


def _entered_late(policy: Policy) -> Iterator[Problem]:
    """A version registered after one that takes effect later must say why."""
    lines = [(v.registration.line, v) for v in policy.versions if v.registration and not v.imported]
    for line, version in lines:
        if version.late_entry or not version.source:
            continue
        # What was withdrawn by then stood in nobody's way.
        stood = [v for n, v in lines if n < line and not (v.withdrawal and v.withdrawal.line < line)]
        newest = max(stood, key=lambda v: v.name, default=version)
        if version.name < newest.name:
            sentence = f"“{version}” was entered after “{newest}”, which takes effect later."
            remedy = f"Restore {REGISTER}; such a version must say why in “late_entry” when it is published."
            yield Problem("entered-late", Place(REGISTER, line), sentence, remedy)
