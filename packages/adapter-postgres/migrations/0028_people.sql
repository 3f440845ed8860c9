-- Who did what (docs/people.md), and what is known of keys in use.

-- One act of somebody: written before it takes place, and ended once. Records that have ended are neither changed nor deleted by any process of ours.
CREATE TABLE audit_record (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at_millis bigint NOT NULL,
  -- Public part of the key; null for who works on the database itself. No reference: an actor is kept as it was then.
  key_id text COLLATE "C",
  actor_name text COLLATE "C" NOT NULL,
  actor_role text NOT NULL CHECK (actor_role IN ('viewer', 'operator', 'admin')),
  -- The one account that the actor may use; null for all.
  actor_account_id text COLLATE "C",
  -- `Act` of core/access.
  act text COLLATE "C" NOT NULL,
  -- Id of what was acted on. Never a secret, a phone number, or anything out of a message.
  target text,
  outcome text NOT NULL DEFAULT 'begun' CHECK (outcome IN ('begun', 'done', 'refused', 'failed')),
  reason text,
  ended_millis bigint,
  CHECK ((outcome = 'begun') = (ended_millis IS NULL))
);

-- A page by act: acts are few of many kinds, so the rest is read along the primary key.
CREATE INDEX audit_record_act ON audit_record (act, id);

ALTER TABLE api_key
  -- When it was last presented, to a minute; null before that. In no index, so that the row stays on its page.
  ADD COLUMN last_used_millis bigint,
  -- Of the key that follows it; null where none does.
  ADD COLUMN replaced_by text;
