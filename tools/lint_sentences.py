"""Sentences with a fault in them, in ten phrasings each, which `tools/lint_faults.py` puts into real policies."""

from __future__ import annotations

PROMISED = (
    "You may also call us at the telephone number given in the {title} section.",
    "Please post your request to the address listed under “{title}”.",
    "Our phone number is stated in the section “{title}”.",
    "Write to us at the email address shown in the {title} section.",
    "To make such a request, use the form provided in the {title} section.",
    "Complaints can be sent to the postal address set out in {title}.",
    "You can reach our support line by dialling the number in the “{title}” section of this document.",
    "Send a fax to the number indicated in the {title} section.",
    "Residents may ring the toll-free number that appears in the {title} section.",
    "Our data protection team can be reached at the e-mail address mentioned in the {title} section.",
)
REFERENCES = (
    "This is subject to Section 47.",
    "More about this stands in the section titled “Escalation and Mediation Ladder”.",
    "The technical measures are listed in Annex C to this document.",
    "Fees are calculated in accordance with Schedule 7.",
    "As described in clause 31.4 above, we may refuse such requests.",
    "See [how disputes are settled](#how-disputes-are-settled-here) for details.",
    "Sections 41 and 42 apply accordingly.",
    "The exceptions in paragraph 29.3 remain unaffected.",
    "Terms used here have the meaning given to them in Appendix 4.",
    "For details, please refer to the “Quarterly Fee Adjustments” section below.",
)
NOTICES = (
    "We will give you at least 90 days' notice before any material change to this document takes effect.",
    "We will notify you of material changes no less than ninety (90) days before they become effective.",
    "Material changes will be announced at least three months in advance.",
    "If we change this document materially, you will hear from us 120 days before the change applies.",
    "Changes take effect no earlier than 90 days after we have told you about them.",
    "You will receive not less than twelve weeks' prior notice of any change to these provisions.",
    "We commit to informing you of amendments a minimum of 100 days prior to their effective date.",
    "Amendments become effective 90 days after they are posted here.",
    "We'll email you 75 days ahead of any material change to this policy.",
    "Any modification of this policy requires 90 days' advance written notice to you.",
)
PLACEHOLDERS = (
    "The controller is [Company Name], with its seat in Berlin.",
    "This paragraph applies from [INSERT DATE] on.",
    "TODO: ask counsel whether this is still right.",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
    "Please contact {{ company_email }} with any question.",
    "We keep these records for XX days.",
    "Our registered office is at ____________.",
    "The supervisory authority is [●].",
    "The fee for this service is TBD.",
    "Requests are handled by <<NAME OF DEPARTMENT>>.",
)
ANNEXES = (
    "The security measures are described in Annex B.",
    "Our subprocessors are listed in Schedule 3 to this document.",
    "The transfer rests on the clauses attached as Exhibit D.",
    "Prices follow from Appendix 2.",
    "Annex 5 contains the form for withdrawal.",
    "Both parties comply with Attachment 9.",
    "You will find the retention table in Appendix F below.",
    "As set out in Annex III, some data is kept longer.",
    "Schedule 12 prevails over this paragraph.",
    "The service levels (Exhibit 4) apply to paid plans.",
)
LINKS = (
    "More is on [www.example-one.com](https://www.example-two.com/).",
    "Write to [help@example-one.com](mailto:help@example-two.com).",
    "Visit [https://example-one.org/rights](https://example-two.org/rights) to learn more.",
    "The form is at [forms.example-one.net](https://forms.example-two.net/a).",
    "Send questions to [legal@example-one.com](mailto:lega@example-one.com).",
    "Our host is [example-one.io](http://example-two.io).",
    "See [example-one.de/datenschutz](https://example-two.de/datenschutz).",
    "Complaints: [complaints@example-one.eu](mailto:complaints@example-two.eu).",
    "The authority's site is [www.authority-one.gov](https://www.authority-two.gov/).",
    "Read [HTTPS://EXAMPLE-ONE.COM/terms](https://example-two.com/terms).",
)
NO_DAYS = (
    "Data collected before June 31, 2024 is kept for a year.",
    "This paragraph applies from 30 February 2027 on.",
    "The contract ends on 2027-09-31.",
    "Until November 31st, 2026, the earlier fees apply.",
    "Requests received by 31.04.2027 are answered under the old rules.",
    "The transition ends on the 31st of September 2027.",
    "We changed our host on February 29, 2025.",
    "Accounts opened after 2026-02-30 are not concerned.",
    "From April 31, 2027, we no longer offer this plan.",
    "The offer was valid until 00.05.2026.",
)
DATES = (
    "*Last updated: {day}*", "Last modified on {day}.", "Effective date: {day}",
    "This version is effective as of {day}.", "This policy was last revised on {day}.",
    "**Last Updated:** {day}", "Date of last revision: {day}",
)  # fmt: skip
DAYS = ("March 3, 2019", "3 March 2019", "2019-03-03", "March 3rd, 2019")
IMPOSSIBLE = ("February 30, 2027", "31 April 2027", "2027-02-29")
SHIFTED = (
    "Details are found in Section {number}.",
    "This is without prejudice to Section {number}.",
    "As set out in section {number}, exceptions apply.",
    "Sec. {number} applies accordingly.",
    "The limits of Section {number} remain.",
)
ITEMS = (
    "gdpr-13-1-z",
    "gdpr-12",
    "ccpa-105",
    "caloppa-12",
    "art-13",
    "privacy",
    "gdpr-13-2-b",
    "ccpa-delete",
    "dpo",
    "x",
)
