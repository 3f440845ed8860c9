import { Data, Either, Schema } from "effect"
import type * as Journey from "../policy/Journey.ts"
import * as BusinessDays from "./BusinessDays.ts"
import * as TechnicalChecks from "./TechnicalChecks.ts"

/**
 * The way from nothing to live: which step, who acts, how long it takes, what blocks it, and when it will be done (SPEC ON-01).
 *
 * Each step by itself: `Waiting` -- begun --> `Working` -- done --> `Done`; `Working` -- blocked --> `Blocked` -- resumed --> `Working`.
 * Steps follow one another: one begins when those before it are done. Other edges are refused with `StepIllegal`.
 *
 * The technical integration and the production test are done when their checks have passed (ON-02): nobody can tick them.
 */
export const StepId = Schema.Literal("developer-account", "bsp-choice", "integration", "production-test")
export type StepId = typeof StepId.Type

/** Who has to act. The platform decides on the account; everything else is in the business's own hands. */
export type Actor = "business" | "platform" | "developers"

/** One step as it is shown. `daysMin` and `daysMax` are business days. */
export interface Step {
  readonly step: StepId
  readonly actors: ReadonlyArray<Actor>
  readonly daysMin: number
  readonly daysMax: number
  /** What has to be at hand. */
  readonly needs: ReadonlyArray<string>
  /** Share of first attempts that are refused, 0 to 1; null where nothing is refused. */
  readonly refusedShare: number | null
}

/**
 * The steps in their order.
 *
 * For the choice of a provider (BSP) the guide gives no time: it has what the way to live (7 to 10 days) leaves over beside the others,
 * a day with the shipped figures.
 */
export const steps = (policy: Journey.Onboarding): ReadonlyArray<Step> => {
  const { developerAccount, integration, live, productionTest } = policy
  const left = (bound: "daysMin" | "daysMax"): number =>
    Math.max(0, live[bound] - developerAccount[bound] - integration[bound] - productionTest[bound])
  const choiceMin = left("daysMin")
  const testNumbers = `${policy.productionTestNumbersMin} to ${policy.productionTestNumbersMax} real numbers whose owners agreed`
  return [
    {
      step: "developer-account",
      actors: ["business", "platform"],
      ...developerAccount,
      needs: ["registration certificate", "domain", "description of the business, true in every part"],
      refusedShare: policy.developerAccountRefusedShare
    },
    {
      step: "bsp-choice",
      actors: ["business"],
      daysMin: choiceMin,
      daysMax: Math.max(choiceMin, left("daysMax")),
      needs: ["expected messages a day"],
      refusedShare: null
    },
    {
      step: "integration",
      actors: ["developers"],
      ...integration,
      needs: ["callback address", "token", "approved templates"],
      refusedShare: null
    },
    {
      step: "production-test",
      actors: ["developers", "business"],
      ...productionTest,
      needs: [testNumbers],
      refusedShare: null
    }
  ]
}

/** `workedDays`: business days of work before the last block, so that a blocked step goes on where it stopped. */
export const Progress = Schema.Union(
  Schema.TaggedStruct("Waiting", {}),
  Schema.TaggedStruct("Working", { sinceDay: Schema.Int, workedDays: Schema.Int }),
  Schema.TaggedStruct("Blocked", { sinceDay: Schema.Int, workedDays: Schema.Int, reason: Schema.String }),
  Schema.TaggedStruct("Done", { day: Schema.Int })
)
export type Progress = typeof Progress.Type

/** Every step has its progress; as it is stored. */
export const State = Schema.Record({ key: StepId, value: Progress })
export type State = typeof State.Type

const waiting: Progress = { _tag: "Waiting" }

/** Every step waits. */
export const initial: State = {
  "developer-account": waiting,
  "bsp-choice": waiting,
  integration: waiting,
  "production-test": waiting
}

/** What happens to a step. The checks are those that ran so far; only `Finished` looks at them. */
export type Event =
  | { readonly _tag: "Begun" }
  | { readonly _tag: "Stopped"; readonly reason: string }
  | { readonly _tag: "Resumed" }
  | { readonly _tag: "Finished"; readonly checks: TechnicalChecks.State }

/** The step is not where the event could happen. `earlier` names the step that has to be done first; null when it is its own place. */
export class StepIllegal extends Data.TaggedError("StepIllegal")<{
  readonly step: StepId
  readonly event: Event["_tag"]
  readonly from: Progress["_tag"]
  readonly earlier: StepId | null
}> {
  override get message(): string {
    return this.earlier === null
      ? `${this.step} is ${this.from}: it cannot be ${this.event}`
      : `${this.step} cannot begin before ${this.earlier} is done`
  }
}

/** The step cannot be done while checks of it are open (ON-02). */
export class ChecksOpen extends Data.TaggedError("ChecksOpen")<{
  readonly step: StepId
  readonly open: ReadonlyArray<TechnicalChecks.Open>
}> {
  override get message(): string {
    return `${this.step} has ${this.open.length} checks open`
  }
}

const openChecks = (
  policy: Journey.Onboarding,
  step: StepId,
  checks: TechnicalChecks.State
): ReadonlyArray<TechnicalChecks.Open> => {
  switch (step) {
    case "developer-account":
    case "bsp-choice":
      return []
    case "integration":
      return TechnicalChecks.openForIntegration(checks)
    case "production-test":
      return TechnicalChecks.openForProductionTest(policy, checks)
  }
}

/** One step goes on, on the day `today` of the business's calendar. */
export const evolve = (
  policy: Journey.Onboarding,
  calendar: BusinessDays.Calendar,
  state: State,
  step: StepId,
  event: Event,
  today: BusinessDays.Day
): Either.Either<State, StepIllegal | ChecksOpen> => {
  const from = state[step]
  const to = (after: Progress): Either.Either<State, never> => Either.right({ ...state, [step]: after })
  const illegal = (earlier: StepId | null): Either.Either<never, StepIllegal> =>
    Either.left(new StepIllegal({ step, event: event._tag, from: from._tag, earlier }))
  switch (event._tag) {
    case "Begun": {
      if (from._tag !== "Waiting") return illegal(null)
      const before = StepId.literals.slice(0, StepId.literals.indexOf(step))
      const earlier = before.find((other) => state[other]._tag !== "Done")
      return earlier === undefined ? to({ _tag: "Working", sinceDay: today, workedDays: 0 }) : illegal(earlier)
    }
    case "Stopped": {
      if (from._tag !== "Working") return illegal(null)
      const workedDays = from.workedDays + BusinessDays.between(calendar, from.sinceDay, today)
      return to({ _tag: "Blocked", sinceDay: today, workedDays, reason: event.reason })
    }
    case "Resumed":
      return from._tag === "Blocked"
        ? to({ _tag: "Working", sinceDay: today, workedDays: from.workedDays })
        : illegal(null)
    case "Finished": {
      if (from._tag !== "Working") return illegal(null)
      const open = openChecks(policy, step, event.checks)
      return open.length === 0 ? to({ _tag: "Done", day: today }) : Either.left(new ChecksOpen({ step, open }))
    }
  }
}
