-- What a message has used up of each of its retry plans (SPEC RT-01, RT-04): how often it failed under each, and how often it was sent again out
-- of uncertainty. A constant default: no row is rewritten. In no index, so that updates stay on their page.
--
-- A message that is under way when this runs begins with none used up: at most as many tries again as a plan has.
ALTER TABLE message ADD COLUMN tries jsonb NOT NULL DEFAULT '{}';
