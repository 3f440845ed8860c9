import * as Course from "@sluice/core/onboarding/Course"
import type * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import * as Onboarding from "@sluice/core/onboarding/Onboarding"
import * as Outlook from "@sluice/core/onboarding/Outlook"
import * as TechnicalChecks from "@sluice/core/onboarding/TechnicalChecks"
import { type Policy, shipped } from "@sluice/core/policy/Policy"
import * as Registration from "@sluice/core/standing/Registration"
import { Clock, Context, Effect, Either, Layer } from "effect"
import * as Caller from "../access/Caller.ts"
import { AccountUnknown, Directory } from "../ports/Directory.ts"
import type { Sender } from "../ports/Directory.ts"
import { Onboardings } from "../ports/Onboardings.ts"
import { Outbox } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { Templates } from "../ports/Templates.ts"
import { Tokens } from "../tokens/Tokens.ts"
import * as Checking from "./Checking.ts"
import * as TestMessages from "./TestMessages.ts"

/** An account on its way to live, before people. */
export interface ShownOnboarding {
  readonly accountId: string
  readonly policy: Policy
  readonly course: Course.State
  readonly outlook: Outlook.Outlook
  readonly registration: Registration.Verdict
}

/** What somebody does to a step. */
export type StepAct =
  | { readonly _tag: "Begun" }
  | { readonly _tag: "Stopped"; readonly reason: string }
  | { readonly _tag: "Resumed" }
  | { readonly _tag: "Finished" }

/** What somebody tells of an account; what is left out stays. */
export interface Description extends Partial<Registration.Answers> {
  readonly templates?: ReadonlyArray<string>
  readonly timeZone?: string
  readonly holidays?: ReadonlyArray<BusinessDays.Day>
}

const described = (course: Course.State, description: Description): Course.State => {
  const { blocks, businessType, ...others } = description
  return {
    ...course,
    ...others,
    answers: {
      blocks: blocks === undefined ? course.answers.blocks : blocks,
      businessType: businessType === undefined ? course.answers.businessType : businessType
    }
  }
}

const make = Effect.gen(function* () {
  const context = yield* Effect.context<Outbox | Templates | Tokens>()
  const directory = yield* Directory
  const onboardings = yield* Onboardings

  const sendersOf = (accountId: string) =>
    Effect.map(directory.senders, (senders) => senders.filter((sender) => sender.accountId === accountId))

  const policyOf = (senders: ReadonlyArray<Sender>): Policy => senders[0]?.policy ?? shipped.guide

  const todayOf = (course: Course.State, senders: ReadonlyArray<Sender>, nowMillis: number): BusinessDays.Day =>
    Course.today(course, senders[0]?.timeZone ?? "Etc/UTC", nowMillis)

  /** One that the caller may not use is told like one that does not exist. */
  const allowed = (caller: Caller.Caller, accountId: string) =>
    Caller.mayUse(caller, accountId) ? Effect.void : Effect.fail(new AccountUnknown({ accountId }))

  const shown = Effect.fnUntraced(function* (accountId: string, course: Course.State) {
    const senders = yield* sendersOf(accountId)
    const policy = policyOf(senders)
    const today = todayOf(course, senders, yield* Clock.currentTimeMillis)
    const made: ShownOnboarding = {
      accountId,
      policy,
      course,
      outlook: Outlook.at(policy.onboarding, Course.calendar(course), course.journey, today),
      registration: Registration.verdict(course.answers)
    }
    return made
  })

  /** What is kept of an account, with what has become of its test messages; null for one that nothing is kept of. */
  const kept = Effect.fnUntraced(function* (accountId: string) {
    const course = yield* onboardings.modify(accountId, (known) => [known, null])
    if (course === null) return null
    const followed = yield* TestMessages.followed(course)
    if (followed === course) return course
    // Outcomes alone are written: whatever else changed meanwhile stays.
    return yield* onboardings.modify(accountId, (known) => {
      const next = { ...(known ?? course), checks: merged((known ?? course).checks, followed.checks) }
      return [next, next]
    })
  }, Effect.provide(context))

  const change = Effect.fnUntraced(function* (accountId: string, f: (course: Course.State) => Course.State) {
    const course = yield* onboardings.modify(accountId, (known) => {
      const next = f(known ?? Course.initial)
      return [next, next]
    })
    return yield* shown(accountId, course)
  })

  const list = Effect.fn("OnboardingDesk.list")(function* (caller: Caller.Caller) {
    const all = yield* onboardings.list
    const own = all.filter(({ accountId }) => Caller.mayUse(caller, accountId))
    return yield* Effect.forEach(own, ({ accountId, state }) =>
      Effect.flatMap(kept(accountId), (course) => shown(accountId, course ?? state))
    )
  })

  const show = Effect.fn("OnboardingDesk.show")(function* (caller: Caller.Caller, accountId: string) {
    yield* allowed(caller, accountId)
    const course = yield* kept(accountId)
    // One that is configured is known, also before its first step; any other is a slip of the pen.
    if (course === null && caller.accountId !== accountId) yield* directory.account(accountId)
    return yield* shown(accountId, course ?? Course.initial)
  })

  const step = Effect.fn("OnboardingDesk.step")(function* (
    caller: Caller.Caller,
    accountId: string,
    stepId: Onboarding.StepId,
    act: StepAct
  ) {
    yield* allowed(caller, accountId)
    yield* kept(accountId)
    const senders = yield* sendersOf(accountId)
    const { onboarding } = policyOf(senders)
    const nowMillis = yield* Clock.currentTimeMillis
    const outcome = yield* onboardings.modify(accountId, (known) => {
      const course = known ?? Course.initial
      const event: Onboarding.Event = act._tag === "Finished" ? { _tag: "Finished", checks: course.checks } : act
      const today = todayOf(course, senders, nowMillis)
      const next = Either.map(
        Onboarding.evolve(onboarding, Course.calendar(course), course.journey, stepId, event, today),
        (journey): Course.State => ({ ...course, journey })
      )
      return [next, Either.getOrNull(next)] as const
    })
    return yield* shown(accountId, yield* outcome)
  })

  const describe = Effect.fn("OnboardingDesk.describe")(function* (
    caller: Caller.Caller,
    accountId: string,
    description: Description
  ) {
    yield* allowed(caller, accountId)
    return yield* change(accountId, (course) => described(course, description))
  })

  const check = Effect.fn("OnboardingDesk.check")(function* (
    caller: Caller.Caller,
    accountId: string,
    findings: Checking.WebhookFindings | null
  ) {
    yield* allowed(caller, accountId)
    yield* directory.account(accountId)
    const course = (yield* kept(accountId)) ?? Course.initial
    const senders = yield* sendersOf(accountId)
    const policy = policyOf(senders)
    const found = yield* Effect.provide(Checking.run(accountId, senders, policy, course), context)
    const atMillis = yield* Clock.currentTimeMillis
    const outcomes = [
      ...found.map(([name, finding]) => [name, Checking.outcome(finding, atMillis)] as const),
      ...(findings === null ? [] : Checking.webhook(policy, findings, atMillis))
    ]
    return yield* change(accountId, (known) => ({
      ...known,
      checks: outcomes.reduce((checks, [name, outcome]) => TechnicalChecks.ran(checks, name, outcome), known.checks)
    }))
  })

  const test = Effect.fn("OnboardingDesk.test")(function* (
    caller: Caller.Caller,
    accountId: string,
    messageIds: ReadonlyArray<string>
  ) {
    yield* allowed(caller, accountId)
    yield* directory.account(accountId)
    return yield* change(accountId, yield* Effect.provide(TestMessages.registered(accountId, messageIds), context))
  })

  return { list, show, step, describe, check, test }
})

