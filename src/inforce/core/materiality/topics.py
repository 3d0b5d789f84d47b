"""Topics: what an edit is about, and why readers are told of it. The visible table of the categories M01–M19."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inforce.core.materiality.reading import Reading

_LESS_LIKELY = {
    "terms": (0.7, ("M01", "M02", "M05")),
    "privacy": (0.5, ("M13", "M14", "M16", "M17", "M19")),
    "cookies": (0.5, ("M13", "M14", "M16", "M17", "M19")),
}
"""By kind of policy: topics that its sentences are about less often than their words say, and what they count."""
_OF_A_LIST_OF_PROCESSORS = 3.0


@dataclass(frozen=True, slots=True)
class Topic:
    """One category of material changes."""

    code: str
    name: str
    """As readers are told it."""
    why: str
    """Why people are told of it, in a sentence."""
    source: str
    both_ways: bool
    """Is a change for the better material as well?"""


TOPICS: Mapping[str, Topic] = {
    topic.code: topic
    for topic in (
        Topic(
            "M01", "data collected",
            "People are told before more is learned about them, or by other means.",
            "GDPR 13(3), 14(4); WP260 rev.01 para. 29", both_ways=False,
        ),
        Topic(
            "M02", "purpose of use",
            "A further purpose is always told, and before data is used for it.",
            "GDPR 13(3), 14(4); WP260 rev.01 para. 29", both_ways=True,
        ),
        Topic(
            "M03", "recipients and sharing",
            "People are told who else may receive or see data about them.",
            "GDPR 13(1)(e), 14(1)(e); CCPA 1798.110", both_ways=False,
        ),
        Topic(
            "M04", "subprocessors",
            "Customers are told of each new or replaced processor, with time to object.",
            "GDPR 28(2)", both_ways=False,
        ),
        Topic(
            "M05", "how long data is kept",
            "People rely on when data about them, or what they stored, is deleted.",
            "GDPR 13(2)(a), 14(2)(a)", both_ways=False,
        ),
        Topic(
            "M06", "transfer to other countries",
            "People are told where data goes and what protects it there.",
            "GDPR 13(1)(f), 14(1)(f), 46", both_ways=False,
        ),
        Topic(
            "M07", "security and service promises",
            "A promise of protection, access or answer that people rely on becomes weaker.",
            "GDPR 32, 33; FTC Act sec. 5", both_ways=False,
        ),
        Topic(
            "M08", "rights and how to use them",
            "How rights are used is always told, whichever way it changes.",
            "GDPR 12, 13(2)(b)–(d); CCPA 1798.130; WP260 rev.01 para. 29", both_ways=True,
        ),
        Topic(
            "M09", "children and age limits",
            "Whom a service admits, and what is done for children, decides who may use it.",
            "GDPR 8; COPPA, 16 CFR 312.4", both_ways=True,
        ),
        Topic(
            "M10", "legal basis and consent",
            "On what ground data is used, and when people are asked first, decides what they can do about it.",
            "GDPR 6, 7, 13(1)(c)–(d)", both_ways=False,
        ),
        Topic(
            "M11", "who is responsible",
            "People are always told who their contract is with and whom to turn to.",
            "GDPR 13(1)(a)–(b); WP260 rev.01 para. 29", both_ways=True,
        ),
        Topic(
            "M12", "automated decisions and AI",
            "Decisions and training by machines are told with what they mean for people.",
            "GDPR 13(2)(f), 22", both_ways=False,
        ),
        Topic(
            "M13", "disputes, law and liability",
            "It changes where, how and for what a claim can be made.",
            "Directive 93/13/EEC; contract law", both_ways=True,
        ),
        Topic(
            "M14", "price, tax, refund, renewal",
            "It changes what people pay, when, or what they get back.",
            "Directive 2011/83/EU 5, 6; Directive 2019/770 art. 19", both_ways=True,
        ),
        Topic(
            "M15", "what the document covers",
            "People must know whether the document applies to them.",
            "guideline M15; WP260 rev.01 para. 29", both_ways=True,
        ),
        Topic(
            "M16", "duties, bans and licences",
            "More is asked of people, more is forbidden, or more is taken.",
            "Regulation 2019/1150 art. 3; contract law", both_ways=False,
        ),
        Topic(
            "M17", "termination and loss of account",
            "It changes when people may lose an account, a name or access, or how they leave.",
            "Regulation 2019/1150 art. 4; contract law", both_ways=True,
        ),
        Topic(
            "M18", "how changes are announced",
            "People rely on how and how early they hear of changes.",
            "CalOPPA 22575(b)(3); Regulation 2019/1150 art. 3", both_ways=True,
        ),
        Topic(
            "M19", "other documents that bind",
            "Another text becomes part of the agreement, or another one takes its place.",
            "contract law (incorporation by reference); GDPR 28(3)", both_ways=True,
        ),
    )
}  # fmt: skip


def weighed(r: Reading, kind: str) -> list[tuple[str, float]]:
    """What an edit is about, the weightiest first; `kind` of policy tips the scale."""
    topics = dict(r.topics())
    factor, codes = _LESS_LIKELY.get(kind, (1.0, ()))
    for code in codes:
        topics[code] = topics.get(code, 0.0) * factor
    if kind == "subprocessors":
        topics["M04"] = topics.get("M04", 0.0) + _OF_A_LIST_OF_PROCESSORS
    return sorted(
        ((code, weight) for code, weight in topics.items() if weight > 0), key=lambda item: (-item[1], item[0])
    )
