-- Files of messages that came to us: which are to be fetched, and which have a copy in the blob store (GD-01; CLOUD_API 3.5).

CREATE TABLE media_file (
  -- The platform's id of the file, first in the key: it is asked for without the account as well.
  media_id text COLLATE "C" NOT NULL,
  account_id text COLLATE "C" NOT NULL,
  sender_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('image', 'video', 'audio', 'document', 'sticker')),
  mime_type text,
  sha256 text,
  filename text,
  announced_millis bigint NOT NULL,
  until_millis bigint NOT NULL,
  -- `ports/MediaFiles.Standing`; what is searched for in it stands in columns of its own below.
  standing jsonb NOT NULL,
  due_millis bigint GENERATED ALWAYS AS ((standing ->> 'dueMillis')::bigint) STORED,
  kept_bytes bigint GENERATED ALWAYS AS ((standing ->> 'bytes')::bigint) STORED,
  blob text COLLATE "C" GENERATED ALWAYS AS (standing ->> 'blob') STORED,
  PRIMARY KEY (media_id, account_id)
);

-- What is due next; only what waits is in it.
CREATE INDEX media_file_due ON media_file (due_millis) WHERE due_millis IS NOT NULL;
-- Copies by age, with what they take: which of them leave.
CREATE INDEX media_file_kept ON media_file (announced_millis) INCLUDE (kept_bytes, until_millis) WHERE blob IS NOT NULL;
-- Who shares a copy.
CREATE INDEX media_file_blob ON media_file (blob) WHERE blob IS NOT NULL;
-- What is forgotten.
CREATE INDEX media_file_announced ON media_file (announced_millis) WHERE blob IS NULL;
