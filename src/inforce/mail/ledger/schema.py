"""The ledger's tables. What is frozen cannot be changed and what happened cannot be unsaid: triggers see to it.

Personal data (address, name, account, the address to leave by) stands in `recipient` only, with `suppression` by key;
replies of a relay may quote an address and stand in `attempt`. `erase` empties exactly these. All else is free of it.

Times are UTC in ISO 8601 with a `Z`, but for `due`, Unix seconds, which is compared and never shown.
"""

from __future__ import annotations

FORMAT = 1
"""Number of the format, kept in `ledger`; a ledger of another number is refused."""

SCHEMA = """
CREATE TABLE ledger (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,                 -- 32 hex digits, drawn at random when the ledger was made
  format INTEGER NOT NULL,
  created TEXT NOT NULL,
  secret BLOB NOT NULL,             -- keys the hashes that stand for erased addresses
  erasing INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE notice (
  id TEXT PRIMARY KEY,
  policy TEXT NOT NULL, version TEXT NOT NULL,
  audience TEXT NOT NULL CHECK (audience IN ('accounts', 'subscribers')),
  frozen TEXT NOT NULL,             -- when
  facts TEXT NOT NULL,              -- FrozenNotice as sorted JSON
  digest TEXT NOT NULL              -- SHA-256 of `facts`
) STRICT;

CREATE TABLE variant (
  notice TEXT NOT NULL REFERENCES notice (id),
  locale TEXT NOT NULL,
  subject TEXT NOT NULL,
  body BLOB NOT NULL,               -- the headers all recipients share, an empty line, the content: bytes as sent
  digest TEXT NOT NULL,
  PRIMARY KEY (notice, locale)
) STRICT;

CREATE TABLE batch (                -- one for the freeze, one for each top-up
  notice TEXT NOT NULL REFERENCES notice (id),
  batch INTEGER NOT NULL,
  at TEXT NOT NULL, by TEXT NOT NULL,
  file TEXT NOT NULL,               -- SHA-256 of the CSV as read
  rows INTEGER NOT NULL, rejects INTEGER NOT NULL,
  digest TEXT NOT NULL,             -- SHA-256 over the rows' digests, in order
  PRIMARY KEY (notice, batch)
) STRICT;

CREATE TABLE recipient (
  number INTEGER PRIMARY KEY,       -- unique in the ledger; part of the Message-ID
  notice TEXT NOT NULL, batch INTEGER NOT NULL,
  line INTEGER NOT NULL,            -- of the CSV, from 1 (the head)
  key TEXT NOT NULL,                -- what makes two addresses the same; of an erased one a keyed hash
  email TEXT NOT NULL, name TEXT NOT NULL, account TEXT NOT NULL, unsubscribe_url TEXT NOT NULL,
  locale TEXT NOT NULL,             -- of the variant it gets
  opted_out INTEGER NOT NULL,
  salt BLOB NOT NULL,
  digest BLOB NOT NULL,             -- SHA-256 of salt and frozen values; stays when the values are erased
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  duplicate_of INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  due REAL NOT NULL DEFAULT 0,      -- not to be tried before
  run INTEGER NOT NULL DEFAULT 0, connection INTEGER NOT NULL DEFAULT 0,  -- who has or had it in hand
  claimed TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX recipient_once ON recipient (notice, key) WHERE state <> 'duplicate_of';
CREATE INDEX recipient_state ON recipient (notice, state, due);

CREATE TABLE reject (               -- lines of a CSV that name nobody who could be mailed
  notice TEXT NOT NULL, batch INTEGER NOT NULL, line INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE TABLE attempt (              -- append-only: one for each outcome
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  recipient INTEGER NOT NULL, notice TEXT NOT NULL,
  run INTEGER NOT NULL, connection INTEGER NOT NULL,
  started TEXT NOT NULL, ended TEXT NOT NULL,
  phase TEXT NOT NULL,              -- connect, mail, rcpt, data, dot, crash, test
  outcome TEXT NOT NULL,            -- the state it led to
  code INTEGER NOT NULL,            -- of the reply; 0: none came
  reply TEXT NOT NULL,
  queue_id TEXT NOT NULL,
  message TEXT NOT NULL             -- SHA-256 of the bytes sent, or that would have been; '' unknown
) STRICT;
CREATE INDEX attempt_recipient ON attempt (recipient);

CREATE TABLE event (                -- a chain: each holds the digest of the one before
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  notice TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, by TEXT NOT NULL,
  detail TEXT NOT NULL,             -- sorted JSON; recipients by number only
  prev TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;

CREATE TABLE suppression (          -- addresses that opted out or complained; of subscribers only
  key TEXT PRIMARY KEY, since TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;

CREATE TRIGGER notice_fixed BEFORE UPDATE ON notice BEGIN SELECT raise(ABORT, 'a frozen notice is never changed'); END;
CREATE TRIGGER notice_kept BEFORE DELETE ON notice BEGIN SELECT raise(ABORT, 'a frozen notice is never deleted'); END;
CREATE TRIGGER variant_fixed BEFORE UPDATE ON variant BEGIN SELECT raise(ABORT, 'a frozen text is never changed'); END;
CREATE TRIGGER variant_kept BEFORE DELETE ON variant BEGIN SELECT raise(ABORT, 'a frozen text is never deleted'); END;
CREATE TRIGGER batch_fixed BEFORE UPDATE ON batch BEGIN SELECT raise(ABORT, 'a batch is never changed'); END;
CREATE TRIGGER batch_kept BEFORE DELETE ON batch BEGIN SELECT raise(ABORT, 'a batch is never deleted'); END;
CREATE TRIGGER recipient_kept BEFORE DELETE ON recipient BEGIN SELECT raise(ABORT, 'a recipient is never deleted'); END;
CREATE TRIGGER recipient_fixed BEFORE UPDATE OF
  number, notice, batch, line, key, email, name, account, unsubscribe_url, locale, opted_out, salt, digest
  ON recipient WHEN (SELECT erasing FROM ledger) = 0
  BEGIN SELECT raise(ABORT, 'a frozen recipient is never changed'); END;
CREATE TRIGGER attempt_fixed BEFORE UPDATE ON attempt WHEN (SELECT erasing FROM ledger) = 0
  BEGIN SELECT raise(ABORT, 'an attempt is never changed'); END;
CREATE TRIGGER attempt_kept BEFORE DELETE ON attempt BEGIN SELECT raise(ABORT, 'an attempt is never deleted'); END;
CREATE TRIGGER event_fixed BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'an event is never deleted'); END;
"""
