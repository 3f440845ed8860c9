-- Accounts on their way to live: their steps, the checks that were run, and what was asked before (SPEC ON-01, ON-02, ST-04).

CREATE TABLE onboarding (
  -- Id of the account, which may not be configured yet.
  id text COLLATE "C" PRIMARY KEY,
  -- `onboarding/Course` of the core, which alone reads it.
  state jsonb NOT NULL,
  -- How often it changed.
  puts bigint NOT NULL DEFAULT 1
);
