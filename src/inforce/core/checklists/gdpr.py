"""What articles 13 and 14 of the GDPR ask a controller to tell people.

Sources: Regulation (EU) 2016/679, articles 13(1), 13(2), 14(1), 14(2); Guidelines on transparency WP260 rev.01,
    annex. For
cookies: Court of Justice, C-673/17 (Planet49), 73–81: how long they last, and who else has access.
"""

from __future__ import annotations

from inforce.core.checklists.value import Checklist, Item, Look

_COMPANY = ("<company>",)
_DATA = ("personal data", "personal information", "information", "data")
_TELL_US = ("contact", "write", "reach", "email", "e mail", "mail", "call", "address", "attn", "phone", "question",
    "get in touch")  # fmt: skip
_RIGHTS = ("right", "rights", "you may", "you can", "you may also", "ask us", "choices", "you may request",
    "entitled")  # fmt: skip
_OF_RIGHTS = ("right to", "rights to", "your rights", "following rights", "subject rights", "rights include",
    "rights under")  # fmt: skip
_PASS_ON = ("process some or all", "use * third party", "use * * third party", "third party services we use",
    "share", "disclose", "disclosed", "transfer", "pass", "make available", "provide * information to",
    "recipients", "we use third party", "we use * third party", "we use * subprocessors", "have access to")  # fmt: skip
_RECIPIENTS = ("service provider", "vendor", "subprocessor", "processor", "affiliate", "subsidiaries",
    "advertising partners", "advertisers", "contractor", "analytics provider", "third party", "third parties",
    "partner", "recipients")  # fmt: skip
_DENIED = ("not share", "never share", "not sell", "never sell", "not disclose", "never disclose")
_EUROPE = ("eu", "eea", "european union", "european economic area", "european", "europe", "uk", "united kingdom",
    "swiss", "switzerland")  # fmt: skip
_PURPOSES = (
    "we use * information", "we use * * information", "we use the information we collect", "we use information",
    "use your information to", "use your data", "we use * personal data", "we use * personal information",
        "purposes for",
    "purpose for which", "for the following purposes", "for the purposes", "we process * data to",
        "process your personal",
    "is used to", "are used to", "used for", "is so we can", "so you can", "so we can", "that is so",
        "so that you can", "so that we",
        "in order to provide",
    "to provide our services", "to provide, operate", "provide, operate", "we use this information", "we use these",
        "why we",
)  # fmt: skip


def _right(id: str, law: str, asks: str, *words: str, bare: tuple[str, ...] = ()) -> Item:
    """A right: its words in a sentence that speaks of rights, or stands under words that do.

    `bare`: words that are enough only where the list or the heading speaks of rights.
    """
    never = ("cookie", "backup", "trash")
    looks = [Look((words,), under=_RIGHTS, never=never)]
    if bare:
        looks.append(Look((bare,), under=_OF_RIGHTS, never=never))
    return Item(id, law, asks, tuple(looks))


