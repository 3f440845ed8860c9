-- How senders stand: what they sent and what was complained about, day by day, and their raises (SPEC ST-01 to ST-03).

CREATE TABLE sender_standing (
  -- Our own id of the sender.
  id text COLLATE "C" PRIMARY KEY,
  -- `standing/SenderStanding` of the core, which alone reads it: two months of days at most.
  state jsonb NOT NULL,
  -- How often it changed. Rows are never taken away, so the sum over all of them grows with every change.
  puts bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);
