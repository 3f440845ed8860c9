-- Callbacks as they arrived, and statuses that came before their message was known (SPEC WH-02, WH-03).

CREATE TABLE callback (
  -- Order of arrival, as far as concurrent intake has one.
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id text NOT NULL,
  provider text NOT NULL,
  received_millis bigint NOT NULL,
  -- The bytes that were signed.
  body bytea NOT NULL,
  -- SHA-256 of account and body: repeats of one delivery have the same one.
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  verdict text NOT NULL,
  -- What processing made of it; null while it is pending.
  report jsonb
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- A repeat is stored once.
CREATE UNIQUE INDEX callback_digest ON callback (digest);

-- The pending ones, oldest first, for the consumers; and how many there are of each verdict, without reading a body.
CREATE INDEX callback_verdict ON callback (verdict, id);

-- A short waiting room: read whole, joined with message_wamid, to find those whose message is known by now.
CREATE TABLE early_status (
  -- Order of parking.
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  wamid text NOT NULL,
  received_millis bigint NOT NULL,
  status jsonb NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