def _shared(article: str, places: dict[str, str]) -> dict[str, Item]:
    """The items that both articles ask; `places` has the paragraphs of that article."""

    def law(name: str) -> str:
        return f"art. {article}{places[name]}"

    def id(name: str, more: str = "") -> str:
        paragraph = places[name].replace(")(", "-").strip("()")
        return f"gdpr-{article}-{paragraph}{more}"

    return {
        "who": Item(
            id("who"), law("who"), "Who the controller is, by its full name.",
            (
                Look((_COMPANY, ("controller", "responsible for", "operated by", "operates", "provided by",
                    "built and maintained", "is committed", "this privacy", "privacy policy",
                    "data protection", "who we are"))),
                Look((_COMPANY,), under=("controller", "contact us", "who we are", "contact", "about us",
                    "how to reach us", "responsible companies")),
                Look((_COMPANY, ("we", "us", "our"))),
            ),
        ),
        "reach": Item(
            id("who", "-contact"), law("who"), "How the controller can be reached.",
            (
                Look((("<email>", "<phone>", "<address>"),), under=_TELL_US),
                Look((("web form", "contact form"), ("contact", "reach"))),
                Look((("<link>",), ("contact us", "contact our", "get in touch", "reach us"))),
            ),
        ),
        "representative": Item(
            id("who", "-representative"), law("who"),
            "Where the controller is outside the EU: who its representative in the EU is, and how to reach it.",
            (
                Look((("representative",), _EUROPE)),
                Look((("article 27", "art. 27"),)),
            ),
        ),
        "officer": Item(
            id("officer"), law("officer"), "How to reach the data protection officer, where there is one.",
            (Look((("data protection officer", "dpo", "privacy officer"),), never=("data processing officer",)),),
        ),
        "purposes": Item(
            id("purposes"), law("purposes"), "What the data is used for.",
            (
                Look((_PURPOSES,), under=("how we use", "how and why we use", "why we use", "and why",
                    "purposes for", "use of your", "use of information", "use of personal"),
                    never=("depends on", "explain", "describe")),
                Look((_PURPOSES,)),
            ),
            cookies=True,
        ),
        "basis": Item(
            id("purposes", "-basis"), law("purposes"), "On what legal basis.",
            (
                Look((("legal basis", "legal bases", "lawful basis", "lawful bases", "legal ground",
                    "legal grounds"),), never=("no legal basis",)),
                Look((("based on", "rely on", "basis"), ("your consent", "performance of a contract",
                    "legitimate interest", "legal obligation", "contract with you"))),
                Look((("legitimate interest in", "necessary for the performance", "necessary to perform"),)),
            ),
        ),
        "interests": Item(
            id("interests"), law("interests"), "Where legitimate interests are the basis: which interests.",
            (
                Look((("legitimate interest in", "legitimate interests in", "legitimate interest to",
                    "legitimate interests such as", "legitimate interests include", "legitimate interests are",
                    "legitimate interest of", "legitimate interests of"),)),
                Look((("legitimate interest",), ("for example", "such as", "including", "namely", "e.g", "which are"))),
            ),
        ),
        "recipients": Item(
            id("recipients"), law("recipients"), "Who receives the data: whom, or which categories of recipients.",
            (
                Look((_PASS_ON, _RECIPIENTS), under=("share", "disclose", "disclosure", "recipients", "transfer",
                    "third party cookie"), never=_DENIED),
                Look((_PASS_ON, _RECIPIENTS), never=_DENIED),
                Look((("third party",), ("set", "serve", "place", "access"), ("cookie",)), never=_DENIED),
            ),
            cookies=True,
        ),
        "transfer": Item(
            id("transfer"), law("transfer"), "Whether the data goes to other countries outside the EU.",
            (
                Look((("transfer", "transferred", "stored", "store", "maintained", "processed", "accessed"),
                      ("united states", "outside the eu", "outside the european", "outside of the european",
                          "outside of your", "outside the eea", "outside the uk", "other countries",
                          "another country", "third countries", "third country", "outside your country",
                          "countries outside"))),
                Look((("not transfer", "never transfer", "remains in", "stays in", "stay in", "only in"), _EUROPE)),
            ),
        ),
        "safeguards": Item(
            id("transfer", "-safeguards"), law("transfer"),
            "What safeguards such a transfer, or that the Commission found the country adequate.",
            (
                Look((("standard contractual clauses", "privacy shield", "standard contractual", "model clauses",
                    "adequacy decision",
                    "adequacy decisions", "adequate level of protection", "data privacy framework",
                    "binding corporate rules", "article 46", "article 49"),)),
            ),
        ),
        "copy": Item(
            id("transfer", "-copy"), law("transfer"), "Where a copy of these safeguards can be had.",
            (
                Look((("copy", "copies", "available", "more information", "obtain", "view", "read"),
                      ("standard contractual", "safeguards", "clauses", "data processing addendum",
                          "data processing agreement", "dpa", "steps we take to protect", "transfer mechanism")),
                     never=("in accordance with", "retain")),
            ),
        ),
        "period": Item(
            id("period"), law("period"), "How long the data is kept, or how that is decided.",
            (
                Look((("keep", "kept", "retain", "retained", "retention", "store", "stored", "delete", "deleted",
                    "expire", "purge", "purged", "discard", "erase", "last"),
                      ("days", "months", "years", "weeks", "hours", "as long as", "no longer needed",
                          "no longer necessary", "for the time necessary", "retention period", "only for as long",
                          "until", "end of the session", "depends on"))),
            ),
            cookies=True,
        ),
        "access": _right(id("rights", "-access"), law("rights"), "The right of access.",
                         "right to access", "right of access", "access to your personal", "access to your data",
                             "access to your information", "access to * personal", "access your personal",
                             "access your data", "access the personal", "access the data", "request access",
                             "right to obtain access", "access personal", "copy of your personal",
                             "copy of your data", "access, correct", "access or correct", bare=("access",)),
        "rectify": _right(id("rights", "-rectification"), law("rights"), "The right to have data corrected.",
                          "rectification", "rectify", "correct", "correction"),
        "erase": _right(id("rights", "-erasure"), law("rights"), "The right to have data erased.",
                        "erasure", "right to erase", "be erased", "to be forgotten", "deletion",
                            "delete your personal", "delete * data", "delete your", "have * deleted",
                            "right to delete", "request * delete"),
        "restrict": _right(id("rights", "-restriction"), law("rights"), "The right to have processing restricted.",
                           "restrict processing", "restriction of", "restrict the processing", "restrict our",
                               "restrict the use", "restrict * processing", "limit our use", "limit the processing",
                               "restrict how", "limit processing", "limit * use and processing"),
        "object": _right(id("rights", "-objection"), law("rights"), "The right to object.",
                         "object to", "objection to", "right to object", "to object"),
        "portability": _right(id("rights", "-portability"), law("rights"), "The right to data portability.",
                              "portability", "portable", "transmit it to another", "machine readable",
                                  "transfer * data to another"),
        "withdraw": Item(
            id("withdraw"), law("withdraw"), "Where consent is the basis: that it can be withdrawn at any time.",
            (
                Look((("withdraw", "withdrawal", "revoke", "withdrawing", "retract"), ("consent", "permission",
                    "authorization"))),
            ),
        ),
        "complain": Item(
            id("complain"), law("complain"), "The right to lodge a complaint with a supervisory authority.",
            (
                Look((("complaint", "complain", "complaints"), ("authority", "authorities", "supervisory",
                    "regulator", "commissioner", "ico", "cnil"))),
            ),
        ),
        "automated": Item(
            id("automated"), law("automated"),
            "Whether decisions are made by machines alone, by what logic and with what consequences.",
            (
                Look((("automated",), ("decision", "significant effect", "legal effect", "profile you"))),
                Look((("automated profiling", "including profiling", "or profiling", "use profiling",
                    "profiling based"),)),
            ),
        ),
    }  # fmt: skip


