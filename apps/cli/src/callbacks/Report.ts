import type { Event, Told } from "@sluice/core/callback/Event"
import type { Body } from "@sluice/core/callback/providers/Body"
import type { Provider } from "@sluice/core/callback/providers/Provider"
import * as Providers from "@sluice/core/callback/providers/Providers"
import { DateTime, Either, Option } from "effect"
import type { Style } from "../Output.ts"
import * as Shown from "../Shown.ts"
import type { Document } from "./Documents.ts"
import { FormLine } from "./FormLine.ts"

/** What became of one callback. `unknown` is for the record: only issues make it not ok. */
export interface Report {
  readonly file: string
  /** Position in the file, from 1. */
  readonly number: number
  readonly ok: boolean
  readonly events: ReadonlyArray<Event>
  readonly unknown: ReadonlyArray<{ readonly path: string; readonly value: unknown }>
  readonly issues: ReadonlyArray<{ readonly path: string; readonly code: string; readonly message: string }>
  readonly unknownOmitted: number
  readonly issuesOmitted: number
}

const bodyOf = (value: unknown): Body =>
  value instanceof FormLine
    ? { contentType: "application/x-www-form-urlencoded", text: value.text }
    : { contentType: "application/json", text: JSON.stringify(value) }

/** Nothing could be read of it. */
const unread = (file: string, number: number, message: string): Report => ({
  file,
  number,
  ok: false,
  events: [],
  unknown: [],
  issues: [{ path: "", code: "json", message }],
  unknownOmitted: 0,
  issuesOmitted: 0
})

/** A file without a callback in it. */
export const empty = (file: string): Report => unread(file, 1, "there is no callback in the file")

/** Decodes one document of a file as the provider's. */
export const of = (provider: Provider, file: string, { json, number }: Document): Report =>
  Either.match(json, {
    onLeft: (message) => unread(file, number, message),
    onRight: (value) => {
      const decoded = Providers.decode(provider, bodyOf(value))
      return { file, number, ok: decoded.issues.length === 0, ...decoded }
    }
  })

/** What the command line calls each event. */
const kinds = {
  MessageReceived: "message",
  StatusChanged: "status",
  AccountErrors: "account-errors",
  TemplateStatusChanged: "template-status",
  TemplateQualityChanged: "template-quality",
  TemplateComponentsChanged: "template-components",
  TemplateCategoryChanged: "template-category",
  NumberQualityChanged: "number-quality",
  NumberNameReviewed: "number-name",
  NumberSecurityChanged: "number-security",
  NumberSettingsChanged: "number-settings",
  AccountChanged: "account",
  AccountAlerted: "account-alert",
  AccountReviewed: "account-review",
  CapabilityChanged: "capability",
  FlowChanged: "flow",
  CallChanged: "call",
  CallStatusChanged: "call-status",
  HistoryRead: "history",
  HistoryMessageRead: "history-message",
  ContactSynced: "contact",
  MessageEchoed: "echo",
  PreferenceChanged: "preference",
  ConversionDetected: "conversion",
  SolutionChanged: "solution",
  PaymentConfigurationChanged: "payment-configuration",
  GroupChanged: "group",
  ActionTracked: "action",
  HandoverChanged: "handover",
  Notice: "notice"
} as const satisfies Readonly<Record<Event["_tag"], string>>

/** A report as one JSON value. */
export const json = (report: Report): unknown => ({
  ...report,
  events: report.events.map(({ _tag, ...event }) => ({ kind: kinds[_tag], ...event }))
})

const quoted = (value: unknown): string => Shown.brief(JSON.stringify(value) ?? "nothing")

const moment = (seconds: number | null): string =>
  seconds === null
    ? "at an unknown time"
    : Option.match(DateTime.make(seconds * 1_000), {
        onNone: () => `at second ${seconds}`,
        onSome: (at) => DateTime.formatIso(at).replace(".000Z", "Z")
      })

const codes = (errors: ReadonlyArray<{ readonly code: number | null; readonly title: string | null }>): string =>
  errors.map(({ code, title }) => `${code ?? "no code"} ${title ?? ""}`.trim()).join(", ")

/** What every event has, and its line tells anyway. */
const common = new Set(["_tag", "path", "wabaId", "phoneNumberId", "displayPhoneNumber", "timestampSeconds"])

/** The rest of what the platform tells, part by part; parts that an event does not have are left out. */
const told = (event: Told): string => {
  const said = Object.entries(event).filter(
    ([name, part]) => !common.has(name) && part !== null && !(Array.isArray(part) && part.length === 0)
  )
  return `${said.map(([name, part]) => `${name} ${quoted(part)}`).join(", ")}, ${moment(event.timestampSeconds)}`
}

const sentence = (event: Event): string => {
  switch (event._tag) {
    case "MessageReceived": {
      const { content } = event
      const said = content.kind === "text" ? ` ${quoted(content.body)}` : ""
      return `${content.kind} from ${event.from ?? event.fromUserId ?? "nobody"}${said}, ${moment(event.timestampSeconds)}`
    }
    case "StatusChanged": {
      const why = event.errors.length === 0 ? "" : `: ${codes(event.errors)}`
      return `${event.statusText} ${event.wamid} to ${event.recipient ?? "nobody"}${why}, ${moment(event.timestampSeconds)}`
    }
    case "AccountErrors":
      return codes(event.errors)
    case "Notice":
      return `${event.field}${event.recognised ? "" : " (not documented)"} ${quoted(event.value)}`
    default:
      return told(event)
  }
}

const omitted = (count: number, what: string): ReadonlyArray<string> =>
  count === 0 ? [] : [`    and ${count} more ${what}`]

/** A report for people: a line for the callback, and under it one for each event and each finding. */
export const lines = (report: Report, style: Style): string => {
  const state = report.ok ? style.good("ok") : style.bad("no")
  const count = report.events.length === 1 ? "1 event" : `${report.events.length} events`
  return [
    `${state}  ${Shown.brief(report.file)} #${report.number}: ${count}`,
    ...report.events.map((event) => `    ${kinds[event._tag].padEnd(8)} ${Shown.brief(sentence(event))}`),
    ...report.issues.map(
      ({ code, message, path }) =>
        `    ${style.bad("issue")}    ${code}${path === "" ? "" : ` ${Shown.brief(path)}`}: ${Shown.brief(message)}`
    ),
    ...omitted(report.issuesOmitted, "issues"),
    ...report.unknown.map(({ path, value }) => `    ${style.doubt("unknown")}  ${Shown.brief(path)}: ${quoted(value)}`),
    ...omitted(report.unknownOmitted, "unknown values")
  ].join("\n")
}
