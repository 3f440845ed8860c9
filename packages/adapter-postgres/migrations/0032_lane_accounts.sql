-- By whose accounts a sender has been sent from: after a move to another provider, and another, each of them still tells what became of its messages.
ALTER TABLE lane ADD COLUMN accounts text[] NOT NULL DEFAULT '{}';
