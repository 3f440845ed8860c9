-- What is not done, apart from what is known of it (SPEC RT-03, ADR 9).
--
-- A message is written several times between its acceptance and its last status. As long as one index of `message` knows its state, every
-- such write is a new entry in all of them. So the states that are asked for live in a small table of their own, and `message`
-- keeps no index on anything that changes: its writes stay on their page (HOT).

-- One row for each message that is queued, sending or uncertain. `message` is the truth, and its row is the lock: whoever changes its
-- state changes this in the same statement.
CREATE TABLE queue (
  message_id uuid PRIMARY KEY,
  sender_id text NOT NULL,
  -- E.164.
  recipient text NOT NULL,
  priority integer NOT NULL,
  due_millis bigint NOT NULL,
  units double precision NOT NULL,
  -- Left here while its outcome is unknown (RT-04). A message in flight is told by its open attempt.
  uncertain boolean NOT NULL DEFAULT false
) WITH (
  -- A hot end that is filled and emptied all day: cleared by the number of dead rows, not by their share.
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0.05
);

-- What is due, in the order in which a lane takes it. With units and doubt, how deep the queue is can be counted from here alone.
CREATE INDEX queue_order ON queue (sender_id, priority, due_millis, message_id) INCLUDE (units, uncertain);

-- "Is there an earlier message to this recipient that is not done?": one probe for each candidate of a peek.
CREATE INDEX queue_conversation ON queue (sender_id, recipient, message_id);

-- What waits to be settled. Next to nothing, most of the time.
CREATE INDEX queue_uncertain ON queue (message_id) WHERE uncertain;

INSERT INTO queue (message_id, sender_id, recipient, priority, due_millis, units, uncertain)
SELECT id, sender_id, recipient, priority, due_millis, units, state = 'uncertain'
FROM message WHERE state IN ('queued', 'sending', 'uncertain');

-- No attempt of this sender that is still open began before this; null when none is in flight. It makes the few open attempts a range of
-- attempt_recent, without an index that every answer would have to leave.
ALTER TABLE lane ADD COLUMN open_since_millis bigint;

UPDATE lane SET open_since_millis = open.since_millis
FROM (SELECT sender_id, min(started_millis) AS since_millis FROM attempt WHERE outcome IS NULL GROUP BY sender_id) open
WHERE open.sender_id = lane.sender_id;

-- The platform's names of our messages. Not unique on purpose: a platform that names two messages alike must not be able to stop a lane; the
-- newest one has the name then. Asked for by a hash of theirs, since a name may be of any length; a hash index would be dearer to write.
CREATE TABLE message_name (
  wamid text NOT NULL,
  message_id uuid NOT NULL
);
CREATE INDEX message_name_wamid ON message_name (hashtextextended(wamid, 0));

INSERT INTO message_name (wamid, message_id) SELECT wamid, id FROM message WHERE wamid IS NOT NULL;

DROP INDEX message_queue;
DROP INDEX message_conversation;
DROP INDEX message_unsettled;
DROP INDEX message_wamid;
