-- Acts of erasing what is known of a person (docs/people.md).

-- One act. While it is under way it names the person, as the rows do that it is about; once it has ended, nothing of it does.
CREATE TABLE erasure (
  id uuid PRIMARY KEY,
  account_id text COLLATE "C" NOT NULL,
  -- E.164, a keyed digest of it, and what stands in its place from now on; null once it has ended.
  recipient text,
  recipient_key text COLLATE "C",
  pseudonym text,
  opened_millis bigint NOT NULL,
  ended_millis bigint,
  -- Nobody else's until then.
  lease_millis bigint NOT NULL DEFAULT 0,
  -- How far it has come, and what came of it: `Place` and `Counts` of the port, which alone read them.
  place jsonb NOT NULL,
  counts jsonb NOT NULL,
  -- Names of files that it took out of callbacks, for every process that has files of its own; emptied some time after the end.
  blobs text[] NOT NULL DEFAULT '{}',
  CHECK (num_nulls(recipient, recipient_key, pseudonym) = CASE WHEN ended_millis IS NULL THEN 0 ELSE 3 END)
);

-- Of one person a single one is under way.
CREATE UNIQUE INDEX erasure_under_way ON erasure (account_id, recipient_key) WHERE ended_millis IS NULL;

-- What is led on, oldest first. Next to nothing.
CREATE INDEX erasure_open ON erasure (opened_millis) WHERE ended_millis IS NULL;
