-- Files that callbacks carried in them: whose they are, and what they were said to be (SPEC WH-06). The bytes are in the blob store.

CREATE TABLE callback_file (
  -- SHA-256 of the bytes, in hexadecimal digits, first in the key: keys of all accounts ask for it without the account.
  blob text COLLATE "C" NOT NULL CHECK (blob ~ '^[0-9a-f]{64}$'),
  account_id text COLLATE "C" NOT NULL,
  mime_type text,
  filename text,
  -- When it came last.
  came_millis bigint NOT NULL,
  PRIMARY KEY (blob, account_id)
);

-- What is forgotten. Grows on the right.
CREATE INDEX callback_file_came ON callback_file (came_millis);
