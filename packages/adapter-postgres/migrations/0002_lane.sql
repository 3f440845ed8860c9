-- Lanes, the ledger of limits, and holds (SPEC RL-03 to RL-09).

-- One row a sender: who may send for it.
CREATE TABLE lane (
  sender_id text PRIMARY KEY,
  -- Grows with every take. A send is begun only under the newest fence.
  fence bigint NOT NULL,
  -- Name of the process that has the place, for people; null when it was given back.
  runner text,
  taken_millis bigint NOT NULL
) WITH (fillfactor = 50);

-- State of the limits by scope and key. A sender's own (scope 'sender') is written by its lane with every begin and finish.
CREATE TABLE ledger (
  scope text NOT NULL,
  key text NOT NULL,
  state jsonb NOT NULL,
  PRIMARY KEY (scope, key)
) WITH (
  -- Few rows, each written many times a second and never by its key: with half the page free the updates stay HOT, and old
  -- versions are cleared by their number, not by their share of a tiny table.
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000
);

-- While a hold lasts, nothing leaves in its scope (RL-07).
CREATE TABLE hold (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope text NOT NULL,
  key text NOT NULL,
  level text NOT NULL,
  -- Counted by whoever places holds of this scope, key and level, or a time in milliseconds.
  number bigint NOT NULL,
  since_millis bigint NOT NULL,
  until_millis bigint,
  needs_review boolean NOT NULL,
  reason text NOT NULL,
  review_from_millis bigint,
  cleared_millis bigint,
  cleared_by text,
  -- Derived: when it is over by itself. A hold that no clock ends, or that an operator must review as well, is never over
  -- (the largest bigint); so "not over" is one comparison that an index can answer.
  over_millis bigint NOT NULL GENERATED ALWAYS AS (
    CASE WHEN needs_review THEN 9223372036854775807 ELSE coalesce(until_millis, 9223372036854775807) END
  ) STORED
);

-- A hold that is placed again, because an answer was lost or because it grew longer, is the same hold.
CREATE UNIQUE INDEX hold_identity ON hold (scope, key, level, number);

-- Asked by every begin: the few holds of a lane's keys that bind now, without walking through those of the past.
CREATE INDEX hold_binding ON hold (scope, key, over_millis) WHERE cleared_millis IS NULL;
