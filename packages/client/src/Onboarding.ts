import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import { StepId } from "@sluice/core/onboarding/Onboarding"
import { Check } from "@sluice/core/onboarding/TechnicalChecks"
import * as Registration from "@sluice/core/standing/Registration"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import { Day } from "./Day.ts"
import * as Problem from "./Problem.ts"

/** One step of the way to live, and where it is (ON-01). */
const StepView = Schema.Struct({
  step: StepId,
  /** Who acts. */
  actors: Schema.Array(Schema.Literal("business", "platform", "developers")),
  /** Business days that it takes. */
  daysMin: Schema.Int,
  daysMax: Schema.Int,
  /** What has to be at hand. */
  needs: Schema.Array(Schema.String),
  /** Share of first attempts that are refused, 0 to 1; null where nothing is refused. */
  refusedShare: Schema.NullOr(Schema.Number),
  state: Schema.Literal("waiting", "working", "blocked", "done"),
  /** When it came to this state; null while it waits. */
  since: Schema.NullOr(Day),
  /** Why it is blocked; null where it is not. */
  reason: Schema.NullOr(Schema.String)
}).annotations({ identifier: "OnboardingStep" })

/** One technical check, and what its last run found (ON-02). */
const CheckView = Schema.Struct({
  check: Check,
  looksAt: Schema.String,
  state: Schema.Literal("not-run", "passed", "failed"),
  ranAt: Schema.NullOr(Schema.DateTimeUtc),
  /** What was wrong, and what to do; null where nothing was. */
  finding: Schema.NullOr(Schema.String)
}).annotations({ identifier: "OnboardingCheck" })

/** A test message to one number. */
const TestView = Schema.Struct({
  number: Schema.String,
  messageId: Schema.NullOr(Schema.String),
  state: Schema.Literal("under-way", "passed", "failed"),
  finding: Schema.NullOr(Schema.String)
}).annotations({ identifier: "OnboardingTest" })

/** A question that a registration is refused for (ST-04). */
const QuestionView = Schema.Struct({
  question: Schema.Literal("businessType", "blocks"),
  text: Schema.String,
  /** Share of all refusals that it explains, 0 to 1. */
  refusedShare: Schema.Number,
  answer: Schema.NullOr(Schema.String)
}).annotations({ identifier: "RegistrationQuestion" })

/** An account on its way to live (SPEC ON-01, ON-02, ST-04). */
export const OnboardingView = Schema.Struct({
  accountId: Schema.String,
  /** Steps that are done, of all. */
  done: Schema.Int,
  total: Schema.Int,
  /** The step that is worked on, or comes next; null when live. */
  current: Schema.NullOr(StepId),
  /** The current step has taken more than its most. */
  overdue: Schema.Boolean,
  /** When it is live: a span, until it is. */
  earliest: Day,
  latest: Day,
  steps: Schema.Array(StepView),
  checks: Schema.Array(CheckView),
  tests: Schema.Array(TestView),
  /** Delivered test messages that it takes. */
  testsMin: Schema.Int,
  testsMax: Schema.Int,
  registration: Schema.Struct({
    verdict: Schema.Literal("open", "hindered", "clear"),
    questions: Schema.Array(QuestionView),
    obstacles: Schema.Array(Schema.Struct({ serious: Schema.Boolean, remedy: Schema.String }))
  })
}).annotations({ identifier: "Onboarding" })
export type OnboardingView = typeof OnboardingView.Type

/** What somebody does to a step. A step that has checks is finished once they have passed. */
export const StepRequest = Schema.Struct({
  step: StepId,
  act: Schema.Literal("begin", "block", "resume", "finish"),
  /** Why it is blocked. */
  reason: Schema.optionalWith(Limit.upTo(1_000), { exact: true, default: () => "" })
}).annotations({ identifier: "OnboardingStepRequest" })

/** Answers and circumstances; what is left out stays. */
export const OnboardingDescription = Schema.Struct({
  blocks: Schema.optionalWith(Registration.Blocks, { exact: true }),
  businessType: Schema.optionalWith(Registration.BusinessType, { exact: true }),
  /** Names of the templates that are to be sent; none for all that were handed in. */
  templates: Schema.optionalWith(Schema.Array(Limit.Name).pipe(Schema.maxItems(100)), { exact: true }),
  /** IANA name. */
  timeZone: Schema.optionalWith(Limit.Name, { exact: true }),
  /** Days without work beside weekends. */
  holidays: Schema.optionalWith(Schema.Array(Day).pipe(Schema.maxItems(200)), { exact: true })
}).annotations({ identifier: "OnboardingDescription" })