_OF_13 = _shared("13", {
    "who": "(1)(a)", "officer": "(1)(b)", "purposes": "(1)(c)", "interests": "(1)(d)", "recipients": "(1)(e)",
        "transfer": "(1)(f)",
    "period": "(2)(a)", "rights": "(2)(b)", "withdraw": "(2)(c)", "complain": "(2)(d)", "automated": "(2)(f)",
})  # fmt: skip
_OF_14 = _shared("14", {
    "who": "(1)(a)", "officer": "(1)(b)", "purposes": "(1)(c)", "recipients": "(1)(e)", "transfer": "(1)(f)",
    "period": "(2)(a)", "interests": "(2)(b)", "rights": "(2)(c)", "withdraw": "(2)(d)", "complain": "(2)(e)",
        "automated": "(2)(g)",
})  # fmt: skip
_MUST_GIVE = Item(
    "gdpr-13-2-e", "art. 13(2)(e)",
        "Whether people must give the data, by law or contract, and what follows if they do not.",
    (
        Look((("if you do not provide", "if you don't provide", "if you choose not to", "if you do not give",
            "choose not to provide", "failure to provide", "do not wish to provide", "required to provide",
            "not required to provide", "not obliged", "not obligated", "mandatory", "statutory or contractual"),)),
    ),
)  # fmt: skip
_CATEGORIES = Item(
    "gdpr-14-1-d", "art. 14(1)(d)", "Which categories of personal data come from others.",
    (
        Look((("we receive", "receive", "obtain", "get", "collect", "access", "give us", "provide us"),
              ("name", "email address", "phone", "username", "address", "profile", "account information",
                  "login information", "payment information", "contact information", "billing",
                  "categories of personal", "addresses", "demographic")),
             under=("other sources", "third parties", "third party", "outside sources", "from others",
                 "another service", "public sources", "publicly available")),
    ),
)  # fmt: skip
_SOURCE = Item(
    "gdpr-14-2-f", "art. 14(2)(f)", "From which source the data comes, and whether the public has access to it.",
    (
        Look((("we receive", "we may receive", "receive information", "receive data", "obtain", "get information",
            "collect information", "give us information", "give us", "information about you from", "we collect"),
              ("other sources", "third party services", "third parties", "partners", "public sources",
                  "publicly available", "data brokers", "social media", "another service", "outside sources",
                  "public records", "other users", "your employer")),
             never=("behalf", "not collect")),
    ),
)  # fmt: skip
_FROM_OTHERS = Item("gdpr-14", "art. 14", "That data about people comes from others than themselves.", _SOURCE.looks)

_BOTH_CONCERN = (
    "It concerns controllers in the EU, and those elsewhere who offer goods or services to people there or observe them"
    " (art. 3)."
)

GDPR_13 = Checklist(
    "gdpr-13",
    "GDPR, article 13: data collected from the people themselves",
    _BOTH_CONCERN,
    (*(item for name, item in _OF_13.items() if name != "automated"), _MUST_GIVE, _OF_13["automated"]),
)
GDPR_14 = Checklist(
    "gdpr-14",
    "GDPR, article 14: data that comes from others",
    _BOTH_CONCERN,
    (
        *(_OF_14[name] for name in ("who", "reach", "representative", "officer", "purposes", "basis")),
        _CATEGORIES,
        *(_OF_14[name] for name in ("recipients", "transfer", "safeguards", "copy", "period", "interests")),
        *(
            _OF_14[name]
            for name in ("access", "rectify", "erase", "restrict", "object", "portability", "withdraw", "complain")
        ),
        _SOURCE,
        _OF_14["automated"],
    ),
    only=_FROM_OTHERS,
)
