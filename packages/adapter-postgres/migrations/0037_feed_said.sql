-- Which events that name themselves are in the feed: a message that a platform delivers again in other bytes is told once, to listeners as to queues, which
-- knew it by its id (`subscription_delivery`) and listeners did not.
--
-- Beside the feed, and no unique index on it: a version before this one writes the same id twice, and goes on doing so until it is replaced.
CREATE TABLE feed_said (
  -- Made of what is said (`subscriptions/LastingId`). Whoever comes second waits here for the first, and says nothing where that has said it.
  id uuid PRIMARY KEY,
  -- The event's own: forgotten together with it.
  at_millis bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.1);

-- For forgetting alone, as of the feed.
CREATE INDEX feed_said_at ON feed_said USING brin (at_millis) WITH (pages_per_range = 16, autosummarize = on);
