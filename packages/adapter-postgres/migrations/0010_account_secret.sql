-- Secrets of accounts that were given at run time, and what was found out about tokens (SPEC SF-04).

-- Sealed outside the database (AES-256-GCM): a copy of it opens nothing. Account and field are part of what is sealed, so a row under
-- another name does not open either.
CREATE TABLE account_secret (
  account_id text COLLATE "C" NOT NULL,
  field text COLLATE "C" NOT NULL CHECK (field IN ('access-token')),
  -- Which key sealed it, while one key is replaced by another.
  key_id text NOT NULL,
  nonce bytea NOT NULL CHECK (octet_length(nonce) = 12),
  -- The tag of 16 bytes stands at its end.
  ciphertext bytea NOT NULL CHECK (octet_length(ciphertext) > 16),
  put_millis bigint NOT NULL,
  put_by text NOT NULL,
  -- How often it was put. Rows are never taken away, so the sum over all of them grows with every change, in the order in which changes
  -- become visible.
  puts bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (account_id, field)
);

-- The newest check of each account's token; nothing of the token itself but a fingerprint.
CREATE TABLE token_report (
  account_id text COLLATE "C" PRIMARY KEY,
  -- `TokenReport` of the engine, which alone reads it.
  report jsonb NOT NULL
);
