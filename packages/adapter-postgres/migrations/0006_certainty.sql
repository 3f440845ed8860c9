-- What certainty hangs on: tries that do not count, failures told late, silence that is believed, statuses that have not come
-- (SPEC RT-01, RT-04, WH-05).

-- Constant defaults: no row is rewritten. None of them is in an index, so that updates stay on their page.
ALTER TABLE message
  -- Attempts of the retry plan that never left.
  ADD COLUMN unsent integer NOT NULL DEFAULT 0 CHECK (unsent >= 0),
  -- How much longer than its plan asked for it has waited since its first attempt.
  ADD COLUMN held_millis bigint NOT NULL DEFAULT 0 CHECK (held_millis >= 0),
  -- Latest attempt that a callback has reported as failed.
  ADD COLUMN failed_attempt integer NOT NULL DEFAULT 0 CHECK (failed_attempt >= 0);

-- Is the channel of an account alive? One probe at the right edge tells when its newest understood callback came. Grows on the right,
-- by one entry a callback; evidence that was not signed is not in it.
CREATE INDEX callback_heard ON callback (account_id, received_millis) WHERE verdict = 'processed';

-- Statuses are parked by the thousand where a number is used from elsewhere too: only the young ones are looked through often, and this finds them.
CREATE INDEX early_status_received ON early_status (received_millis, id);

-- Messages whose status has not come, and when it is looked for next. Only those: a message that is delivered in its time has no row here.
CREATE TABLE status_look (
  message_id uuid PRIMARY KEY,
  due_millis bigint NOT NULL,
  -- How often it was looked for, and since when (core/delivery, StatusLooks).
  state jsonb NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What is due, oldest first.
CREATE INDEX status_look_due ON status_look (due_millis, message_id);
