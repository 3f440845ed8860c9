import type { Event } from "@sluice/core/callback/Event"
import { Array, Effect, Option } from "effect"
import { Consent } from "../accept/consent/Consent.ts"
import * as Hearing from "../accept/consent/Hearing.ts"
import * as Reported from "../accept/registry/Reported.ts"
import { TemplateRegistry } from "../accept/registry/TemplateRegistry.ts"
import * as HeldRecipients from "./HeldRecipients.ts"
import * as Announcing from "../media/Announcing.ts"
import { Crypto } from "../ports/Crypto.ts"
import { Directory } from "../ports/Directory.ts"
import { Feed } from "../ports/Feed.ts"
import { MediaFiles } from "../ports/MediaFiles.ts"
import * as Telling from "./Telling.ts"
import * as LastingId from "../subscriptions/LastingId.ts"
import * as Tidings from "../subscriptions/Tidings.ts"
import * as Whose from "./Whose.ts"

/** What one callback told, and whose it was. */
export interface Heard {
  /** The account whose secret signed it. */
  readonly accountId: string
  readonly receivedMillis: number
  /** Whether all this was taken over before, and is told again by a replay. */
  readonly applied: boolean
  readonly events: ReadonlyArray<Told>
}

/** One event, and its moment on the timeline of the number that it came to: epoch milliseconds; null where it has none (WH-07). */
interface Told {
  readonly event: Event
  readonly stampMillis: number | null
}

/**
 * Takes over what callbacks tell about people, templates, numbers and accounts: who wrote and may be answered freely, who wants no more messages, what
 * became of a template (SPEC TP-06; CLOUD_API 3.3, 131047 and 131050), what a number may do (CLOUD_API 3.4); and hands on to subscribers what no message of ours tells. Joins the transaction of whoever consumes the callbacks.
 *
 * A replay of what was taken over before changes nothing here: since then a person may have said otherwise, and subscribers have been told.
 *
 * Only what an account's own callbacks say of its own numbers counts: another account's signature is no word about ours.
 */
export const takeOver = Effect.fn("Heard.takeOver")(function* (all: ReadonlyArray<Heard>) {
  const directory = yield* Directory
  const { sha256 } = yield* Crypto
  const consent = yield* Consent
  const feed = yield* Feed
  const { announce } = yield* MediaFiles
  const registry = yield* TemplateRegistry
  const told = all.flatMap(({ accountId, applied, events, receivedMillis }) =>
    applied ? [] : events.map(({ event, stampMillis }) => ({ accountId, event, stampMillis, receivedMillis }))
  )

  const senderOf = Whose.among(yield* directory.senders)
  yield* Telling.hear(told.map((one) => ({ ...one, sender: senderOf(one.accountId, one.event) })))
  const hearings = told.map(({ accountId, event, receivedMillis }) => {
    const sender = senderOf(accountId, event)
    return sender === null ? Hearing.nothing : Hearing.of(sender, event, receivedMillis)
  })
  const said = hearings.filter(({ heard, lifts, optOuts }) => heard.length + lifts.length + optOuts.length > 0)
  if (said.length > 0) yield* consent.hear(said)
  yield* HeldRecipients.lift(
    hearings.flatMap(({ lifts }) => lifts.filter(({ sources }) => sources?.includes("platform") ?? true)),
    told[0]?.receivedMillis ?? 0
  )

  const files = Array.filterMap(told, ({ accountId, event, receivedMillis }) => {
    const sender = senderOf(accountId, event)
    return Option.fromNullable(sender === null ? null : Announcing.of(sender, event, receivedMillis))
  })
  if (files.length > 0) yield* announce(files)

  const reports = Array.filterMap(told, ({ accountId, event, receivedMillis }) =>
    Option.fromNullable(Reported.of(accountId, event, receivedMillis))
  )
  if (reports.length > 0) yield* registry.hear(reports)

  const tidings = Array.filterMap(told, ({ accountId, event, receivedMillis, stampMillis }) =>
    Option.fromNullable(
      Tidings.of(
        accountId,
        senderOf(accountId, event)?.id ?? null,
        event,
        receivedMillis,
        stampMillis,
        LastingId.of(sha256, accountId, event)
      )
    )
  )
  const wishes = told.flatMap(({ accountId, event, receivedMillis }, index) => {
    const sender = senderOf(accountId, event)
    return sender === null ? [] : Tidings.ofWishes(sender.id, hearings[index] ?? Hearing.nothing, receivedMillis)
  })
  if (tidings.length + wishes.length > 0) yield* feed.append([...tidings, ...wishes])
})
