-- Senders that take turns, and opt-outs that no send overtakes (SPEC RL-10; CLOUD_API 3.3: 131050).

-- Why a message of a pool has the sender that it has; null where the caller named it. In no index: what may move is found by its queue.
ALTER TABLE message ADD COLUMN dealt jsonb;

-- One row: how often an opt-out was recorded. Its lock puts those who record, and a lane that is about to be, one behind the other.
CREATE TABLE consent (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  number bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO consent (number) VALUES (0);

-- The last opt-out that this lane must have seen: `consent.number` when it was recorded. Whoever records one raises it in every lane, and so waits
-- for the sends that are being begun; a send that was about to begin finds a number here that its snapshot does not know, and starts over.
ALTER TABLE lane ADD COLUMN consent_number bigint NOT NULL DEFAULT 0;
