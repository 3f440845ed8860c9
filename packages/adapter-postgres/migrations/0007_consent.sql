-- Who must not be written to, who may be written to freely, and with which templates (SPEC TP-07; CLOUD_API 3.3: 131047, 131050).

-- Names are compared and sorted by their bytes ("C"), as any other store does.

-- One statement of one source. What one source takes back, another may still uphold, so the source is part of the key.
CREATE TABLE recipient_optout (
  account_id text COLLATE "C" NOT NULL,
  -- E.164.
  recipient text COLLATE "C" NOT NULL,
  scope text COLLATE "C" NOT NULL CHECK (scope IN ('all', 'marketing')),
  source text COLLATE "C" NOT NULL CHECK (source IN ('api', 'keyword', 'platform')),
  since_millis bigint NOT NULL,
  -- Also the order of the list, and one probe for each recipient of a batch.
  PRIMARY KEY (account_id, recipient, scope, source)
);

-- When a person last wrote to one of our numbers.
CREATE TABLE service_window (
  sender_id text COLLATE "C" NOT NULL,
  -- E.164.
  recipient text COLLATE "C" NOT NULL,
  last_millis bigint NOT NULL,
  PRIMARY KEY (sender_id, recipient)
  -- Written with every inbound message; the time is in no index, so that the row stays on its page. Forgetting reads the table, which
  -- holds the conversations of a day.
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- Since when a number is heard at all: silence before that proves nothing.
CREATE TABLE service_hearing (
  sender_id text COLLATE "C" PRIMARY KEY,
  since_millis bigint NOT NULL
);

-- The templates of an account: as they were imported, and what the platform has said of them since.
CREATE TABLE template (
  account_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  -- Of the draft, apart from it: asked for messages that are about to leave.
  category text NOT NULL,
  -- The whole of it, components among it, in the platform's own shape.
  draft jsonb NOT NULL,
  -- State of the approval (TP-06).
  status text NOT NULL,
  since_millis bigint NOT NULL,
  revisions integer NOT NULL,
  reason jsonb,
  paused_until_millis bigint,
  updated_millis bigint NOT NULL,
  PRIMARY KEY (account_id, name, language)
);
