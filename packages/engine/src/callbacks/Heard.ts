import type { Event } from "@sluice/core/callback/Event"
import { Array, Effect, Option } from "effect"
import { Consent } from "../accept/consent/Consent.ts"
import * as Hearing from "../accept/consent/Hearing.ts"
import * as Reported from "../accept/registry/Reported.ts"
import { TemplateRegistry } from "../accept/registry/TemplateRegistry.ts"
import { Directory } from "../ports/Directory.ts"

/** What one callback told, and whose it was. */
export interface Heard {
  /** The account whose secret signed it. */
  readonly accountId: string
  readonly receivedMillis: number
  readonly events: ReadonlyArray<Event>
}

/**
 * Takes over what callbacks tell about people and templates: who wrote and may be answered freely, who wants no more messages, and what
 * became of a template (SPEC TP-06; CLOUD_API 3.3, 131047 and 131050). Joins the transaction of whoever consumes the callbacks.
 *
 * Only what an account's own callbacks say of its own numbers counts: another account's signature is no word about ours.
 */
export const takeOver = Effect.fn("Heard.takeOver")(function* (all: ReadonlyArray<Heard>) {
  const directory = yield* Directory
  const consent = yield* Consent
  const registry = yield* TemplateRegistry
  const told = all.flatMap(({ accountId, events, receivedMillis }) =>
    events.map((event) => ({ accountId, event, receivedMillis }))
  )

  const hearings = yield* Effect.forEach(told, ({ accountId, event, receivedMillis }) =>
    event.phoneNumberId === null
      ? Effect.succeed(Hearing.nothing)
      : Effect.map(Effect.option(directory.senderByPhoneNumberId(event.phoneNumberId)), (found) =>
          Option.match(
            Option.filter(found, (sender) => sender.accountId === accountId),
            { onNone: () => Hearing.nothing, onSome: (sender) => Hearing.of(sender, event, receivedMillis) }
          )
        )
  )
  const said = hearings.filter(({ heard, lifts, optOuts }) => heard.length + lifts.length + optOuts.length > 0)
  if (said.length > 0) yield* consent.hear(said)

  const reports = Array.filterMap(told, ({ accountId, event, receivedMillis }) =>
    Option.fromNullable(Reported.of(accountId, event, receivedMillis))
  )
  if (reports.length > 0) yield* registry.hear(reports)
})
