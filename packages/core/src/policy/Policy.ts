import { Either, ParseResult, Schema } from "effect"
import * as Alerting from "./Alerting.ts"
import * as Certainty from "./Certainty.ts"
import * as Consenting from "./Consenting.ts"
import * as Content from "./Content.ts"
import * as Journey from "./Journey.ts"
import * as Numbers from "./Numbers.ts"
import * as Pacing from "./Pacing.ts"
import * as Receiving from "./Receiving.ts"
import * as Standing from "./Standing.ts"
import { cloudApi } from "./cloudApi.ts"
import { guide } from "./guide.ts"

/**
 * Every default of SPEC.md in one value, each with its unit at the end of its name.
 *
 * Two policies ship: `guide` (SPEC.md) and `cloud-api` (CLOUD_API.md). An operator overrides any part with `override`.
 * Times are milliseconds unless the name says otherwise; shares are 0 to 1.
 */
export const Policy = Schema.Struct({
  name: Schema.NonEmptyString,
  numbers: Numbers.Numbers,
  templates: Content.Templates,
  media: Content.Media,
  consent: Consenting.Consent,
  pacing: Pacing.Pacing,
  standing: Standing.Standing,
  certainty: Certainty.Certainty,
  receiving: Receiving.Receiving,
  alerting: Alerting.Alerting,
  onboarding: Journey.Onboarding,
  cost: Journey.Cost
})
export type Policy = typeof Policy.Type

/** The shipped policies by name. */
export const shipped: Readonly<Record<"guide" | "cloud-api", Policy>> = { guide, "cloud-api": cloudApi }

const decode = Schema.decodeUnknownEither(Policy, { onExcessProperty: "error", errors: "all" })

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Records are merged key by key; any other value of the override replaces the base's. */
const merge = (base: unknown, change: unknown): unknown => {
  if (!isRecord(base) || !isRecord(change)) return change
  const merged: Record<string, unknown> = { ...base }
  for (const key of Object.keys(change)) merged[key] = key in base ? merge(base[key], change[key]) : change[key]
  return merged
}

/**
 * A policy with parts of it replaced, or every reason why it cannot be: an unknown key, a figure of the wrong type, one out of its bounds
 * (a limit of 0 would let nothing go), or two that contradict each other (a minimum above its maximum).
 *
 * @param change any JSON value, usually an operator's file; unknown keys are refused with their path.
 */
export const override = (base: Policy, change: unknown): Either.Either<Policy, ReadonlyArray<OverrideIssue>> =>
  Either.mapLeft(decode(merge(base, change)), (error) =>
    told(
      ParseResult.ArrayFormatter.formatErrorSync(error).map(({ message, path }) => ({
        path: path.map(String).join("."),
        message
      }))
    )
  )

/** One reason why an override was refused: `path` is dotted (`pacing.pair.burst`), `message` says what is expected and what was found. */
export interface OverrideIssue {
  readonly path: string
  readonly message: string
}

/** How a struct is spelled by its schema, field by field: pages for a whole policy, and no help beside the path. */
const spelledOut = /^Expected \{.*\}(?: \| filter \})?(?: \| null)?, actual /s

/**
 * Each reason once, where it lies. A part that may also be null is refused twice by its schema: for what is wrong in it, and for not
 * being null; the second says nothing.
 */
const told = (issues: ReadonlyArray<OverrideIssue>): ReadonlyArray<OverrideIssue> => {
  const deepest = issues.filter(({ path }) => !issues.some((other) => isWithin(path, other.path)))
  const byPath = new Map<string, ReadonlyArray<string>>()
  for (const { message, path } of deepest) byPath.set(path, [...(byPath.get(path) ?? []), message])
  return Array.from(byPath, ([path, messages]) => ({
    path,
    message: alternatives(messages.map((message) => message.replace(spelledOut, "Expected an object, actual ")))
  }))
}

const expectation = /^Expected (?<expected>.*?), actual (?<actual>.*)$/s

/** One message for all that would have done: "Expected "resend", or "fail", actual "ask"". */
const alternatives = (messages: ReadonlyArray<string>): string => {
  const parts = messages.map((message) => expectation.exec(message)?.groups)
  const [first] = parts
  if (first === undefined || parts.some((part) => part?.["actual"] !== first["actual"])) return messages.join("; ")
  return `Expected ${parts.map((part) => part?.["expected"]).join(", or ")}, actual ${first["actual"]}`
}

/** Does the other path lie below this one? */
const isWithin = (path: string, other: string): boolean =>
  other !== path && (path === "" || other.startsWith(`${path}.`))
