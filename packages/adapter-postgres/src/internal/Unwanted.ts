import type * as SqlClient from "@effect/sql/SqlClient"

/**
 * Whether the message `m` must not leave, as `OptOuts.unwanted` has it: a probe of the opt-outs' key; the registry is asked only where an opt-out
 * from marketing alone is found.
 */
export const predicate = (sql: SqlClient.SqlClient) =>
  sql.literal(`EXISTS (
    SELECT FROM recipient_optout o
    WHERE o.account_id = m.account_id AND o.recipient = m.recipient AND (
      o.scope = 'all' OR m.content->>'type' = 'template' AND NOT EXISTS (
        SELECT FROM template t
        WHERE t.account_id = m.account_id AND t.name = m.content->'template'->>'name'
          AND t.language = m.content->'template'->'language'->>'code' AND t.category <> 'MARKETING'
      )
    )
  )`)
