-- Alerts, who is told of them, and what processes measure of themselves (SPEC GD-03; docs/alerts.md).

-- One row: who looks, until when, and the last number that was given. Its lock puts rounds, acts and tries of letters one behind the other, so that
-- each decides on the whole book as it is.
CREATE TABLE alert_desk (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- Name of the process that looks; null before the first.
  holder text,
  until_millis bigint NOT NULL DEFAULT 0,
  -- Of alerts and letters alike. Kept here, so that none is given twice after the newest were forgotten.
  last_id bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);

INSERT INTO alert_desk DEFAULT VALUES;

-- What is kept of each thing that an alert was looked at for: `Kept` of core/alert, which alone reads it. As many as there are senders, accounts and
-- templates with something to tell; read whole at every look.
CREATE TABLE alert_state (
  key text COLLATE "C" PRIMARY KEY,
  kept jsonb NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- One firing. `Alert` of core/alert, with what is asked for as columns that are made from it.
CREATE TABLE alert (
  id bigint PRIMARY KEY,
  alert jsonb NOT NULL,
  account_id text GENERATED ALWAYS AS (alert->'place'->>'account') STORED,
  rule_id text NOT NULL GENERATED ALWAYS AS (alert->>'ruleId') STORED,
  severity text NOT NULL GENERATED ALWAYS AS (alert->>'severity') STORED,
  recovered_millis bigint GENERATED ALWAYS AS ((alert->>'recoveredMillis')::bigint) STORED
);

-- What stands: next to nothing, and read at every look.
CREATE INDEX alert_standing ON alert (id) WHERE recovered_millis IS NULL;

-- What is told to one channel at once. `Letter` of core/alert.
CREATE TABLE alert_letter (
  id bigint PRIMARY KEY,
  letter jsonb NOT NULL,
  channel text COLLATE "C" NOT NULL GENERATED ALWAYS AS (letter->>'channel') STORED,
  state text NOT NULL GENERATED ALWAYS AS (letter->>'state') STORED,
  due_millis bigint NOT NULL GENERATED ALWAYS AS ((letter->>'dueMillis')::bigint) STORED,
  updated_millis bigint NOT NULL GENERATED ALWAYS AS ((letter->>'updatedMillis')::bigint) STORED
);

-- What waits, by channel and in the order in which it is tried.
CREATE INDEX alert_letter_waiting ON alert_letter (channel, due_millis, id) WHERE state = 'pending';

-- The newest report of each process. Few rows, each written every few seconds.
CREATE TABLE process_vital (
  source text COLLATE "C" PRIMARY KEY,
  at_millis bigint NOT NULL,
  vitals jsonb NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);

-- Messages that became dead letters of late. The table is only appended to, and every other kind of event costs this index one comparison.
CREATE INDEX message_event_dead ON message_event (at_millis) WHERE kind = 'dead';
