import { it } from "@effect/vitest"
import type { Word } from "@sluice/core/access/TokenStanding"
import * as Course from "@sluice/core/onboarding/Course"
import type { Check } from "@sluice/core/onboarding/TechnicalChecks"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import * as LiveDirectory from "@sluice/engine/directory/LiveDirectory"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { OnboardingDesk } from "@sluice/engine/onboarding/OnboardingDesk"
import { Onboardings } from "@sluice/engine/ports/Onboardings"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { TokenInspector } from "@sluice/engine/ports/TokenInspector"
import { Vault } from "@sluice/engine/ports/Vault"
import { Templates } from "@sluice/engine/ports/Templates"
import { template } from "@sluice/engine/test-kit/Samples"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Tokens } from "@sluice/engine/tokens/Tokens"
import { Array, Effect, Either, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

const dayMillis = 86_400_000
/** Noon in Taipei of a Monday. */
const mondayMillis = 20_003 * dayMillis + 4 * 3_600_000

const operator = (accountId: string | null): Caller => ({
  ...nobody,
  keyId: "k",
  name: "mei",
  role: "operator",
  accountId
})
const mei = operator("acme")

/** What the platform says of every token, until a test says otherwise. */
const good: Word = {
  _tag: "Described",
  isValid: true,
  expiresMillis: null,
  scopes: ["whatsapp_business_messaging", "whatsapp_business_management"]
}

/** Two accounts with a sender each. */
const directoryWith = (ofAcme: string) =>
  DirectoryLayer.layer(
    {
      accounts: [
        { id: "acme", senderId: "acme-tw", number: ofAcme },
        { id: "zenith", senderId: "zenith-de", number: "+4915112345678" }
      ].map(({ id, number, senderId }) => ({
        id,
        provider: "cloud-api",
        policy: "guide",
        baseUrls: ["https://graph.example"],
        version: "v25.0",
        accessToken: `${id}-token`,
        appSecrets: [`${id}-secret`],
        verifyToken: `${id}-verify`,
        businesses: [
          {
            id: `${id}-business`,
            timeZone: "Asia/Taipei",
            senders: [{ id: senderId, phoneNumberId: number.slice(1), number }]
          }
        ]
      }))
    },
    () => Effect.dieMessage("every secret is inline")
  )

const world = (word: Word = good, ofAcme = "+886912345678") =>
  OnboardingDesk.layer.pipe(
    Layer.provideMerge(Tokens.layer),
    Layer.provideMerge(LiveDirectory.layer({ pollMillis: 100 * dayMillis })),
    Layer.provideMerge(
      Layer.mergeAll(
        MemoryStore.layer,
        directoryWith(ofAcme),
        TestCrypto.layer,
        Layer.succeed(TokenInspector, {
          inspect: (_, senders) =>
            Effect.succeed({ word, reaches: senders.map(({ id }) => ({ senderId: id, reach: "readable" })) })
        }),
        Layer.succeed(Vault, {
          seal: () => Effect.dieMessage("nothing is sealed here"),
          open: () => Effect.dieMessage("nothing is sealed here")
        })
      )
    ),
    Layer.provideMerge(Layer.effectDiscard(TestClock.setTime(mondayMillis)))
  )

const goodAddress = { https: null, handshake: null, signature: null, answerMillis: 120 }

const ofAcme = (n: number) => World.message(n, { accountId: "acme", senderId: "acme-tw" })

const through = Effect.fnUntraced(function* (...steps: ReadonlyArray<"developer-account" | "bsp-choice">) {
  const desk = yield* OnboardingDesk
  for (const step of steps) {
    yield* desk.step(mei, "acme", step, { _tag: "Begun" })
    yield* desk.step(mei, "acme", step, { _tag: "Finished" })
  }
})

const approved = Effect.flatMap(Templates, (templates) => {
  const known = template("order_update")
  const { draft } = known
  return templates.modify([{ accountId: "acme", name: draft.name, language: draft.language }], () => ({
    ...known,
    accountId: "acme",
    approval: { ...known.approval, status: "approved" }
  }))
})

/** What became of messages, by the numbers that they go to. */
const became = (n: number, change: { readonly state: "accepted" | "dead"; readonly delivery: "delivered" | null }) =>
  Effect.flatMap(Outbox, (outbox) =>
    outbox.modify([{ _tag: "Id", id: ofAcme(n).id }], () => ({ ...change, events: [] }))
  )

const failing = (shown: {
  readonly course: { readonly checks: { readonly outcomes: object } }
}): ReadonlyArray<string> =>
  Object.entries(shown.course.checks.outcomes).flatMap(([check, { _tag }]) => (_tag === "Failed" ? [check] : []))

describe("the desk for onboarding", () => {
  it.effect("ON-01: steps follow one another, and one that cannot happen changes nothing", () =>
    Effect.gen(function* () {
      const desk = yield* OnboardingDesk
      const early = yield* Effect.either(desk.step(mei, "acme", "integration", { _tag: "Begun" }))
      expect(Either.isLeft(early) && early.left).toMatchObject({ _tag: "StepIllegal", earlier: "developer-account" })
      expect(yield* desk.list(mei)).toEqual([])
      yield* through("developer-account", "bsp-choice")
      const shown = yield* desk.step(mei, "acme", "integration", { _tag: "Begun" })
      expect(shown.outlook).toMatchObject({ done: 2, total: 4, current: { step: "integration" }, overdue: false })
    }).pipe(Effect.provide(world()))
  )

  it.effect("ON-01: the expected date is counted in the business's own days, and a block moves it on", () =>
    Effect.gen(function* () {
      const desk = yield* OnboardingDesk
      const begun = yield* desk.step(mei, "acme", "developer-account", { _tag: "Begun" })
      yield* desk.step(mei, "acme", "developer-account", { _tag: "Stopped", reason: "the certificate is renewed" })
      yield* TestClock.adjust(7 * dayMillis)
      const blocked = yield* desk.show(mei, "acme")
      expect(blocked.outlook.blocked).toMatchObject({
        step: "developer-account",
        reason: "the certificate is renewed"
      })
      expect(blocked.outlook.earliestDay).toBe(begun.outlook.earliestDay + 7)
      // Two days off in the week of the work that is left move it by as many.
      yield* desk.step(mei, "acme", "developer-account", { _tag: "Resumed" })
      const resumed = yield* desk.show(mei, "acme")
      const first = resumed.outlook.earliestDay
      const described = yield* desk.describe(mei, "acme", { holidays: [first, first + 1] })
      expect(described.outlook.earliestDay).toBeGreaterThan(first + 1)
      // The evening here is the next day there.
      yield* TestClock.adjust(9 * 3_600_000)
      const here = (yield* desk.describe(mei, "acme", { timeZone: "America/New_York", holidays: [] })).outlook
      const there = (yield* desk.describe(mei, "acme", { timeZone: "Asia/Taipei" })).outlook
      expect(here.latestDay).toBeLessThanOrEqual(there.latestDay)
    }).pipe(Effect.provide(world()))
  )

  it.effect("ON-02: checks are run and not ticked: what stands in the way is named, and gone at the next run", () =>
    Effect.gen(function* () {
      const desk = yield* OnboardingDesk
      yield* through("developer-account", "bsp-choice")
      yield* desk.step(mei, "acme", "integration", { _tag: "Begun" })
      const finish = desk.step(mei, "acme", "integration", { _tag: "Finished" })
      expect(yield* Effect.flip(finish)).toMatchObject({ _tag: "ChecksOpen", step: "integration" })
      const first = yield* desk.check(mei, "acme", { ...goodAddress, answerMillis: 1_200 })
      expect(failing(first)).toEqual(["template-approval", "webhook-answer"])
      expect(yield* Effect.flip(finish)).toMatchObject({
        open: [{ check: "webhook-answer" }, { check: "template-approval" }]
      })
      yield* approved
      // Without a look from outside the address stands as it was found.
      expect(failing(yield* desk.check(mei, "acme", null))).toEqual(["webhook-answer"])
      yield* desk.check(mei, "acme", goodAddress)
      expect((yield* finish).outlook).toMatchObject({ done: 3, current: { step: "production-test" } })
    }).pipe(Effect.provide(world()))
  )

  it.effect("ON-02: templates that were named have to be there and approved, whatever else is", () =>
    Effect.gen(function* () {
      const desk = yield* OnboardingDesk
      yield* approved
      yield* desk.describe(mei, "acme", { templates: ["order_update", "welcome"] })
      const shown = yield* desk.check(mei, "acme", null)
      expect(shown.course.checks.outcomes["template-approval"]).toMatchObject({
        _tag: "Failed",
        finding: expect.stringContaining("welcome")
      })
    }).pipe(Effect.provide(world()))
  )

  it.effect("ON-02, SF-04: a token that the platform refuses is a finding with its reason", () =>
    Effect.gen(function* () {
      const desk = yield* OnboardingDesk
      const shown = yield* desk.check(mei, "acme", null)
      const check: Check = "token"
      expect(shown.course.checks.outcomes[check]).toMatchObject({ _tag: "Failed", finding: expect.any(String) })
    }).pipe(Effect.provide(world({ _tag: "Refused", code: 190, subcode: null })))
  )

  it.effect("ON-02: five numbers that were reached end the production test; one that was not keeps it open", () =>
    Effect.gen(function* () {
      const desk = yield* OnboardingDesk
      const outbox = yield* Outbox
      yield* approved
      yield* desk.check(mei, "acme", goodAddress)
      yield* through("developer-account", "bsp-choice")
      for (const act of [{ _tag: "Begun" }, { _tag: "Finished" }] as const)
        yield* desk.step(mei, "acme", "integration", act)
      yield* desk.step(mei, "acme", "production-test", { _tag: "Begun" })
      const finish = desk.step(mei, "acme", "production-test", { _tag: "Finished" })

      const numbers = Array.range(1, 6)
      yield* outbox.enqueue([...numbers.map(ofAcme), World.message(7, { accountId: "zenith", senderId: "zenith-de" })])
      yield* desk.test(
        mei,
        "acme",
        [...numbers, 7].map((n) => World.message(n).id)
      )
      for (const n of [1, 2, 3, 4, 5]) yield* became(n, { state: "accepted", delivery: "delivered" })
      yield* became(6, { state: "dead", delivery: null })
      expect(yield* Effect.flip(finish)).toMatchObject({
        open: [{ _tag: "TestMessageFailed", number: ofAcme(6).recipient }]
      })
      // A message of another account is no test of this one.
      const { course } = yield* desk.show(mei, "acme")
      expect(Object.keys(course.tests)).toEqual(numbers.map((n) => ofAcme(n).recipient))
      // The same number once more: what became of the test before is not known any more.
      yield* outbox.enqueue([{ ...ofAcme(8), recipient: ofAcme(6).recipient }])
      const again = yield* desk.test(mei, "acme", [ofAcme(8).id])
      expect(again.course.checks.testMessages[ofAcme(6).recipient]).toBeUndefined()
      yield* became(8, { state: "accepted", delivery: "delivered" })
      expect((yield* finish).outlook).toMatchObject({ done: 4, current: null })
    }).pipe(Effect.provide(world()))
  )

  it.effect("NV-01: the numbers of an account fail its check until a virtual one among them has been verified", () =>
    Effect.gen(function* () {
      const desk = yield* OnboardingDesk
      const onboardings = yield* Onboardings
      yield* approved
      const { course } = yield* desk.check(mei, "acme", null)
      expect(course.checks.outcomes["number-format"]).toMatchObject({
        _tag: "Failed",
        finding: expect.stringContaining("sluice verification begin acme-tw")
      })
      const verified = { _tag: "Verified", number: 1, atMillis: mondayMillis } as const
      yield* onboardings.modify("acme", (known) => [
        undefined,
        { ...(known ?? Course.initial), verifications: { "acme-tw": verified } }
      ])
      expect(failing(yield* desk.check(mei, "acme", null))).not.toContain("number-format")
    }).pipe(Effect.provide(world(good, "+6531581234")))
  )

  it.effect("ST-04: what was answered stays, and the verdict follows from both answers", () =>
    Effect.gen(function* () {
      const desk = yield* OnboardingDesk
      yield* desk.describe(mei, "acme", { businessType: "tobacco" })
      const hindered = yield* desk.describe(mei, "acme", { blocks: "none" })
      expect(hindered.course.answers).toEqual({ businessType: "tobacco", blocks: "none" })
      expect(hindered.registration._tag).not.toBe("Clear")
      expect((yield* desk.describe(mei, "acme", { businessType: "other" })).registration._tag).toBe("Clear")
    }).pipe(Effect.provide(world()))
  )

  it.effect("an account of somebody else is told like none, and a slip of the pen begins nothing", () =>
    Effect.gen(function* () {
      const desk = yield* OnboardingDesk
      yield* through("developer-account")
      const other = operator("zenith")
      const asked = [
        desk.show(other, "acme"),
        desk.step(other, "acme", "bsp-choice", { _tag: "Begun" }),
        desk.describe(other, "acme", { blocks: "none" }),
        desk.check(other, "acme", null),
        desk.test(other, "acme", [])
      ]
      for (const one of asked) expect(yield* Effect.flip(one)).toMatchObject({ _tag: "AccountUnknown" })
      expect(yield* desk.list(other)).toEqual([])
      expect((yield* desk.list(operator(null))).map(({ accountId }) => accountId)).toEqual(["acme"])
      expect(yield* Effect.flip(desk.show(operator(null), "acmee"))).toMatchObject({ _tag: "AccountUnknown" })
    }).pipe(Effect.provide(world()))
  )
})
