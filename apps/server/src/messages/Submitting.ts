import * as Templates from "@sluice/client/Templates"
import { Templating } from "@sluice/engine/templates/Templating"
import { Clock, Effect } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import * as OwnAccount from "../http/OwnAccount.ts"
import * as Registering from "./Registering.ts"

/** Fetches an account's templates from its provider. */
export const sync = Effect.fn("Submitting.sync")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const templating = yield* Templating
  const { accountId: given, name = null } = yield* Input.body(Templates.Sync, request)
  const accountId = yield* OwnAccount.named(given, "accountId")
  return yield* templating.sync(caller, accountId, name)
})

/** Hands a template in, or tells what handing it in would be. */
export const submit = Effect.fn("Submitting.submit")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const templating = yield* Templating
  const { accountId: given, dryRun, senderId = null, template } = yield* Input.body(Templates.Submission, request)
  const accountId = yield* OwnAccount.named(given, "accountId")
  const { act, draft, registered, warnings } = yield* templating.submit(caller, {
    accountId,
    senderId,
    template,
    dryRun
  })
  const view = Registering.view(yield* Registering.policyOf(accountId), yield* Clock.currentTimeMillis)
  return {
    act,
    name: draft.name,
    language: draft.language,
    warnings,
    template: registered === null ? null : view(registered)
  }
})
