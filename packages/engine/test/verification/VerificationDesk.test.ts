import { it } from "@effect/vitest"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import { Onboardings } from "@sluice/engine/ports/Onboardings"
import { VerificationDesk } from "@sluice/engine/verification/VerificationDesk"
import { Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

const operator = (accountId: string | null): Caller => ({
  ...nobody,
  keyId: "k",
  name: "mei",
  role: "operator",
  accountId
})
const mei = operator("account")

/** A virtual line, and a mobile one. */
const virtual = World.sender("guide", { id: "voip", number: "+6531581234" })
const mobile = World.sender("guide", { id: "mobile", number: "+886912345678", phoneNumberId: "2" })

const world = VerificationDesk.layer.pipe(
  Layer.provideMerge(Layer.merge(MemoryStore.layer, World.directory(virtual, mobile)))
)

const begun = { _tag: "Begun" } as const
const answered = (attempt: number, answer: "passed" | "wrong-code" | "undelivered") =>
  ({ _tag: "Answered", attempt, answer }) as const
const handedIn = (reference: string) => ({ _tag: "HandedIn", document: "registration-certificate", reference }) as const
const accepted = (submission: number, untilMillis: number | null = null) =>
  ({
    _tag: "Reviewed",
    document: "registration-certificate",
    submission,
    review: { _tag: "Accepts", untilMillis }
  }) as const

describe("the desk for numbers", () => {
  it.effect("NV-01: a virtual line needs the code and has it once it passed; another line needs none", () =>
    Effect.gen(function* () {
      const desk = yield* VerificationDesk
      const admissions = Effect.map(desk.list(mei), (all) => all.map(({ standing }) => standing.admission._tag))
      expect(yield* admissions).toEqual(["Needed", "Admitted"])
      const { standing } = yield* desk.act(mei, "voip", begun)
      expect(standing).toMatchObject({ lineType: "voip", risk: "high", admission: { _tag: "Awaited" } })
      expect(standing.verification.number).toBe(1)
      yield* desk.act(mei, "voip", answered(1, "passed"))
      expect(yield* admissions).toEqual(["Admitted", "Admitted"])
      expect(yield* Effect.flip(desk.act(mei, "voip", begun))).toMatchObject({ _tag: "NotNow", reason: "verified" })
    }).pipe(Effect.provide(world))
  )

  it.effect("NV-01: three failures in a row block the number for eight hours, a code that never came among them", () =>
    Effect.gen(function* () {
      const desk = yield* VerificationDesk
      yield* desk.act(mei, "voip", begun)
      yield* TestClock.adjust("3 minutes")
      yield* desk.act(mei, "voip", begun)
      yield* desk.act(mei, "voip", answered(2, "undelivered"))
      yield* desk.act(mei, "voip", begun)
      expect(yield* Effect.flip(desk.act(mei, "voip", answered(2, "passed")))).toMatchObject({
        _tag: "StaleAnswer",
        pending: 3
      })
      const { standing } = yield* desk.act(mei, "voip", answered(3, "wrong-code"))
      expect(standing.admission).toEqual({ _tag: "Blocked", untilMillis: 8 * 3_600_000 + 180_000 })
      expect(yield* Effect.flip(desk.act(mei, "voip", begun))).toMatchObject({ _tag: "NotNow", reason: "blocked" })
      yield* TestClock.adjust("8 hours")
      expect((yield* desk.show(mei, "voip")).standing.admission).toEqual({ _tag: "Needed", failuresInRow: 0 })
    }).pipe(Effect.provide(world))
  )

  it.effect("NV-02: a paper counts while it is accepted and valid, and a late review says nothing of a newer one", () =>
    Effect.gen(function* () {
      const desk = yield* VerificationDesk
      const certificate = Effect.map(desk.show(mei, "mobile"), ({ standing }) =>
        standing.proof._tag === "Lacks"
          ? standing.proof.lacks.find(({ kind }) => kind === "registration-certificate")?._tag
          : standing.proof._tag
      )
      expect(yield* certificate).toBe("Missing")
      yield* desk.act(mei, "mobile", handedIn("archive/1"))
      yield* desk.act(mei, "mobile", handedIn("archive/2"))
      expect(yield* Effect.flip(desk.act(mei, "mobile", accepted(1)))).toMatchObject({
        _tag: "StaleReview",
        inReview: 2
      })
      expect(yield* certificate).toBe("InReview")
      yield* desk.act(mei, "mobile", accepted(2, 60_000))
      expect(yield* certificate).toBeUndefined()
      yield* TestClock.adjust("1 minute")
      expect(yield* certificate).toBe("Expired")
      yield* desk.act(mei, "mobile", handedIn("archive/3"))
      yield* desk.act(mei, "mobile", accepted(3))
      yield* desk.act(mei, "mobile", { ...handedIn("archive/4"), document: "proof-of-ownership" })
      yield* desk.act(mei, "mobile", { ...accepted(1), document: "proof-of-ownership" })
      expect((yield* desk.show(mei, "mobile")).standing.proof).toEqual({ _tag: "Verified", untilMillis: null })
      // The neighbour of the same account has its own.
      expect((yield* desk.show(mei, "voip")).standing.proof._tag).toBe("Lacks")
    }).pipe(Effect.provide(world))
  )

  it.effect("what is refused is not kept, and numbers of somebody else are told like none", () =>
    Effect.gen(function* () {
      const desk = yield* VerificationDesk
      const onboardings = yield* Onboardings
      yield* Effect.flip(desk.act(mei, "voip", answered(1, "passed")))
      expect(yield* onboardings.list).toEqual([])
      const other = operator("zenith")
      for (const one of [desk.show(other, "voip"), desk.act(other, "voip", begun), desk.show(mei, "none")]) {
        expect(yield* Effect.flip(one)).toMatchObject({ _tag: "SenderUnknown" })
      }
      expect(yield* desk.list(other)).toEqual([])
      expect(yield* desk.list(operator(null))).toHaveLength(2)
    }).pipe(Effect.provide(world))
  )
})
