import * as Course from "@sluice/core/onboarding/Course"
import { guide } from "@sluice/core/policy/guide"
import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import { Onboardings } from "@sluice/engine/ports/Onboardings"
import { SenderStandings } from "@sluice/engine/ports/SenderStandings"
import { Effect, Either } from "effect"
import * as fc from "fast-check"

/** Calls of the ports that keep how senders stand and how accounts go live, as data: few of each, so that everything is met again. */
export type Step =
  | { readonly _tag: "Standing"; readonly id: string; readonly event: SenderStanding.Event }
  | { readonly _tag: "Raise"; readonly id: string; readonly event: SenderStanding.RaiseEvent }
  | { readonly _tag: "Tested"; readonly id: string; readonly number: string; readonly messageId: string }
  | { readonly _tag: "Looked"; readonly id: string }

const tag = <const T extends string>(name: T) => fc.constant(name)
const id = fc.constantFrom("a", "b", "A", "ä\0")
const day = fc.integer({ min: 100, max: 104 })

const event: fc.Arbitrary<SenderStanding.Event> = fc.oneof(
  fc.record({ _tag: tag("Reported"), day, complaints: fc.nat(3) }),
  fc.record({
    _tag: tag("Counted"),
    fromMillis: fc.constantFrom(null, 5),
    toMillis: fc.constant(5),
    day,
    sent: fc.nat(9)
  }),
  fc.record({ _tag: tag("Described"), description: fc.constant({ registeredMillis: 7, forecastMonthly: [1, 2, 3] }) }),
  fc.record({ _tag: tag("Looked"), atMillis: fc.integer({ min: 100, max: 120 }).map((at) => at * 86_400_000) })
)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ _tag: tag("Standing"), id, event }),
  fc.record({
    _tag: tag("Raise"),
    id,
    event: fc.constantFrom("Asked" as const, "Granted" as const, "Declined" as const)
  }),
  fc.record({ _tag: tag("Tested"), id, number: fc.constantFrom("+1", "+2"), messageId: fc.constantFrom("m", "n") }),
  fc.record({ _tag: tag("Looked"), id })
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 1, maxLength: 20 })

const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const standings = yield* SenderStandings
    const onboardings = yield* Onboardings
    switch (step._tag) {
      case "Standing":
        return yield* standings.modify(step.id, (known) => [
          known === null,
          SenderStanding.evolve(guide.standing, known ?? SenderStanding.initial, step.event)
        ])
      case "Raise":
        return yield* standings.modify(step.id, (known) => {
          const state = known ?? SenderStanding.initial
          const next = SenderStanding.stepRaise(guide.standing, state, step.event, false, nowMillis)
          return [Either.isRight(next), Either.getOrNull(next)]
        })
      case "Tested":
        return yield* onboardings.modify(step.id, (known) => [
          // A set of names: what a store keeps has no order among them.
          Object.keys(known?.tests ?? {}).toSorted(),
          Course.tested(known ?? Course.initial, step.number, step.messageId)
        ])
      case "Looked":
        return yield* Effect.zip(
          standings.modify(step.id, (known) => [known, null]),
          onboardings.modify(step.id, (known) => [known, null])
        )
    }
  })

/** Text as PostgreSQL can hold it. */
const storable = (text: string) => text.replaceAll("\0", "\ufffd")

const everything = Effect.gen(function* () {
  const standings = yield* SenderStandings
  const onboardings = yield* Onboardings
  return {
    standings: (yield* standings.list).map((one) => ({ ...one, senderId: storable(one.senderId) })),
    revision: yield* standings.revision,
    onboardings: (yield* onboardings.list).map((one) => ({ ...one, accountId: storable(one.accountId) }))
  }
})

/** What is answered to each step, and what is there after it. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.forEach(steps, (one, index) => Effect.zip(perform(one, index), everything))
