import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Context, Effect, Logger, LogLevel, TestClock, TestContext } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as world from "./world.ts"

const { feeder, layer, operator, send, started, startMillis } = world

/** A call of the store that goes wrong: before it is done, or after it was done and before its answer came. */
type Fault = "before" | "after" | null

const away = new StoreUnavailable({ operation: "a test", cause: "away" })

/** The calls of campaigns and outbox go wrong by a list of faults; once that is used up, none does. */
const faulty = (faults: ReadonlyArray<Fault>, isArmed: () => boolean) => {
  let calls = 0
  const through = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | StoreUnavailable, R> =>
    Effect.suspend((): Effect.Effect<A, E | StoreUnavailable, R> => {
      const fault = isArmed() ? (faults[calls++] ?? null) : null
      if (fault === "before") return away
      return fault === "after" ? Effect.zipRight(effect, away) : effect
    })
  return layer((store) => {
    const campaigns = Context.get(store, Campaigns)
    const outbox = Context.get(store, Outbox)
    return store.pipe(
      Context.add(Campaigns, {
        ...campaigns,
        modify: (...given) => through(campaigns.modify(...given)),
        feed: (...given) => through(campaigns.feed(...given)),
        withdraw: (...given) => through(campaigns.withdraw(...given)),
        open: (...given) => through(campaigns.open(...given)),
        active: through(campaigns.active),
        sweep: through(campaigns.sweep)
      }),
      Context.add(Outbox, {
        ...outbox,
        enqueue: (...given) => through(outbox.enqueue(...given)),
        modify: (...given) => through(outbox.modify(...given))
      })
    )
  })
}

/** What is done to a running campaign between two looks. */
type Act = "look" | "look twice at once" | "send" | "crash in flight" | "pause" | "resume" | "pass"

const acts: fc.Arbitrary<ReadonlyArray<Act>> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Act>("look") },
    { weight: 4, arbitrary: fc.constant<Act>("send") },
    {
      weight: 5,
      arbitrary: fc.constantFrom<Act>("look twice at once", "crash in flight", "pause", "resume", "pass")
    }
  ),
  { maxLength: 30 }
)

const faults: fc.Arbitrary<ReadonlyArray<Fault>> = fc.array(
  fc.constantFrom<Fault>(null, null, null, "before", "after"),
  { maxLength: 60 }
)

const rowsMax = 20

describe("Feeder", () => {
  it("RT-03: whatever crashes and whatever is done, every row is handed over once and leaves once: 0 lost, 0 doubled", async () => {
    await fc.assert(
      fc.asyncProperty(acts, faults, async (steps, wrong) => {
        let isArmed = false
        const left: Array<string> = []
        const playing = Effect.gen(function* () {
          yield* TestClock.setTime(startMillis)
          const campaigning = yield* Campaigning
          const id = yield* started(rowsMax, { senderIds: ["slow", "first"] })
          const look = Effect.ignore(yield* feeder({ chunkMax: 7 }))
          const leave = (senderId: string, answers: "accepted" | "none") =>
            Effect.map(send(senderId, 4, answers), (sent) => {
              left.push(...sent.map(({ recipient }) => recipient))
            })
          isArmed = true
          for (const step of steps) {
            switch (step) {
              case "look":
                yield* look
                break
              case "look twice at once":
                yield* Effect.all([look, look], { concurrency: "unbounded" })
                break
              case "send":
                yield* leave("slow", "accepted")
                yield* leave("first", "accepted")
                break
              case "crash in flight":
                yield* leave("slow", "none")
                break
              case "pause":
                yield* Effect.ignore(campaigning.pause(operator, id))
                break
              case "resume":
                yield* Effect.ignore(campaigning.resume(operator, id))
                break
              case "pass":
                yield* TestClock.adjust("20 seconds")
            }
          }
          isArmed = false
          // Whatever state it was left in, it comes to its end; only what never got an answer is still uncertain.
          yield* Effect.ignore(campaigning.resume(operator, id))
          for (let round = 0; round < rowsMax; round++) {
            yield* look
            yield* leave("slow", "accepted")
            yield* leave("first", "accepted")
          }
          yield* TestClock.adjust("1 minute")
          const { progress } = yield* campaigning.get(operator, id)
          expect(progress.remaining).toBe(0)
          const parts = ["queued", "underway", "sent", "delivered", "read", "failed", "cancelled", "skipped"] as const
          expect(parts.reduce((sum, part) => sum + progress[part], progress.remaining)).toBe(rowsMax)
        })
        await Effect.runPromise(
          playing.pipe(
            Effect.provide(faulty(wrong, () => isArmed)),
            Effect.provide(TestContext.TestContext),
            Logger.withMinimumLogLevel(LogLevel.None)
          )
        )
        expect(left.toSorted()).toEqual(Array.from({ length: rowsMax }, (_, index) => world.numberOf(index)))
      }),
      { numRuns: 20 }
    )
  }, 120_000)
})
