import * as Providers from "@sluice/core/callback/providers/Providers"
import { Clock, Effect } from "effect"
import type { BlobId } from "../blobs/BlobId.ts"
import * as Reading from "../callbacks/Reading.ts"
import * as Whose from "../callbacks/Whose.ts"
import * as Naming from "../intake/Naming.ts"
import * as Announcing from "../media/Announcing.ts"
import { Crypto } from "../ports/Crypto.ts"
import { Directory } from "../ports/Directory.ts"
import { Erasures } from "../ports/Erasures.ts"
import type { Counts, OpenErasure, Place, Redact } from "../ports/Erasures.ts"
import { Onboardings } from "../ports/Onboardings.ts"
import { Outbox } from "../ports/Outbox.ts"
import * as ErasedCourse from "./ErasedCourse.ts"
import { optOutKey } from "./Person.ts"
import * as Person from "./Person.ts"
import * as Redaction from "./Redaction.ts"

/** How much a round takes on. */
export interface Options {
  /**
   * How long nothing must have happened to a message before it is erased: lanes rebuild the pace towards a recipient from the sends of the last minutes
   * (RL-05), and the statuses that come as a rule have come by then.
   */
  readonly quietMillis: number
  /** Messages, rows and events in one step, and callbacks whose bodies are looked through. */
  readonly stepMax: number
  readonly callbacksMax: number
}

/** Steps of one kind in a round: a round ends well within its lease. */
const stepsMax = 50

/** What came of a round: what it erased, where the next one goes on, the files that it took out of callbacks, and whether there is nothing left to look for. */
interface Round {
  readonly counts: Partial<Counts>
  readonly place: Place
  readonly blobs: ReadonlyArray<BlobId>
  readonly isOver: boolean
}

