-- The row of a list that a message came from: asked for when a message that was over is put back into the queue (a failure that came by callback, an
-- operator's retry), so that its campaign knows again that it waits. `message.dealt` does not tell: rows that name their sender have none, and
-- it knows no number.
--
-- Sends and callbacks write nothing here, and feeding only reads; what waits while this builds are uploads of lists, some seconds for ten million rows.
-- Who wants none of that builds it beforehand, under this name, with CREATE INDEX CONCURRENTLY.
CREATE INDEX IF NOT EXISTS campaign_row_message ON campaign_row (message_id);