const found = Schema.NullOr(Limit.upTo(1_000))

/** What the callback address did when it was asked from outside; null is good, anything else what was found. */
export const CheckRequest = Schema.Struct({
  webhook: Schema.optionalWith(
    Schema.Struct({
      https: found,
      handshake: found,
      signature: found,
      /** The longest answer; null where none was measured. */
      answerMillis: Schema.NullOr(Limit.whole(0, 600_000))
    }),
    { exact: true }
  )
}).annotations({ identifier: "OnboardingCheckRequest" })

/** Messages that were sent as tests, by our ids. */
export const TestRequest = Schema.Struct({
  messageIds: Schema.Array(Limit.Name).pipe(Schema.minItems(1), Schema.maxItems(20))
}).annotations({ identifier: "OnboardingTestRequest" })

const Path = Schema.Struct({ id: Limit.Name })

/** Every account of the caller on which somebody has acted; one that is only configured is not among them (SPEC ON-01). */
export const list = HttpApiEndpoint.get("list", "/v1/onboarding")
  .addSuccess(Schema.Struct({ onboarding: Schema.Array(OnboardingView) }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "The accounts whose way to live is tracked")

/** Also of an account that is configured and has not begun. 404 (`account-unknown`) for one that the caller may not use. */
export const show = HttpApiEndpoint.get("show", "/v1/onboarding/:id")
  .setPath(Path)
  .addSuccess(OnboardingView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "An account on its way to live: steps, expected date, checks, questions")

const acting = <const Name extends string>(name: Name, path: `/${string}`) =>
  HttpApiEndpoint.post(name, path)
    .setPath(Path)
    .addSuccess(OnboardingView)
    .addError(Problem.at(400))
    .addError(Problem.at(404))
    .addError(Problem.at(413))
    .addError(Problem.at(415))
    .annotate(Access.RoleNeeded, "operator")

/** What only people know: the answers that registration asks for (SPEC ST-04), and what dates are counted by. What is left out stays. */
export const describe = acting("describe", "/v1/onboarding/:id")
  .setPayload(OnboardingDescription)
  .annotate(OpenApi.Summary, "Answer what a registration is refused for; say which templates, time zone and holidays")

/**
 * Moves one step on (SPEC ON-01). An account need not be configured for it: that belongs to the third step.
 *
 * 409 (`onboarding-conflict`) where the step is not where this could happen, one before it is not done, or checks of it are open.
 */
export const step = acting("step", "/v1/onboarding/:id/steps")
  .setPayload(StepRequest)
  .addError(Problem.at(409))
  .annotate(OpenApi.Summary, "Begin, block, resume or finish a step")
  .annotate(OpenApi.Description, "Integration and production test are finished once their checks have passed (ON-02).")

/** Runs what can be run (SPEC ON-02); what a run finds replaces what the one before found. 404 (`account-unknown`) unless the account is configured. */
export const check = acting("check", "/v1/onboarding/:id/check")
  .setPayload(CheckRequest)
  .annotate(OpenApi.Summary, "Run the technical checks, and keep what they find")
  .annotate(
    OpenApi.Description,
    "Token, templates and numbers are looked at here; the callback address by whoever calls it from outside, as `sluice onboarding check` does."
  )

/** What becomes of each message is followed from then on (SPEC ON-02). 404 (`account-unknown`) unless the account is configured. */
export const test = acting("test", "/v1/onboarding/:id/tests")
  .setPayload(TestRequest)
  .annotate(OpenApi.Summary, "Count messages as tests: one that is delivered has passed")

/** Accounts on their way to live. */
export class Onboarding extends HttpApiGroup.make("onboarding")
  .add(list)
  .add(show)
  .add(describe)
  .add(step)
  .add(check)
  .add(test)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "onboarding")
  .annotate(OpenApi.Description, "From nothing to live: who acts, how long it takes, what is still open") {}
