-- When each callback was processed, so that its wait can be told (SPEC WH-08). Null for those that were processed before, and while they wait.
-- No default and in no index: no row is rewritten, and what is asked for lies in callback_heard by its arrival.

ALTER TABLE callback ADD COLUMN processed_millis bigint;
