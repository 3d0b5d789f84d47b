"""``[mail]`` of ``inforce.toml``: who the notices come from, and how fast they go out. Never a password."""

from __future__ import annotations

from inforce.core.setting_checks import ascii_email, shown_text
from inforce.core.settings import MailSettings
from inforce.core.settings_table import SettingsTable

TABLE = "mail"
"""Name of the table."""
ENVIRONMENT = "INFORCE_SMTP_URL, INFORCE_SMTP_USER, INFORCE_SMTP_PASSWORD"
"""Variables of the environment that name the mail server and how to log in: nothing of it stands in a public file."""
FASTEST = 1000
"""Messages a second at most."""
MOST_CONNECTIONS = 50


def read_mail(site: SettingsTable, contact: str) -> MailSettings:
    """The table ``[mail]`` of a site whose contact is `contact`; what is wrong is noted in `site`."""
    table, default = site.inner(TABLE, ENVIRONMENT), MailSettings()
    settings = MailSettings(
        sender=table.checked("from", ascii_email),
        name=table.checked("name", shown_text),
        reply_to=table.checked("reply_to", ascii_email),
        bounces=table.checked("bounces", ascii_email),
        verp=table.flag("verp"),
        postal=table.checked("postal", shown_text),
        why_accounts=table.checked("why_accounts", shown_text),
        why_subscribers=table.checked("why_subscribers", shown_text),
        rate=table.number("rate", default.rate, 1, FASTEST),
        connections=table.number("connections", default.connections, 1, MOST_CONNECTIONS),
        second_person=table.flag("second_person"),
    )
    if settings.verp and not (settings.bounces or settings.sender or contact):
        sentence = "“verp” needs an address that bounces come back to, and there is none."
        table.say("configuration-value", "verp", sentence, "Set “bounces” or “from” in [mail].")
    table.close()
    return settings
