-- What the platform has told, by callbacks, of numbers, accounts and templates (CLOUD_API 3.4, 3.6): it stands above what was configured.

CREATE TABLE platform_word (
  account_id text COLLATE "C" NOT NULL,
  -- A sender by our id, or an account at the platform by the platform's.
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('sender', 'waba')),
  id text COLLATE "C" NOT NULL,
  -- Words by what they are about, each with its moment (`standing/Told` of the core, which alone reads it).
  state jsonb NOT NULL,
  -- How often it changed. Rows are never taken away, so the sum over all of them grows with every change, in the order in which changes become
  -- visible.
  puts bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (account_id, kind, id)
);

-- How a template is received, and when its category was last told: `{"quality": {"score", "atMillis"}, "categoryMillis"}`. Null until the platform says
-- something of either.
ALTER TABLE template ADD COLUMN told jsonb;
