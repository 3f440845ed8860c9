import * as OptOuts from "@sluice/client/OptOuts"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import type { OptOut } from "@sluice/engine/ports/OptOuts"
import { Effect, Either, Schema } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import * as OwnAccount from "../http/OwnAccount.ts"
import { iso } from "./Views.ts"

const view = ({ sinceMillis, ...optOut }: OptOut): (typeof OptOuts.OptOut)["Encoded"] => ({
  ...optOut,
  since: iso(sinceMillis)
})

/** Where a page ends: the key of its last opt-out within the account. No part of it has a blank. */
const Cursor = Schema.TemplateLiteralParser(
  Schema.String,
  " ",
  OptOuts.Scope,
  " ",
  Schema.Literal("api", "keyword", "platform")
).annotations({ message: () => "must be the next of the page before" })

const cursorOf = ({ recipient, scope, source }: OptOut): string => `${recipient} ${scope} ${source}`

const after = (cursor: string | undefined) =>
  cursor === undefined
    ? Either.right({})
    : Either.map(Input.decode(Cursor, cursor, "query.cursor"), ([recipient, , scope, , source]) => ({
        after: { recipient, scope, source }
      }))

/** A page of an account's opt-outs. One more than asked for is read, to know whether there is another page. */
export const page = Effect.fn("Consenting.page")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const consent = yield* Consent
  const query = yield* Input.query(OptOuts.ListQuery, request)
  const found = yield* consent.list(caller, {
    accountId: yield* OwnAccount.named(query.accountId, "query.accountId"),
    limit: query.limit + 1,
    ...(query.recipient === undefined ? {} : { recipient: query.recipient }),
    ...(yield* after(query.cursor))
  })
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  return { optOuts: shown.map(view), next: found.length > query.limit && last !== undefined ? cursorOf(last) : null }
})

/** Opts recipients out. */
export const put = Effect.fn("Consenting.put")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const consent = yield* Consent
  const body = yield* Input.body(OptOuts.Addition, request)
  const accountId = yield* OwnAccount.named(body.accountId, "accountId")
  return yield* consent.optOut(caller, accountId, body.optOuts)
})

/** Takes opt-outs back. */
export const remove = Effect.fn("Consenting.remove")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const consent = yield* Consent
  const query = yield* Input.query(OptOuts.RemovalQuery, request)
  const accountId = yield* OwnAccount.named(query.accountId, "query.accountId")
  return { removed: yield* consent.optIn(caller, accountId, query.recipient, query.scope ?? null) }
})
