-- Callbacks by days, so that old ones are dropped and not deleted; how each is to be read (SPEC WH-02, WH-03; CLOUD_API 3.9).

ALTER TABLE callback RENAME TO callback_before;
DROP INDEX callback_digest, callback_verdict, callback_heard;

-- Order of arrival, as far as concurrent intake has one. A sequence of its own: partitions have identities from PostgreSQL 17 on.
CREATE SEQUENCE callback_number AS bigint;

CREATE TABLE callback (
  id bigint NOT NULL DEFAULT nextval('callback_number'),
  account_id text NOT NULL,
  provider text NOT NULL,
  -- How the body is to be read; null where its sender did not say.
  content_type text,
  received_millis bigint NOT NULL,
  -- The bytes that were signed.
  body bytea NOT NULL,
  -- SHA-256 of account and body: repeats of one delivery have the same one.
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  verdict text NOT NULL,
  -- What processing made of it; null while it is pending.
  report jsonb
) PARTITION BY RANGE (received_millis);

-- What no day has been made for: everything before the first maintenance, and the times of a simulation. It works like any day, only that it is
-- cleared row by row.
CREATE TABLE callback_rest PARTITION OF callback DEFAULT
  WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- The pending ones, oldest first, for the consumers; and the way back to each when its verdict is written. Empty but for the newest.
CREATE INDEX callback_pending ON callback (id) WHERE verdict = 'pending';

-- What is not in order: looked through again, counted, shown. Rare.
CREATE INDEX callback_aside ON callback (verdict, id) WHERE verdict NOT IN ('pending', 'processed');

-- Is the channel of an account alive? One probe at the right edge tells when its newest understood callback came. Grows on the right, by one
-- entry a callback; also how many were processed, without reading a body.
CREATE INDEX callback_heard ON callback (account_id, received_millis) WHERE verdict = 'processed';

-- Which deliveries have come: a repeat is stored once. Apart from the callbacks, since what is to be unique over all days cannot be an index of
-- a table that is split by days; and kept only as long as a platform repeats.
CREATE TABLE callback_digest (
  digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  received_millis bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.05);

-- The oldest, to be forgotten. Grows on the right.
CREATE INDEX callback_digest_received ON callback_digest (received_millis);

INSERT INTO callback (id, account_id, provider, content_type, received_millis, body, digest, verdict, report)
SELECT id, account_id, provider, 'application/json', received_millis, body, digest, verdict, report FROM callback_before;
INSERT INTO callback_digest (digest, received_millis) SELECT digest, received_millis FROM callback_before;
SELECT setval('callback_number', coalesce(max(id), 0) + 1, false) FROM callback_before;

DROP TABLE callback_before;

-- Whose secret signed a status that is parked: it says nothing about another account's message. Null for those that were parked before.
ALTER TABLE early_status ADD COLUMN account_id text;
