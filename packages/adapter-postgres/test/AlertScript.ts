import type { Alert } from "@sluice/core/alert/Alert"
import * as Letter from "@sluice/core/alert/Letter"
import * as Round from "@sluice/core/alert/Round"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import * as Policy from "@sluice/core/policy/Policy"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Either } from "effect"
import * as fc from "fast-check"

/** Looks, acts and tries of letters, as data: few accounts and rules, so that everything meets everything now and then. */
export type Step =
  | { readonly _tag: "Look"; readonly accountId: string; readonly ruleId: string; readonly dead: boolean }
  | { readonly _tag: "Act"; readonly id: number; readonly act: Round.Act["_tag"] }
  | { readonly _tag: "Claim"; readonly channel: string; readonly limit: number }
  | {
      readonly _tag: "Record"
      readonly id: number
      readonly attempt: number
      readonly state: Letter.Letter["state"]
      readonly detail: string | null
    }
  | { readonly _tag: "Lead"; readonly holder: string }
  | { readonly _tag: "Forget"; readonly back: number }

const tag = <const T extends string>(name: T) => fc.constant(name)
const channel = fc.constantFrom("mail", "chat")
const acts = ["Acknowledge", "Silence", "Resolve"] as const
const states = ["pending", "delivered", "abandoned"] as const

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: tag("Look"),
      accountId: fc.constantFrom("acme", "Acme", "zenith\u0000"),
      ruleId: fc.constantFrom("token-dead", "quality-red"),
      dead: fc.boolean()
    })
  },
  fc.record({
    _tag: tag("Act"),
    id: fc.integer({ min: 1, max: 6 }),
    act: fc.constantFrom(...acts)
  }),
  fc.record({ _tag: tag("Claim"), channel, limit: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    _tag: tag("Record"),
    id: fc.integer({ min: 1, max: 8 }),
    attempt: fc.integer({ min: 0, max: 2 }),
    state: fc.constantFrom(...states),
    detail: fc.constantFrom(null, "it answered 500")
  }),
  fc.record({ _tag: tag("Lead"), holder: fc.constantFrom("a", "b") }),
  fc.record({ _tag: tag("Forget"), back: fc.nat(600_000) })
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 1, maxLength: 25 })

const rules = Rulebook.fromPolicy(Policy.shipped.guide)
const channels: ReadonlyArray<Round.Channel> = [
  { name: "mail", least: "info", ruleIds: null, accountIds: null },
  { name: "chat", least: "critical", ruleIds: null, accountIds: new Set(["acme"]) }
]

const actOf = (act: Round.Act["_tag"], nowMillis: number): Round.Act => {
  switch (act) {
    case "Acknowledge":
      return { _tag: act, note: "seen" }
    case "Silence":
      return { _tag: act, note: "", untilMillis: nowMillis + 300_000 }
    case "Resolve":
      return { _tag: act }
  }
}

const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const book = yield* AlertBook
    switch (step._tag) {
      case "Look": {
        // The store writes U+0000 as U+FFFD; so does whoever names things here.
        const place = { account: step.accountId.replace("\u0000", "\ufffd"), sender: "s" }
        const words = step.ruleId === "token-dead" ? ["expired", "valid"] : ["RED", "GREEN"]
        const reading = { _tag: "State", state: words[step.dead ? 0 : 1] ?? "" } as const
        return yield* book.turn(null, (all) => {
          const turn = Round.look(
            all,
            [{ rules, measured: [{ ruleId: step.ruleId, place, reading }] }],
            channels,
            nowMillis
          )
          return [turn.told.length, turn]
        })
      }
      case "Act":
        return yield* book.turn(null, (all) => {
          const turn = Either.getOrNull(Round.act(all, step.id, actOf(step.act, nowMillis), "ann", channels, nowMillis))
          return [turn === null, turn]
        })
      case "Claim":
        return yield* book.claim({ channel: step.channel, nowMillis, leaseMillis: 60_000, limit: step.limit })
      case "Record":
        return yield* book.record([{ ...step, dueMillis: nowMillis + 30_000, status: null, atMillis: nowMillis }])
      case "Lead":
        return yield* book.lead({ holder: step.holder, nowMillis, untilMillis: nowMillis + 120_000 })
      case "Forget":
        return yield* book.forget(nowMillis - step.back)
    }
  })

/** Everything that can be read of a store. */
const everything = Effect.gen(function* () {
  const book = yield* AlertBook
  const alerts: ReadonlyArray<Alert> = yield* book.list({ accountId: null, limit: 100 })
  return {
    alerts,
    found: yield* Effect.forEach([...alerts.map(({ id }) => id), 0], book.find),
    kept: Object.fromEntries(yield* book.kept([...alerts.map(({ key }) => key), "nobody's"])),
    own: yield* book.list({ accountId: "acme", standing: true, limit: 2 }),
    channels: yield* book.channels,
    book: yield* book.turn(null, (all) => [all, null]),
    led: yield* book.turn("a", ({ lastId }) => [lastId, null])
  }
})

/** What each step answers and leaves behind; a minute passes with each. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.forEach(steps, (one, index) => Effect.zip(perform(one, startMillis + index * 60_000), everything))
