"""What the California Consumer Privacy Act, as amended by the CPRA, asks of a privacy policy.

Sources: California Civil Code, sections 1798.100, .105, .106, .110, .115, .120, .121,
    .125 and .130(a)(5); California Code
of Regulations, title 11, section 7011(e), which says item by item what the policy holds.
"""

from __future__ import annotations

from inforce.core.checklists.value import Checklist, Item, Look

_DATA = ("personal information", "personal data", "information", "data")
_CATEGORIES = ("categories", "category", "types of")
_TWELVE = ("12 months", "twelve months", "last year", "past year")
_ASK = ("question", "concern", "comment", "inquiry")
_REACH_US = ("contact us", "contacting us", "email us", "emailing us", "reach us", "write to us", "get in touch",
    "call us", "contact our", "<email>")  # fmt: skip
_RIGHT = ("right", "rights", "request", "may ask")
_SELL = ("sell", "sold", "sale", "selling")
_DENIED = ("never sell", "not sell", "never share", "not share", "never sold")
_OTHERS = ("third party", "third parties", "service provider", "contractor", "vendor", "partner", "affiliate",
    "processor", "subprocessor")  # fmt: skip

CCPA = Checklist(
    "ccpa",
    "CCPA as amended by the CPRA: Civil Code 1798.100–130 and 11 CCR 7011(e)",
    "It concerns businesses that reach one of the sizes of Civil Code 1798.140(d) and do business in California.",
    (
        Item(
            "ccpa-100-collected", "1798.110(c)(1), 7011(e)(1)(A)",
                "Which categories of personal information were collected in the last 12 months.",
            (
                Look((_CATEGORIES, ("collect", "collected"), _TWELVE)),
                Look((_TWELVE, ("collected",))),
            ),
        ),
        Item(
            "ccpa-110-sources", "1798.110(c)(2), 7011(e)(1)(B)", "From which categories of sources it comes.",
            (
                Look((("sources", "source"), ("collect", "information from", "categories", "get", "obtain", "come",
                    "comes"), _DATA), never=("open source", "source code", "right")),
                Look((("directly from you", "information you provide", "you provide to us", "from you directly"),
                    ("automatically", "third party", "from other"))),
            ),
        ),
        Item(
            "ccpa-110-purpose", "1798.110(c)(3), 7011(e)(1)(C)",
                "For which business or commercial purposes it is collected.",
            (
                Look((("we use", "used to", "used for", "purposes", "so we can",
                    "so that we"), _DATA), under=("how we use", "how and why we use", "why we use", "purposes for",
                    "use of your", "and why")),
                Look((("business purpose", "commercial purpose", "business or commercial",
                    "business and commercial", "purposes listed", "purposes for", "for the purposes",
                    "for the following purposes"),), never=("right to", "retain", "retention", "keep", "delete")),
                Look((("we use the information", "we use * information", "we use information",
                    "use your information", "use the personal information", "use your personal", "use it to",
                    "so we can", "we use this information", "use * information we collect"), ("to", "for"))),
            ),
        ),
        Item(
            "ccpa-115-sold", "1798.115(c)(1), 7011(e)(1)(D)",
                "Which categories were sold or shared in the last 12 months, or that none was.",
            (
                Look((("not sell", "never sell", "not sold", "never sold", "do not and will not sell",
                    "never directly sell"),), never=("link", "button", "do not sell my", "do not sell or share my")),
                Look((_SELL, ("categories", "following", "identifiers", "includes", "we have sold", "we sold",
                    "personal information we share"),), never=("right to", "right", "link")),
                Look((("considered a sale", "constitute a sale", "may be a sale", "deemed a sale",
                    "be considered a \"sale\""),)),
            ),
        ),
        Item(
            "ccpa-115-sold-to", "7011(e)(1)(E)", "To which categories of third parties it was sold or shared.",
            (
                Look((("sell", "sold", "share", "shared", "sale"), ("advertising", "ad companies", "ad networks",
                    "advertisers", "marketing", "analytics", "data brokers"),
                      ("partners", "vendors", "companies", "networks", "third party", "third parties", "providers",
                          "advertisers", "brokers")), never=_DENIED),
            ),
        ),
        Item(
            "ccpa-115-sold-why", "7011(e)(1)(F)", "For which purpose it is sold or shared.",
            (
                Look((("sell", "sold", "share", "shared", "sale"), ("advertising", "advertisements", "ads",
                    "marketing", "cross context"), ("to", "for", "so that", "purpose")), never=("opt out",
                    "right", *_DENIED)),
            ),
        ),
        Item(
            "ccpa-120-minors", "1798.120(c), 7011(e)(1)(G)",
                "Whether data of people under 16 is knowingly sold or shared.",
            (
                Look((("under 16", "under the age of 16", "under 16 years", "younger than 16", "less than 16",
                    "minors under"), ("sell", "sale", "sold", "share", "shared"))),
            ),
        ),
        Item(
            "ccpa-115-disclosed", "1798.115(c)(2), 7011(e)(1)(H)",
                "Which categories were disclosed for a business purpose in the last 12 months, or that none was.",
            (
                Look((("disclosed", "disclose", "disclosure", "shared", "share"), ("business purpose",
                    "business and commercial purposes", "business or commercial purposes", "12 months",
                    "twelve months")), never=("right", "rights", "request", "know")),
                Look((("disclose", "disclosed", "share"), _CATEGORIES, _DATA), never=("right", "rights", "request",
                    "know", "refer", "law")),
            ),
        ),
        Item(
            "ccpa-115-disclosed-to", "1798.110(c)(4), 7011(e)(1)(I)",
                "To which categories of third parties it was disclosed.",
            (
                Look((("disclose", "disclosed", "share", "shared"), _DATA, _OTHERS), never=("do not share",
                    "do not disclose", "never share", "right to")),
            ),
        ),
        Item(
            "ccpa-115-disclosed-why", "7011(e)(1)(J)", "For which purpose it is disclosed.",
            (
                Look((("disclose", "disclosed", "share", "shared", "we use",
                    "we also use"), _OTHERS, ("in order to", "who perform", "to help", "such as", "to provide",
                    "on our behalf", "for the purpose", "so that", "that help", "to assist", "help us",
                    "for other")), never=("right to", "cookie", *_DENIED)),
            ),
        ),
        Item(
            "ccpa-121-sensitive", "1798.121, 7011(e)(1)(K)",
                "Whether sensitive personal information is used for other purposes than 11 CCR 7027(m) lets it be.",
            (
                Look((("sensitive personal", "sensitive information", "potentially sensitive", "sensitive data",
                    "personal information except"), ("purposes", "except", "inferring", "only use", "limit"),
                    ("use", "process", "disclose", "collect")), under=("california", "ccpa", "us privacy", "state",
                    "residents")),
                Look((("sensitive personal information", "sensitive personal data"),)),
            ),
        ),
        Item(
            "ccpa-100-retention", "1798.100(a)(3)", "How long each category is kept, or how that is decided.",
            (
                Look((("keep", "kept", "retain", "retained", "retention", "store", "stored", "delete", "deleted",
                    "discard"),
                      ("days", "months", "years", "as long as", "no longer needed", "no longer necessary",
                          "time necessary", "until", "length of time", "depends on")), never=("right to",)),
            ),
        ),
        Item(
            "ccpa-110-know", "1798.110(a), 7011(e)(2)(A)",
                "The right to know what is collected, from where, why and to whom it goes.",
            (
                Look((("right to know", "know what personal", "to know the categories", "request information about",
                    "request that we disclose", "right to request that", "right to access", "right of access",
                    "copy of the specific pieces",
                    "specific pieces"),), under=_RIGHT, never=("right to request that we delete",)),
            ),
        ),
        Item(
            "ccpa-105-delete", "1798.105, 7011(e)(2)(B)", "The right to have it deleted.",
            (
                Look((("right to delete", "deletion of", "request deletion", "right to erasure", "erased from",
                    "right to have * deleted", "request * delete", "delete your personal",
                    "delete any personal"),), under=_RIGHT),
            ),
        ),
        Item(
            "ccpa-106-correct", "1798.106, 7011(e)(2)(C)", "The right to have it corrected.",
            (
                Look((("right to correct", "right to correction", "correction of", "request correction",
                    "correct inaccurate", "rectification"),), under=_RIGHT),
            ),
        ),
        Item(
            "ccpa-120-opt-out", "1798.120, 7011(e)(2)(D)",
                "The right to opt out of sale and sharing, where data is sold or shared.",
            (
                Look((("opt out", "opting out"), ("sale", "sell", "selling", "sold", "sharing of")), under=_RIGHT),
            ),
        ),
        Item(
            "ccpa-121-limit", "1798.121, 7011(e)(2)(E)",
                "The right to limit the use of sensitive personal information, where it is used for more than is let.",
            (
                Look((("limit the use", "limit use", "limit our use", "limit the processing", "option to limit",
                    "limit how"), ("sensitive",))),
            ),
        ),
        Item(
            "ccpa-125", "1798.125, 7011(e)(2)(F)", "That nobody is treated worse for using these rights.",
            (
                Look((("discriminate", "discrimination", "non discrimination", "discriminatory", "retaliate",
                    "retaliation", "charge you a different"),), never=("anti discrimination", "diversity")),
            ),
        ),
        Item(
            "ccpa-130-methods", "1798.130(a)(1), 7011(e)(3)(A)",
                "At least two ways to make a request, with a toll-free number unless business is only online.",
            (
                Look((("<phone>", "toll free"),), under=("right", "rights", "request", "contact", "reach")),
                Look((("<email>", "email"), ("web form", "online form", "<address>", "mail us at", "portal",
                    "by post", "in writing to", "call us")), under=("right", "rights", "request", "contact", "reach")),
            ),
        ),
        Item(
            "ccpa-130-how", "7011(e)(3)(B)", "How to make a request, with the link to the form where there is one.",
            (
                Look((("to exercise", "exercise these rights", "exercising these rights", "exercise your rights",
                    "exercised by", "submit a request", "make a request", "contact us about any of the rights",
                    "about exercising"),
                      ("contact", "email", "<email>", "<link>", "form", "call", "visit", "settings", "signing in"))),
            ),
        ),
        Item(
            "ccpa-130-notices", "7011(e)(3)(C)–(D)",
                "Where data is sold, shared or sensitive: the link to opt out, or to limit.",
            (
                Look((("do not sell my", "do not sell or share", "your privacy choices",
                    "limit the use of my sensitive", "how to opt out", "you can opt out"), ("link", "click",
                    "<link>", "page", "footer", "settings")), never=("marketing communications",)),
            ),
        ),
        Item(
            "ccpa-130-verify", "7011(e)(3)(E)", "How a request is verified.",
            (
                Look((("verify", "verification", "verifying", "confirm your identity", "confirm the identity"),
                    ("request", "right person", "rights")), never=("job", "applicant")),
            ),
        ),
        Item(
            "ccpa-130-signal", "7011(e)(3)(F)–(G)",
                "How an opt-out preference signal, such as the Global Privacy Control, is honoured.",
            (
                Look((("opt out preference signal", "global privacy control", "gpc", "preference signal"),)),
            ),
        ),
        Item(
            "ccpa-130-agent", "7011(e)(3)(H)", "How somebody may make a request for another, as an authorized agent.",
            (
                Look((("authorized agent", "authorised agent", "agent to make", "agent to submit"),)),
            ),
        ),
        Item(
            "ccpa-120-minors-how", "1798.120(d), 7011(e)(3)(I)",
                "Where data of people under 16 is knowingly sold: how they or their parents agree.",
            (
                Look((("opt in", "affirmative authorization", "parental consent", "consent of a parent"),
                    ("under 16", "under 13", "parent", "guardian", "minor"), ("sale", "sell", "sold", "share"))),
            ),
        ),
        Item(
            "ccpa-130-contact", "7011(e)(3)(J)", "Whom to ask about the policy and its practices.",
            (
                Look((_ASK, ("policy", "policies", "practices", "privacy"), _REACH_US)),
                Look((_ASK, _REACH_US), under=("contact us", "how to reach us", "contact", "questions",
                    "how to contact")),
            ),
        ),
        Item("ccpa-130-updated", "1798.130(a)(5), 7011(e)(4)",
            "The day of the last update, which is made at least every 12 months.", front="published"),
        Item(
            "ccpa-130-metrics", "7011(e)(5), 7102",
                "For businesses with data of 10 million consumers a year: the numbers of requests, or a link to them.",
            (
                Look((("metrics", "number of requests", "requests received", "median number of days",
                    "privacy report"), ("requests", "compliance", "report", "rights"))),
            ),
        ),
    ),
)  # fmt: skip
