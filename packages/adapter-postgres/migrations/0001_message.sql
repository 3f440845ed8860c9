-- Messages, their attempts and their history (SPEC RT-03, RT-04, RT-05).
-- Every time in this schema is epoch milliseconds of the engine's clock, which may be virtual: now() is never asked.

CREATE TABLE message (
  -- uuid v7: new rows land on the right edge of every index that ends in it.
  id uuid PRIMARY KEY,
  account_id text NOT NULL,
  sender_id text NOT NULL,
  -- E.164.
  recipient text NOT NULL,
  content jsonb NOT NULL,
  reply_to text,
  kind text NOT NULL CHECK (kind IN ('text', 'media')),
  units double precision NOT NULL CHECK (units > 0),
  priority integer NOT NULL,
  due_millis bigint NOT NULL,
  accepted_millis bigint NOT NULL,
  idempotency_key text,
  request_digest text NOT NULL,
  -- Names of states belong to the rules (core/delivery); the few that a statement here must know are in its predicates.
  state text NOT NULL,
  delivery text,
  attempts integer NOT NULL CHECK (attempts >= 0),
  -- Deadlines of retry plans count from it (RT-01).
  first_attempt_millis bigint,
  -- Attempts that an operator's replay wiped from the retry plan (RT-02); the attempts themselves stay.
  attempts_before_plan integer NOT NULL DEFAULT 0,
  wamid text,
  failure jsonb,
  updated_millis bigint NOT NULL
) WITH (
  -- A row is written about five times. Statuses (delivered, read) change no indexed column: with room on the page such an
  -- update touches no index at all (HOT), and they are most of the traffic (WH-04).
  fillfactor = 80,
  -- The queue is a hot end of a large table: dead entries there slow every peek, so they are cleared at 1 % instead of 20 %.
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_analyze_scale_factor = 0.02
);

-- What is due, in the order in which a lane takes it. Partial: as small as the queue, whatever the table holds. With the units (which
-- never change), how deep the queue is can be counted from here as well.
CREATE INDEX message_queue ON message (sender_id, priority, due_millis, id) INCLUDE (units) WHERE state = 'queued';

-- "Is there an earlier message to this recipient that is not done?": one probe for each candidate of a peek.
CREATE INDEX message_conversation ON message (sender_id, recipient, id) WHERE state IN ('queued', 'sending', 'uncertain');

-- In flight or unknown: what a new lane must declare uncertain, and what is settled later (RT-04). A handful of rows.
CREATE INDEX message_unsettled ON message (state, sender_id) WHERE state IN ('sending', 'uncertain');

-- One message for a caller's key (RT-05). Keys of different accounts never meet.
CREATE UNIQUE INDEX message_idempotency ON message (account_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- Statuses name messages by the platform's id. Not unique on purpose: a platform that names two messages alike must not be
-- able to stop a lane; the newest one has the name then. A hash, because only equality is asked and a name of any length fits.
CREATE INDEX message_wamid ON message USING hash (wamid) WHERE wamid IS NOT NULL;

-- Lists, newest first: of an account, and of a recipient (also to erase what is known of a person). The latter begins with the
-- account too, so that it can never be taken for message_conversation, which holds nothing that is done.
CREATE INDEX message_account ON message (account_id, id);
CREATE INDEX message_recipient ON message (account_id, recipient, id);

-- One request that left, or was about to: written before it does.
CREATE TABLE attempt (
  message_id uuid NOT NULL,
  number integer NOT NULL CHECK (number > 0),
  -- The message's, repeated so that a lane can read its recent sends from one index.
  sender_id text NOT NULL,
  fence bigint NOT NULL,
  endpoint text NOT NULL,
  started_millis bigint NOT NULL,
  -- Null until the platform said yes or no: giving up on an answer (outcome 'uncertain') is not one.
  answered_millis bigint,
  outcome text CHECK (outcome IN ('accepted', 'refused', 'uncertain')),
  http_status integer,
  code integer,
  detail text,
  PRIMARY KEY (message_id, number),
  CHECK ((answered_millis IS NOT NULL) = (outcome IS NOT NULL AND outcome <> 'uncertain'))
  -- No foreign key: attempts and events are written only by statements that hold the message's row, and a key would cost
  -- a look-up and a row lock for each of them.
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- A lane that takes its place reads the sends of the last minutes.
CREATE INDEX attempt_recent ON attempt (sender_id, started_millis);

-- Why a message is where it is. Append only: rows are never changed.
CREATE TABLE message_event (
  message_id uuid NOT NULL,
  -- Order of writing. One message's events are written under its row lock, so for one message it never runs backwards.
  number bigint GENERATED ALWAYS AS IDENTITY,
  at_millis bigint NOT NULL,
  kind text NOT NULL,
  data jsonb NOT NULL,
  PRIMARY KEY (message_id, number)
) WITH (autovacuum_analyze_scale_factor = 0.05);
