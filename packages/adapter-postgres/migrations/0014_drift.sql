-- Moments that are unique on a sender's timeline, what callbacks hold that the decoders do not know, reports on candidate decoders, and replay
-- (SPEC WH-07, WH-09, WH-10).

-- How many moments were given in each second of a sender's timeline. One small row a second in which something was told; the row is what two
-- processes wait at, so that no moment is given twice.
CREATE TABLE timeline (
  sender_id text NOT NULL,
  -- Unix seconds, as the platform stated them.
  second bigint NOT NULL,
  given integer NOT NULL,
  -- The day of UTC on which it was last asked for, from 1970 on: seconds are forgotten by it, and it changes seldom enough to be an index.
  told_day integer NOT NULL,
  PRIMARY KEY (sender_id, second)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- The oldest, to be forgotten.
CREATE INDEX timeline_told ON timeline (told_day);

-- The moment of a parked status; null for what names no number of ours, and for those that were parked before.
ALTER TABLE early_status ADD COLUMN stamp_millis bigint;

-- What the decoders do not know, by place: bounded by the port, so it is small and read whole.
CREATE TABLE drift (
  provider text NOT NULL,
  kind text NOT NULL,
  path text NOT NULL,
  -- The provider's own version where the callback names one, or the candidate that differed; empty where neither.
  version text NOT NULL,
  count bigint NOT NULL,
  first_millis bigint NOT NULL,
  last_millis bigint NOT NULL,
  -- The shape of a value, never the value.
  sample text NOT NULL,
  PRIMARY KEY (provider, kind, path, version)
) WITH (fillfactor = 70);

-- What candidate decoders would have read differently; one row a report.
CREATE TABLE calibration (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  made_millis bigint NOT NULL,
  report jsonb NOT NULL
);

-- Whether what it tells was applied: a replay does not tell it to others again.
ALTER TABLE callback ADD COLUMN applied boolean NOT NULL DEFAULT false;

-- One callback by its number: to be shown, or put back. A summary of pages and no entry a callback, since intake pays for every index; a day's pages are in
-- order of arrival, so few are read.
CREATE INDEX callback_place ON callback USING brin (id) WITH (pages_per_range = 16, autosummarize = on);
