-- Who is signed in to the dashboard. The secret in the cookie is never stored. Times are the wall's.

CREATE TABLE session (
  -- SHA-256 of the secret.
  id_hash bytea PRIMARY KEY CHECK (octet_length(id_hash) = 32),
  key_id text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  -- The one account it may use; null for all.
  account_id text,
  created_millis bigint NOT NULL,
  expires_millis bigint NOT NULL
);

-- The expired ones, to be forgotten.
CREATE INDEX session_expires ON session (expires_millis);
