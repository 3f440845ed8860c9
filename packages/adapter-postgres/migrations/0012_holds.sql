-- Holds that every lane sees before its next send, reviews that are kept with them, and what a moving day of recipients is rebuilt from
-- (SPEC RL-06, RL-07; CLOUD_API 3.4).

ALTER TABLE hold
  -- The first review: who, when, and what they found.
  ADD COLUMN reviewed_by text,
  ADD COLUMN reviewed_millis bigint,
  ADD COLUMN review_note text;

-- One row, which grows with every hold on single messages. Whoever places one holds the row until that is durable, so the number and the holds
-- are seen together, and in one order: a lane that has seen number n has seen every hold of it. Each begin reads it by its only key.
CREATE TABLE hold_version (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);

INSERT INTO hold_version (version) VALUES (0);

-- Whether the send counts against the portfolio's unique recipients: it left outside the recipient's service window.
ALTER TABLE attempt ADD COLUMN counted boolean NOT NULL DEFAULT false;

-- A lane that takes its place reads the counted sends of a day; where nothing is counted, the index is empty.
CREATE INDEX attempt_counted ON attempt (sender_id, started_millis) WHERE counted;