/** One round of an erasure: a part of everything in which a person can be, each of it as often as it is asked for. */
export const make = Effect.gen(function* () {
  const erasures = yield* Erasures
  const directory = yield* Directory
  const onboardings = yield* Onboardings
  const outbox = yield* Outbox
  const crypto = yield* Crypto

  /** What is queued to the person will not be sent. */
  const cancel = Effect.fnUntraced(function* (person: Person.Person, erasure: OpenErasure, limit: number) {
    let cancelled = 0
    for (const recipient of person.spellings) {
      const atMillis = yield* Clock.currentTimeMillis
      const found = yield* outbox.list({ accountId: person.accountId, recipient, states: ["queued"], limit })
      yield* outbox.modify(
        found
          .filter((message) => message.acceptedMillis <= erasure.openedMillis)
          .map(({ id }) => ({ _tag: "Id" as const, id })),
        (message) => {
          if (message.state !== "queued") return null
          cancelled++
          return { state: "cancelled", events: [{ atMillis, kind: "cancelled", data: { by: "erasure" } }] }
        }
      )
    }
    return cancelled
  })

  /** Redacts callbacks, and remembers the files that the person sent. */
  const redacting = Effect.fnUntraced(function* (person: Person.Person) {
    const senderOf = Whose.among(yield* directory.senders)
    const mediaIds = new Set<string>()
    const blobs: Array<BlobId> = []
    const redact: Redact = (callback) => {
      const left = Redaction.of(person.mentions, callback)
      if (left === null) return null
      const stored = { ...callback, digest: new Uint8Array(), verdict: "pending" as const }
      for (const event of Reading.of(Providers.decode, stored).events) {
        const sender = senderOf(callback.accountId, event)
        if (event._tag !== "MessageReceived" || sender === null || !person.mentions(JSON.stringify(event))) continue
        const file = Announcing.of(sender, event, callback.receivedMillis)
        if (file !== null) mediaIds.add(file.mediaId)
      }
      blobs.push(...left.blobs)
      const prefixes = Naming.prefixes(callback.accountId)
      const prefix = callback.verdict === "bad-signature" ? prefixes.unsigned : prefixes.signed
      return { ...left, digest: crypto.sha256(Naming.joined(prefix, left.body)) }
    }
    return { redact, blobs, mediaIds }
  })

  const callbacks = Effect.fnUntraced(function* (person: Person.Person, fromId: number, options: Options) {
    const { blobs, mediaIds, redact } = yield* redacting(person)
    let erased = 0
    let next = fromId
    let caughtUp = false
    for (let step = 0; step < stepsMax && !caughtUp; step++) {
      const part = yield* erasures.callbacks(person, { fromId: next, span: options.callbacksMax }, redact)
      erased += part.erased
      caughtUp = part.caughtUp
      // It waits for one that is not processed yet.
      if (part.next === next) break
      next = part.next
    }
    const files = yield* erasures.files(person.accountId, [...mediaIds])
    return { erased, files: files.erased, blobs: [...blobs, ...files.blobs], next, caughtUp }
  })

  const rows = Effect.fnUntraced(function* (person: Person.Person, place: Place, limit: number) {
    let erased = 0
    let row = place.row
    let rowsDone = place.rowsDone
    for (let step = 0; step < stepsMax && !rowsDone; step++) {
      const part = yield* erasures.rows(person, { after: row, limit })
      erased += part.erased
      row = part.next ?? row
      rowsDone = part.next === null
    }
    return { erased, row, rowsDone }
  })

  const messages = Effect.fnUntraced(function* (person: Person.Person, erasure: OpenErasure, options: Options) {
    const quietSinceMillis = (yield* Clock.currentTimeMillis) - options.quietMillis
    const of = { acceptedUntilMillis: erasure.openedMillis, quietSinceMillis, limit: options.stepMax }
    let erased = 0
    let left = 0
    for (let step = 0; step < stepsMax; step++) {
      const part = yield* erasures.messages(person, of)
      erased += part.erased
      left = part.left
      if (part.erased < options.stepMax) break
    }
    return { erased, left }
  })

  const events = Effect.fnUntraced(function* (person: Person.Person, from: string | null, limit: number) {
    let erased = 0
    let after = from
    for (let step = 0; step < stepsMax; step++) {
      const part = yield* erasures.events(person, { after, limit })
      erased += part.erased
      if (part.next === null) return { erased, after, isOver: true }
      after = part.next
    }
    return { erased, after, isOver: false }
  })

  const deliveries = Effect.fnUntraced(function* (person: Person.Person, limit: number) {
    const nowMillis = yield* Clock.currentTimeMillis
    const left = (body: string) => Redaction.textWithout(person.mentions, body)
    let erased = 0
    for (let step = 0; step < stepsMax; step++) {
      const part = yield* erasures.deliveries(person, { limit, nowMillis }, left)
      erased += part
      if (part < limit) return { erased, isOver: true }
    }
    return { erased, isOver: false }
  })

  /** Test numbers of the account's onboarding are those of people. Answers how many onboardings named this one: one, or none. */
  const onboarding = ({ accountId, mentions }: Person.Person) =>
    onboardings.modify(accountId, (known) => {
      const left = known === null ? null : ErasedCourse.of(mentions, known)
      return [left === null ? 0 : 1, left] as const
    })

  /**
   * What makes others goes first: lists make messages, callbacks make everything else. So a round that finds all of the former done, and then all of
   * the latter, has nothing behind it.
   */
  return Effect.fn("Erasing.round")(function* (erasure: OpenErasure, options: Options) {
    const { accountId, place, pseudonym, recipient, recipientKey } = erasure
    const person = Person.of(accountId, recipient, pseudonym)
    const senders = yield* directory.senders
    const senderIds = senders.filter((sender) => sender.accountId === accountId).map(({ id }) => id)
    const ofRows = yield* rows(person, place, options.stepMax)
    const cancelled = yield* cancel(person, erasure, options.stepMax)
    const ofMessages = yield* messages(person, erasure, options)
    const ofCallbacks = yield* callbacks(person, place.callbackId, options)
    const ofEvents = yield* events(person, place.feed, options.stepMax)
    const ofDeliveries = yield* deliveries(person, options.stepMax)
    const around = yield* erasures.around(person, { optOutKey: optOutKey(recipientKey), senderIds })
    const ofOnboarding = yield* onboarding(person)
    const done: Round = {
      counts: {
        ...around,
        notes: around.notes + ofOnboarding,
        cancelled,
        messages: ofMessages.erased,
        campaignRows: ofRows.erased,
        callbacks: ofCallbacks.erased,
        files: ofCallbacks.files,
        events: ofEvents.erased,
        deliveries: ofDeliveries.erased
      },
      place: {
        callbackId: ofCallbacks.next,
        row: ofRows.row,
        rowsDone: ofRows.rowsDone,
        feed: ofEvents.after
      },
      blobs: ofCallbacks.blobs,
      isOver: ofRows.rowsDone && ofMessages.left === 0 && ofCallbacks.caughtUp && ofEvents.isOver && ofDeliveries.isOver
    }
    return done
  })
})
