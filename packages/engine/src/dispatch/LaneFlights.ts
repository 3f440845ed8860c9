import { Duration, Effect } from "effect"
import type { Context } from "effect"
import * as UntilOpen from "../clock/UntilOpen.ts"
import type { Endpoints } from "../endpoints/Endpoints.ts"
import type { Account, Sender } from "../ports/Directory.ts"
import type { Message } from "../ports/Outbox.ts"
import type { Provider, SendOutcome, Told } from "../ports/Provider.ts"
import { Spans } from "../ports/Spans.ts"
import * as MessageSpans from "../tracing/MessageSpans.ts"

/** An answer that the lane has yet to take over. */
export interface Arrived {
  readonly message: Message
  readonly outcome: SendOutcome
  readonly departedMillis: number
  readonly atMillis: number
  /** Through which it came; null where there is but one. */
  readonly endpoint: string | null
}

/** What one lane has in flight, and what of it has been answered. One fiber uses it; the answers come from the wire. */
export interface LaneFlights {
  /** From here on they are in flight; `leave` or `turnBack` says what becomes of them. */
  readonly depart: (messages: ReadonlyArray<Message>, nowMillis: number) => void
  /** Lets all of them go at once, each of which answers for itself; ends when all have. */
  readonly leave: (account: Account, endpoint: string, messages: ReadonlyArray<Message>) => Effect.Effect<void>
  /** They stay here after all. */
  readonly turnBack: (messages: ReadonlyArray<Message>, detail: string) => void
  /** The store owes the lane the answer to a begin of that moment, and the lane ends: whatever it began is open, and its next owner's to settle. */
  readonly unheard: (nowMillis: number) => void
  /** The answers since the last call. They stay in flight until each has `landed`. */
  readonly take: () => ReadonlyArray<Arrived>
  readonly landed: (messageId: string) => void
  /** Departure of the oldest send without an answer that was taken; null when there is none. */
  readonly sinceMillis: () => number | null
  readonly ids: () => Iterable<string>
  readonly size: () => number
  /** Ends when answers are there to be taken over, or the lane is called, or after so long. */
  readonly answers: (millisMax: number) => Effect.Effect<void>
  /** There is something else to do: whoever waits for answers need not any longer. */
  readonly call: () => void
}

/** What it needs of its lane. */
export interface Options {
  readonly sender: Sender
  readonly provider: Context.Tag.Service<Provider>
  readonly endpoints: Context.Tag.Service<Endpoints>
  /** So long the first answer waits for others, unless all are there before; 0 where each is taken over as it comes. */
  readonly gatherMillis: number
  /** As many are worth taking over at once. */
  readonly gatherMax: number
}

/** Makes it for a lane that has nothing in flight. */
export const make = Effect.fnUntraced(function* (options: Options) {
  const { endpoints, gatherMax, gatherMillis, provider, sender } = options
  const { certainty } = sender.policy
  const clock = yield* Effect.clock
  const spans = yield* Spans
  /** Departures, oldest first. */
  const departures = new Map<string, number>()
  let unheardMillis: number | null = null
  let arrived: Array<Arrived> = []
  /** Open while there is an answer. */
  const first = yield* Effect.makeLatch(false)
  /** Open while waiting for more of them is worth nothing. */
  const enough = yield* Effect.makeLatch(false)

  const came = (message: Message, outcome: SendOutcome, endpoint: string | null, atMillis: number): void => {
    arrived.push({ message, outcome, departedMillis: departures.get(message.id) ?? atMillis, atMillis, endpoint })
    first.unsafeOpen()
    if (arrived.length >= Math.min(gatherMax, departures.size)) enough.unsafeOpen()
  }

  const leave: LaneFlights["leave"] = (account, endpoint, messages) => {
    const unheard = new Set(messages)
    const departedMillis = clock.unsafeCurrentTimeMillis()
    const heardOf = account.baseUrls.length > 1 ? endpoint : null
    const requests = messages.map((message) => ({
      account,
      sender,
      endpoint,
      messageId: message.id,
      attempt: message.attempts + 1,
      recipient: message.recipient,
      content: message.content,
      replyTo: message.replyTo
    }))
    const told: Told = (outcome, index) => {
      const message = messages[index]
      if (message === undefined || !unheard.delete(message)) return
      const atMillis = clock.unsafeCurrentTimeMillis()
      endpoints.observed(account, certainty, { endpoint, departedMillis, atMillis, outcome })
      const request = requests[index]
      if (spans !== null && request !== undefined) {
        MessageSpans.sent(spans, request, outcome, { startMillis: departedMillis, endMillis: atMillis })
      }
      came(message, outcome, heardOf, atMillis)
    }
    return provider.send(requests, told).pipe(
      Effect.catchAllCause((cause) => Effect.logError("the provider adapter broke", cause)),
      // A defect of the adapter: what it said nothing of may have left.
      Effect.ensuring(
        Effect.sync(() => {
          for (const message of unheard) {
            const outcome: SendOutcome = { _tag: "Uncertain", detail: "the provider adapter broke" }
            came(message, outcome, null, clock.unsafeCurrentTimeMillis())
          }
        })
      )
    )
  }

  const flights: LaneFlights = {
    depart: (messages, nowMillis) => {
      for (const { id } of messages) departures.set(id, nowMillis)
    },
    leave,
    turnBack: (messages, detail) => {
      const atMillis = clock.unsafeCurrentTimeMillis()
      for (const message of messages) came(message, { _tag: "NotSent", detail }, null, atMillis)
    },
    unheard: (nowMillis) => {
      unheardMillis = nowMillis
    },
    take: () => {
      const batch = arrived
      arrived = []
      first.unsafeClose()
      enough.unsafeClose()
      return batch
    },
    landed: (messageId) => void departures.delete(messageId),
    sinceMillis: () => {
      const [oldestMillis = unheardMillis] = departures.values()
      return oldestMillis
    },
    ids: () => departures.keys(),
    size: () => departures.size,
    call: () => {
      first.unsafeOpen()
      enough.unsafeOpen()
    },
    answers: (millisMax) =>
      Effect.andThen(
        UntilOpen.orAfter(first, Effect.sleep(Duration.millis(millisMax))),
        // Whoever is woken by nothing but the time has something else to do.
        Effect.suspend(() =>
          arrived.length === 0 || gatherMillis === 0
            ? Effect.void
            : UntilOpen.orAfter(enough, Effect.sleep(Duration.millis(gatherMillis)))
        )
      )
  }
  return flights
})
