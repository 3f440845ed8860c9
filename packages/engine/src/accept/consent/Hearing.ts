import type { Event, MessageReceived, StatusChanged } from "@sluice/core/callback/Event"
import type { InboundContent } from "@sluice/core/callback/Inbound"
import * as Keyword from "@sluice/core/consent/Keyword"
import type { PreferenceChanged } from "@sluice/core/callback/notices/Preference"
import type { Sender } from "../../ports/Directory.ts"
import type { Lift, OptOut } from "../../ports/OptOuts.ts"
import type { Heard } from "../../ports/ServiceWindows.ts"

/** What events of callbacks say about who may be written to. */
export interface Hearing {
  /** Windows that people opened by writing (CLOUD_API 3.3, 131047). */
  readonly heard: ReadonlyArray<Heard>
  readonly optOuts: ReadonlyArray<OptOut>
  readonly lifts: ReadonlyArray<Lift>
}

/** Events that say nothing about it. */
export const nothing: Hearing = { heard: [], optOuts: [], lifts: [] }

/** The platform suppressed the message because its recipient wants no marketing (CLOUD_API 3.3). */
const marketingStopped = 131_050

/** The platform writes numbers without their plus sign. */
const e164 = (digits: string | null): string | null => (digits === null || !/^\d+$/.test(digits) ? null : `+${digits}`)

/** When it happened by the platform's clock, which must not lie ahead of ours: a window would stay open for too long. */
const happened = (timestampSeconds: number | null, receivedMillis: number): number =>
  timestampSeconds === null ? receivedMillis : Math.min(timestampSeconds * 1_000, receivedMillis)

/** What somebody wrote, or pressed. */
const wordsOf = (content: InboundContent): ReadonlyArray<string> => {
  switch (content.kind) {
    case "text":
      return content.body === null ? [] : [content.body]
    case "button":
      return [content.text, content.payload].flatMap((text) => text ?? [])
    case "button_reply":
      return [content.title, content.id].flatMap((text) => text ?? [])
    default:
      return []
  }
}

/** News about an account and an opened chat are no messages of the person. */
const opensWindow = ({ content }: MessageReceived): boolean =>
  content.kind !== "system" && content.kind !== "request_welcome"

const ofMessage = (sender: Sender, event: MessageReceived, receivedMillis: number): Hearing => {
  const recipient = e164(event.from ?? event.waId)
  // What is said in a group is said to everybody there.
  if (recipient === null || event.groupId !== null) return nothing
  const atMillis = happened(event.timestampSeconds, receivedMillis)
  const heard = opensWindow(event) ? [{ senderId: sender.id, recipient, atMillis }] : []
  const [wish] = wordsOf(event.content).flatMap((text) => Keyword.wish(sender.policy.consent, text) ?? [])
  const whom = { accountId: sender.accountId, recipient }
  if (wish === undefined) return { ...nothing, heard }
  return wish._tag === "Stop"
    ? { heard, optOuts: [{ ...whom, scope: wish.scope, source: "keyword", sinceMillis: atMillis }], lifts: [] }
    : { heard, optOuts: [], lifts: [{ ...whom, sources: ["keyword"] }] }
}

const noMarketing = (sender: Sender, recipient: string, sinceMillis: number): OptOut => ({
  accountId: sender.accountId,
  recipient,
  scope: "marketing",
  source: "platform",
  sinceMillis
})

/** `resume` takes back what the platform said, not what the person told the business itself. */
const ofPreference = (sender: Sender, event: PreferenceChanged, receivedMillis: number): Hearing => {
  const recipient = e164(event.waId)
  if (recipient === null) return nothing
  switch (event.value?.word) {
    case "stop":
      return {
        ...nothing,
        optOuts: [noMarketing(sender, recipient, happened(event.timestampSeconds, receivedMillis))]
      }
    case "resume":
      return {
        ...nothing,
        lifts: [{ accountId: sender.accountId, recipient, scope: "marketing", sources: ["platform"] }]
      }
    default:
      return nothing
  }
}

const ofStatus = (sender: Sender, event: StatusChanged, receivedMillis: number): Hearing => {
  const recipient = e164(event.recipient)
  if (recipient === null || event.recipientType === "group") return nothing
  if (!event.errors.some(({ code }) => code === marketingStopped)) return nothing
  return { ...nothing, optOuts: [noMarketing(sender, recipient, happened(event.timestampSeconds, receivedMillis))] }
}

/**
 * What one event of a callback says about who may be written to, and how.
 *
 * @param sender the number that the event came to
 */
export const of = (sender: Sender, event: Event, receivedMillis: number): Hearing => {
  switch (event._tag) {
    case "MessageReceived":
      return ofMessage(sender, event, receivedMillis)
    case "PreferenceChanged":
      return ofPreference(sender, event, receivedMillis)
    case "StatusChanged":
      return ofStatus(sender, event, receivedMillis)
    default:
      return nothing
  }
}
