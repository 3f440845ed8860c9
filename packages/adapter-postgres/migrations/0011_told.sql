-- Half of a message's history told by its attempts (SPEC RT-04, ADR 10).
--
-- That an attempt began and that the platform took it is in the attempt's own row. Stored once more as events, the two were a third of what is
-- written for a message; so they are told from here when the history is read. Whatever carries more is an event of its own, as before.

ALTER TABLE attempt
  -- Places in the order of writing, drawn from message_event's; null where the event is a row there, or was never told.
  ADD COLUMN begun_number bigint,
  ADD COLUMN answered_number bigint,
  -- What the platform said when it took it: its name of the message, and whether it keeps it back for now.
  ADD COLUMN wamid text,
  ADD COLUMN held_by_platform boolean;