const merged = (known: TechnicalChecks.State, followed: TechnicalChecks.State): TechnicalChecks.State => ({
  outcomes: known.outcomes,
  testMessages: { ...followed.testMessages, ...known.testMessages }
})

/** Accounts on their way to live, before the people who bring them there (SPEC ON-01, ON-02, ST-04). */
export class OnboardingDesk extends Context.Tag("@sluice/engine/OnboardingDesk")<
  OnboardingDesk,
  {
    /** Those of the caller that something is kept of, by id. */
    readonly list: (caller: Caller.Caller) => Effect.Effect<ReadonlyArray<ShownOnboarding>, StoreUnavailable>
    readonly show: (
      caller: Caller.Caller,
      accountId: string
    ) => Effect.Effect<ShownOnboarding, AccountUnknown | StoreUnavailable>
    /** The first act on an account that is not configured yet begins its way: it is configured in its third step. */
    readonly step: (
      caller: Caller.Caller,
      accountId: string,
      stepId: Onboarding.StepId,
      act: StepAct
    ) => Effect.Effect<
      ShownOnboarding,
      AccountUnknown | Onboarding.ChecksOpen | Onboarding.StepIllegal | StoreUnavailable
    >
    readonly describe: (
      caller: Caller.Caller,
      accountId: string,
      description: Description
    ) => Effect.Effect<ShownOnboarding, AccountUnknown | StoreUnavailable>
    /** Runs the technical checks, and keeps what they find; those of the callback address are made by whoever can call it from outside. */
    readonly check: (
      caller: Caller.Caller,
      accountId: string,
      findings: Checking.WebhookFindings | null
    ) => Effect.Effect<ShownOnboarding, AccountUnknown | StoreUnavailable>
    /** These messages are tests of the account: what becomes of each is followed. */
    readonly test: (
      caller: Caller.Caller,
      accountId: string,
      messageIds: ReadonlyArray<string>
    ) => Effect.Effect<ShownOnboarding, AccountUnknown | StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<OnboardingDesk, never, Directory | Onboardings | Outbox | Templates | Tokens> =
    Layer.effect(OnboardingDesk, make)
}
