import * as Erasures from "@sluice/client/Erasures"
import { ErasureDesk } from "@sluice/engine/erasure/ErasureDesk"
import type { Erasure } from "@sluice/engine/ports/Erasures"
import { Effect } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import * as OwnAccount from "../http/OwnAccount.ts"
import { iso, isoOrNull } from "../messages/Views.ts"

const view = ({ accountId, counts, endedMillis, id, openedMillis }: Erasure): (typeof Erasures.Erasure)["Encoded"] => ({
  id,
  accountId,
  openedAt: iso(openedMillis),
  endedAt: isoOrNull(endedMillis),
  counts
})

/** What an erasure would find. */
export const preview = Effect.fn("Erasing.preview")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* ErasureDesk
  const body = yield* Input.body(Erasures.ErasureRequest, request)
  const accountId = yield* OwnAccount.named(body.accountId, "accountId")
  return { counts: yield* desk.preview(caller, accountId, body.recipient) }
})

/** Begins one. */
export const open = Effect.fn("Erasing.open")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* ErasureDesk
  const body = yield* Input.body(Erasures.ErasureRequest, request)
  const accountId = yield* OwnAccount.named(body.accountId, "accountId")
  return view(yield* desk.open(caller, accountId, body.recipient))
})

/** How far one has come. */
export const get = Effect.fn("Erasing.get")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* ErasureDesk
  const { id } = yield* Input.path(Erasures.ErasurePath, request)
  return view(yield* desk.find(caller, id))
})
