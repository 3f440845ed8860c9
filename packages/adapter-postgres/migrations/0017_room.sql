-- Room for what is written next to a message, and what a lane needs to know of its sends to take over (SPEC RT-03, RL-05, ADR 10).

-- A lane begins and finishes hundreds of messages that lie side by side, so every row of a page is written again in one statement. With a page half
-- empty, all of them stay on it and no index is touched; with a fifth of it free, two of three moved and left an entry in every index.
ALTER TABLE message SET (fillfactor = 45);
-- Its answer makes a row half as long again.
ALTER TABLE attempt SET (fillfactor = 40);

-- The message's, repeated so that a lane that takes its place finds out which conversations still owe something without looking at every message of
-- the last minutes. Null in what began before this.
ALTER TABLE attempt ADD COLUMN recipient text;

-- The same probe as before; whether what it finds keeps back the rest of its conversation is told by the entry itself.
DROP INDEX queue_conversation;
CREATE INDEX queue_conversation ON queue (sender_id, recipient, message_id) INCLUDE (due_millis, uncertain);
