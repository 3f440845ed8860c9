-- Keys of the server's callers. The secret itself is never stored.

CREATE TABLE api_key (
  -- Public part, by which a key is found.
  id text PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  -- The one account it may use; null for all.
  account_id text,
  -- SHA-256 of the secret part.
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  created_millis bigint NOT NULL,
  expires_millis bigint,
  revoked_millis bigint
);
