import { Lanes } from "@sluice/engine/ports/Lanes"
import type { Finish } from "@sluice/engine/ports/Lanes"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { Change } from "@sluice/engine/ports/Outbox"
import { accepted, event, givenUp, id, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Option } from "effect"
import * as fc from "fast-check"
import * as Eight from "./Eight.ts"

/** Calls of one sender's lane as data. */
export type Step =
  | { readonly _tag: "Take"; readonly sinceAfter: number; readonly accountId: string | null }
  | { readonly _tag: "Release"; readonly behind: number }
  | { readonly _tag: "Peek"; readonly limit: number; readonly after: PlaceAfter | null }
  | {
      readonly _tag: "Begin"
      readonly numbers: ReadonlyArray<number>
      /** How far behind the newest fence. */
      readonly behind: number
      /** 0 for the next attempt of each message, 1 for the last one once more. */
      readonly again: number
      readonly ledger: number
    }
  | {
      readonly _tag: "Finish"
      readonly answers: ReadonlyArray<AnswerTo>
      readonly behind: number
      readonly ledger: number
    }

interface PlaceAfter {
  readonly n: number
  readonly priority: number
  readonly dueAfter: number
}

interface AnswerTo {
  readonly n: number
  readonly attempt: number
  readonly kind: "accepted" | "given up" | "refused"
}

const ledger = fc.integer({ min: 0, max: 9 })

const answer: fc.Arbitrary<AnswerTo> = fc.record({
  n: Eight.number,
  attempt: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom("accepted", "given up", "refused")
})

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("Take" as const),
      sinceAfter: fc.integer({ min: 0, max: 30 }),
      accountId: fc.constantFrom(null, "acme", "Acme", "acme-twilio")
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constant("Release" as const), behind: fc.constantFrom(0, 1) })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("Peek" as const),
      limit: fc.integer({ min: 1, max: 4 }),
      after: fc.option(
        fc.record({
          n: Eight.number,
          priority: fc.integer({ min: 0, max: 3 }),
          dueAfter: fc.integer({ min: -1, max: 9 })
        })
      )
    })
  },
  {
    weight: 5,
    arbitrary: fc.record({
      _tag: fc.constant("Begin" as const),
      numbers: Eight.numbers,
      behind: fc.constantFrom(0, 0, 0, 1),
      again: fc.constantFrom(0, 0, 1),
      ledger
    })
  },
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: fc.constant("Finish" as const),
      answers: fc.array(answer, { minLength: 1, maxLength: 5 }),
      behind: fc.constantFrom(0, 0, 1),
      ledger
    })
  }
)

/** With what every script begins: a lane has its place. */
export const first: Step = { _tag: "Take", sinceAfter: 0, accountId: null }

/** The newest fence, as far as the run knows. */
export interface Place {
  fence: number
}

/** Refusals of one code come under two statuses, as they do from the platform. */
const refusalStatuses = [429, 400] as const

const toFinish = ({ attempt, kind, n }: AnswerTo, nowMillis: number): Finish => {
  switch (kind) {
    case "accepted":
      return accepted(n, { attempt, answeredMillis: nowMillis })
    case "given up":
      return givenUp(n, { attempt, answeredMillis: nowMillis })
    case "refused": {
      const events = [event("deferred", nowMillis)]
      const change: Change = {
        state: "queued",
        dueMillis: nowMillis + 3,
        unsent: n % 3,
        tries: { deferred: n },
        heldMillis: n,
        events
      }
      const httpStatus = refusalStatuses[n % 2] ?? 429
      return accepted(n, { attempt, answeredMillis: nowMillis, outcome: "refused", httpStatus, code: 4, change })
    }
  }
}

const placeAfter = (after: PlaceAfter | null) =>
  after === null
    ? {}
    : { after: { priority: after.priority, dueMillis: startMillis + after.dueAfter, id: id(after.n) } }

/** What a step answers, on the store of the environment. */
export const perform = (step: Step, place: Place, nowMillis: number) =>
  Effect.gen(function* () {
    const lanes = yield* Lanes
    const { senderId } = Eight
    switch (step._tag) {
      case "Take": {
        const recentSinceMillis = startMillis + step.sinceAfter
        const by = step.accountId === null ? {} : { accountId: step.accountId }
        const taken = yield* lanes.take({ senderId, runner: "r", ...by, nowMillis, recentSinceMillis })
        place.fence = taken.fence
        return taken
      }
      case "Release":
        return yield* lanes.release(senderId, place.fence - step.behind)
      case "Peek":
        return [
          yield* lanes.peek({ senderId, nowMillis, limit: step.limit, ...placeAfter(step.after) }),
          yield* lanes.withWork(nowMillis)
        ]
      case "Begin": {
        const outbox = yield* Outbox
        const sends = yield* Effect.forEach(step.numbers, (n) =>
          Effect.map(outbox.find(id(n)), (found) => {
            const attempts = Option.match(found, { onNone: () => 0, onSome: (row) => row.attempts })
            return { messageId: id(n), attempt: Math.max(1, attempts + 1 - step.again), endpoint: "https://primary" }
          })
        )
        const holdKeys = [{ scope: "sender", key: senderId }] as const
        const { ledger } = step
        return yield* lanes.begin({ senderId, fence: place.fence - step.behind, nowMillis, sends, holdKeys, ledger })
      }
      case "Finish": {
        const finishes = step.answers.map((one) => toFinish(one, nowMillis))
        return yield* lanes.finish({
          senderId,
          fence: place.fence - step.behind,
          finishes,
          ...(step.ledger === 0 ? {} : { ledger: step.ledger, openSinceMillis: 0 })
        })
      }
    }
  })

/** What is left of it at the end. */
export const everything = Effect.gen(function* () {
  const lanes = yield* Lanes
  const ledgers = yield* LedgerStore
  const accounts = yield* lanes.accounts([Eight.senderId, "acme-2", Eight.senderId])
  return {
    accounts: [...accounts].map(([senderId, of]) => [senderId, [...of].toSorted()] as const),
    ledger: yield* ledgers.read("sender", Eight.senderId)
  }
})
