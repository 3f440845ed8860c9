-- Who is told of what happens, the feed that they are told from, and a queue for each of them (DESIGN, telling others; ADR 14).

-- Whether anybody listens. Whoever changes that holds this row.
CREATE TABLE feed_switch (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  is_open boolean NOT NULL DEFAULT false,
  -- Somebody without a subscription listens until then.
  listened_until_millis bigint NOT NULL DEFAULT 0
);

INSERT INTO feed_switch DEFAULT VALUES;

-- What happened while somebody listened. Append only; forgotten after some days.
CREATE TABLE feed_event (
  -- Names the event to subscribers. Random, so that it is never used twice, not even after a backup was restored.
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- The transaction that wrote it. Rows of transactions below the horizon of a snapshot are complete: readers go by (xid, number) up to there,
  -- and so miss nothing that is committed late.
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  number bigint GENERATED ALWAYS AS IDENTITY,
  account_id text NOT NULL,
  at_millis bigint NOT NULL,
  -- Of what the platform told; null for a step of a message, which is told by the columns below.
  type text,
  data jsonb,
  message_id uuid,
  was_state text,
  was_delivery text,
  state text,
  delivery text,
  attempts integer,
  wamid text,
  failure jsonb,
  PRIMARY KEY (xid, number),
  CHECK ((type IS NULL) = (message_id IS NOT NULL))
) WITH (autovacuum_vacuum_insert_scale_factor = 0.1);

-- For forgetting alone; rows lie by time, so a few pages tell where the old ones end.
CREATE INDEX feed_event_at ON feed_event USING brin (at_millis) WITH (pages_per_range = 16, autosummarize = on);

-- Which steps are told as what is a rule of core/subscription; a request on its way is told to nobody, and it is the most frequent.
CREATE FUNCTION message_stepped() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO feed_event (account_id, at_millis, message_id, was_state, was_delivery, state, delivery, attempts, wamid, failure)
  SELECT n.account_id, n.updated_millis, n.id, o.state, o.delivery, n.state, n.delivery, n.attempts, n.wamid, n.failure
  FROM changed n JOIN unchanged o ON o.id = n.id
  WHERE n.state <> 'sending' AND (n.state <> o.state OR n.delivery IS DISTINCT FROM o.delivery);
  RETURN NULL;
END
$$;

-- Off until somebody listens: then a message costs nothing that it did not cost before. Once for a statement, so a batch of messages is one INSERT.
CREATE TRIGGER message_stepped AFTER UPDATE ON message
  REFERENCING OLD TABLE AS unchanged NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION message_stepped();
ALTER TABLE message DISABLE TRIGGER message_stepped;

-- Turns the trigger on, which waits for those who are writing messages, and they for it: a few milliseconds, and no longer than a second, after
-- which it is to be tried again. With the rights of the owner, whom alone PostgreSQL lets do this.
CREATE FUNCTION feed_open(until_millis bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path FROM CURRENT SET lock_timeout = '1s' AS $$
BEGIN
  UPDATE feed_switch SET listened_until_millis = greatest(listened_until_millis, until_millis);
  IF NOT (SELECT is_open FROM feed_switch) THEN
    ALTER TABLE message ENABLE TRIGGER message_stepped;
    UPDATE feed_switch SET is_open = true;
  END IF;
END
$$;

-- Who is told. Few rows.
CREATE TABLE subscription (
  id uuid PRIMARY KEY,
  -- Null: of every account.
  account_id text,
  name text NOT NULL,
  target jsonb NOT NULL,
  types text[] NOT NULL,
  -- Sealed outside the database, the newest first.
  secrets jsonb NOT NULL,
  -- `Standing` of core/subscription, which alone decides over it.
  standing jsonb NOT NULL,
  is_enabled boolean NOT NULL GENERATED ALWAYS AS (standing->>'_tag' = 'Enabled') STORED,
  -- Its place in the feed.
  read_xid xid8 NOT NULL,
  read_number bigint NOT NULL,
  created_millis bigint NOT NULL,
  created_by text NOT NULL
);

-- Turns the trigger off again where nobody is left. Whoever adds a subscription holds the row of the switch first, and so is seen here.
CREATE FUNCTION feed_close(now_millis bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path FROM CURRENT SET lock_timeout = '1s' AS $$
BEGIN
  PERFORM FROM feed_switch WHERE is_open AND listened_until_millis <= now_millis FOR UPDATE;
  IF FOUND AND NOT EXISTS (SELECT FROM subscription) THEN
    ALTER TABLE message DISABLE TRIGGER message_stepped;
    UPDATE feed_switch SET is_open = false, listened_until_millis = 0;
  END IF;
END
$$;

-- The queues: an event and somebody who is told of it.
CREATE TABLE subscription_delivery (
  subscription_id uuid NOT NULL REFERENCES subscription ON DELETE CASCADE,
  event_id uuid NOT NULL,
  -- Order of queueing; what people page through.
  number bigint GENERATED ALWAYS AS IDENTITY,
  type text NOT NULL,
  account_id text NOT NULL,
  -- What is sent, the same at every try; null when it is done with.
  body text,
  state text NOT NULL CHECK (state IN ('pending', 'delivered', 'abandoned')),
  attempts integer NOT NULL DEFAULT 0,
  -- When it is tried next, or, while somebody tries it, when others may.
  due_millis bigint NOT NULL,
  status integer,
  detail text,
  queued_millis bigint NOT NULL,
  updated_millis bigint NOT NULL,
  -- An event is queued once for each.
  PRIMARY KEY (subscription_id, event_id),
  CHECK (state <> 'pending' OR body IS NOT NULL)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

-- What is due for one of them, oldest first. As small as what waits.
CREATE INDEX subscription_delivery_due ON subscription_delivery (subscription_id, due_millis, number) WHERE state = 'pending';

-- The list of one of them, newest first.
CREATE INDEX subscription_delivery_list ON subscription_delivery (subscription_id, number);

-- For forgetting alone.
CREATE INDEX subscription_delivery_queued ON subscription_delivery USING brin (queued_millis) WITH (pages_per_range = 16, autosummarize = on);
