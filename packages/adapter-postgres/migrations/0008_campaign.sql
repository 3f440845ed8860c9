-- Campaigns and their lists (SPEC RL-10 to RL-12; ADR 11). Tables of their own: nothing of what is there is touched or rewritten.

CREATE TABLE campaign (
  -- uuid v7: sorts by time of creation.
  id uuid PRIMARY KEY,
  account_id text NOT NULL,
  -- What it was made with, and never changes: name, senders, hours and so on.
  made jsonb NOT NULL,
  -- State of its life (core/campaign), and the part of it that statements here must know.
  lifecycle jsonb NOT NULL,
  state text NOT NULL GENERATED ALWAYS AS (lifecycle->>'_tag') STORED,
  -- What came of the rows that were handed in; what was foreseen at the start; how it went lately. The rules' own.
  list jsonb NOT NULL,
  outlook jsonb,
  marks jsonb NOT NULL,
  -- Rows in the list; how many of them, from the first, have been handed over at least once; and how many of those wait again. So handing
  -- over writes nothing to the list itself.
  rows integer NOT NULL DEFAULT 0,
  handed integer NOT NULL DEFAULT 0,
  returned integer NOT NULL DEFAULT 0,
  skipped jsonb NOT NULL DEFAULT '{}',
  CHECK (handed BETWEEN 0 AND rows AND returned BETWEEN 0 AND handed)
) WITH (
  -- Few rows, each written with every chunk that is handed over, and in no index by what changes but its state: updates stay on the page.
  fillfactor = 50
);

-- Lists, newest first, of an account.
CREATE INDEX campaign_account ON campaign (account_id, id);

-- Those that somebody must look after. A handful of rows, whatever was ever done.
CREATE INDEX campaign_active ON campaign (id) WHERE state IN ('Scheduled', 'Running', 'Paused');

-- The rows of the lists. Written once, read once in their order, and joined by number when a stretch is counted.
CREATE TABLE campaign_row (
  campaign_id uuid NOT NULL,
  -- Its place among the rows that were taken, from 0, without gaps.
  number integer NOT NULL,
  -- The id that its message has from the day it was handed in.
  message_id uuid NOT NULL,
  -- E.164.
  recipient text NOT NULL,
  -- The sender that its conversation is meant to stay with; null for any.
  sender_id text,
  content jsonb NOT NULL,
  reply_to text,
  kind text NOT NULL,
  units double precision NOT NULL,
  accepted_millis bigint NOT NULL,
  idempotency_key text,
  request_digest text NOT NULL,
  PRIMARY KEY (campaign_id, number)
) WITH (
  -- Nothing is ever updated. Vacuumed for its map of visible pages only.
  autovacuum_vacuum_insert_scale_factor = 0.5,
  autovacuum_analyze_scale_factor = 0.1
);

-- Rows that were handed over and taken back before they began: few, and they go first.
CREATE TABLE campaign_returned (
  campaign_id uuid NOT NULL,
  number integer NOT NULL,
  PRIMARY KEY (campaign_id, number)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Messages that were handed over and are not known to be over: as many as wait at the lanes, filled and emptied all day.
CREATE TABLE campaign_open (
  campaign_id uuid NOT NULL,
  message_id uuid NOT NULL,
  number integer NOT NULL,
  PRIMARY KEY (campaign_id, message_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- What became of a thousand rows, as it was when they were last counted.
CREATE TABLE campaign_stretch (
  campaign_id uuid NOT NULL,
  -- number / 1000.
  index integer NOT NULL,
  fed_millis bigint NOT NULL,
  -- When it is counted next; null for never again.
  due_millis bigint,
  counts jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (campaign_id, index)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What is to be counted, longest due first: of all, and of the one that somebody looks at.
CREATE INDEX campaign_stretch_due ON campaign_stretch (due_millis) WHERE due_millis IS NOT NULL;
