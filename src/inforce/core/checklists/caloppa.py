"""What California's Online Privacy Protection Act asks of the privacy policy of a website or online service.

Source: California Business and Professions Code, section 22575(b)(1) to (6); 22577 says what personally identifiable
information is. (b)(7) only lets an operator answer (5) by a link.
"""

from __future__ import annotations

from inforce.core.checklists.value import Checklist, Item, Look

_TELL = ("notify", "notification", "inform you", "let you know", "email you", "announce", "post", "posting",
    "publish", "refresh the date", "revising", "updating the date", "notice")  # fmt: skip
_CHANGES = ("change", "update", "amend", "modify", "modifications", "revise", "revision")

CALOPPA = Checklist(
    "caloppa",
    "CalOPPA: Business and Professions Code, section 22575(b)",
    "It concerns operators of commercial websites and online services that collect data of people in California.",
    (
        Item(
            "caloppa-1-collected", "22575(b)(1)", "Which categories of data are collected about people.",
            (
                Look((("we collect", "we may collect", "we also collect", "we ask for", "we ask",
                    "will be asked to provide", "we require", "we log", "we gather"),
                      ("name", "email address", "ip address", "phone", "categories of", "identifiers",
                          "device information", "billing", "username"))),
                Look((("name", "email address", "identifiers"),), under=("information we collect",
                    "categories of personal", "data we collect", "we collect")),
            ),
        ),
        Item(
            "caloppa-1-shared", "22575(b)(1)", "With which categories of others that data may be shared.",
            (
                Look((("share", "disclose", "provide to"),
                      ("service provider", "third party", "third parties", "vendor", "contractor", "affiliate",
                          "subsidiaries", "partner", "ad companies", "advertisers", "subprocessor")),
                     never=("do not share", "never share")),
            ),
        ),
        Item(
            "caloppa-2", "22575(b)(2)", "How people can look at their data and ask for changes, where there is a way.",
            (
                Look((("update", "updating", "correct", "access", "review", "change", "edit"), ("account settings",
                    "contacting us", "signing in", "logging into", "account information", "email us"),
                      ("you may", "you can", "can be", "may be")), never=("cookie", "password")),
                Look((("update", "correct", "access", "review", "change", "delete"),
                      ("account settings", "contacting us", "contact us", "your account", "settings", "signing in",
                          "logging into", "log in", "email us", "account information")),
                     under=("right", "rights", "your information", "personal", "account information",
                         "choices"), never=("cookie", "password", "result in", "when you connect")),
            ),
        ),
        Item(
            "caloppa-3", "22575(b)(3)", "How people are told of material changes to the policy.",
            (
                Look((_TELL, _CHANGES), under=("policy changes", "changes to", "changes and", "changes in",
                    "updates to", "amendments", "modifications")),
                Look((_TELL, _CHANGES, ("policy", "policies", "notice", "terms",
                    "statement")), never=("product update", "security update", "product updates")),
            ),
        ),
        Item("caloppa-4", "22575(b)(4)", "The day from which the policy applies.", front="effective"),
        Item(
            "caloppa-5", "22575(b)(5)",
                "What is done when a browser sends “do not track”, or how people can else choose not to be tracked.",
            (
                Look((("do not track", "dnt", "global privacy control", "gpc",
                    "opt out preference signal"),), never=("do not track you",)),
            ),
            cookies=True,
        ),
        Item(
            "caloppa-6", "22575(b)(6)",
                "Whether others may collect data about what people do over time and across websites.",
            (
                Look((("across other websites", "across different websites", "across websites", "across sites",
                    "across other sites", "across third party", "over time and across", "across the internet",
                    "across the web"),)),
                Look((("third party", "third parties", "ad network", "advertising partners", "ad networks",
                    "advertising networks", "analytics providers", "other parties", "partners"),
                      ("browsing", "track", "your activity", "online activities", "cookie", "web beacons",
                          "tracking technologies"),
                      ("collect", "set", "sets", "place", "use", "allow"))),
            ),
            cookies=True,
        ),
    ),
)  # fmt: skip
