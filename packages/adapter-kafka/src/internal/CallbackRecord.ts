import { Provider } from "@sluice/core/callback/providers/Provider"
import type { NewCallback, Processed, StoredCallback } from "@sluice/engine/ports/CallbackLog"
import { Data, Schema } from "effect"
import type { OutgoingRecord } from "../KafkaProducer.ts"
import type { TopicNames } from "../Topics.ts"
import * as RecordKey from "./RecordKey.ts"

/**
 * A callback as a record: its bytes are the value, exactly as they were signed (WH-02), so that anyone may read the topic; what we know of it
 * is in the headers.
 */
const header = {
  account: "sluice-account",
  provider: "sluice-provider",
  /** Absent where the delivery had none. */
  contentType: "sluice-content-type",
  /** Epoch milliseconds, in decimal digits. */
  received: "sluice-received",
  /** The 32 bytes themselves. */
  digest: "sluice-digest",
  verdict: "sluice-verdict",
  /** Dead letters only: why it lies there. */
  reason: "sluice-reason",
  /** Dead letters only: who put it there. */
  stage: "sluice-stage",
  /** Dead letters of the processing: its report, as JSON. */
  report: "sluice-report",
  /** Dead letters that could not be read: `topic/partition/offset` of the original. */
  origin: "sluice-origin"
} as const

/** `door`: refused before it was understood. `processing`: what the processing made of it. `log`: a record that is none of ours. */
type Stage = "door" | "processing" | "log"

/** A record as it comes from the brokers. */
export interface Incoming {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  readonly key: Uint8Array | undefined
  readonly value: Uint8Array | undefined
  readonly headers: ReadonlyMap<string, Uint8Array>
}

/** What a record is. */
export type Reading = Data.TaggedEnum<{
  Callback: { readonly callback: NewCallback }
  /** A dead letter that the store knows already, or that it cannot hold. */
  Settled: {}
  /** Nothing that we wrote, or not any more what it was. */
  Unreadable: { readonly reason: string }
}>
const { Callback, Settled, Unreadable } = Data.taggedEnum<Reading>()

const headersOf = (callback: NewCallback) => ({
  [header.account]: callback.accountId,
  [header.provider]: callback.provider,
  [header.received]: String(callback.receivedMillis),
  [header.digest]: callback.digest,
  [header.verdict]: callback.verdict,
  ...(callback.contentType === null ? {} : { [header.contentType]: callback.contentType })
})

const record = (topic: string, callback: NewCallback, more: Readonly<Record<string, string>> = {}): OutgoingRecord => ({
  topic,
  key: RecordKey.of(callback.accountId, callback.body),
  value: callback.body,
  headers: { ...headersOf(callback), ...more }
})

const staged = (stage: Stage, reason: string) => ({ [header.stage]: stage, [header.reason]: reason })

/**
 * What the door appends. What it refused goes to the dead letters at once: whoever floods the door with unsigned bytes must not stand in front of
 * the callbacks that are real.
 */
export const ofDoor = (topics: TopicNames, callback: NewCallback): OutgoingRecord =>
  callback.verdict === "pending"
    ? record(topics.callbacks, callback)
    : record(topics.deadLetter, callback, staged("door", callback.verdict))

/** What the processing could not read, or did not believe. */
export const ofProcessing = (topics: TopicNames, callback: StoredCallback, processed: Processed): OutgoingRecord =>
  record(topics.deadLetter, callback, {
    ...staged("processing", processed.verdict),
    [header.report]: JSON.stringify(processed.report)
  })

/** A record of the callbacks' topic that cannot be read, with its own headers. */
export const ofLog = (topics: TopicNames, incoming: Incoming, reason: string): OutgoingRecord => ({
  topic: topics.deadLetter,
  key: Buffer.from(incoming.key ?? []).toString("utf8"),
  value: incoming.value ?? new Uint8Array(),
  headers: {
    ...Object.fromEntries(incoming.headers),
    ...staged("log", reason),
    [header.origin]: `${incoming.topic}/${incoming.partition}/${incoming.offset}`
  }
})

const digestBytes = 32

/** Epoch milliseconds in decimal digits, as `sluice-received` has them; null for anything else. */
const millisOf = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null)

/** When a callback arrived, from the headers of a record as the brokers keep them; null where they do not tell. */
export const receivedMillis = (headers: ReadonlyArray<readonly [Buffer | null, Buffer | null]>): number | null => {
  const found = headers.find(([name]) => name?.toString("utf8") === header.received)
  return millisOf(found?.[1]?.toString("utf8") ?? "")
}

const isProvider = Schema.is(Provider)

const isVerdict = (text: string): text is NewCallback["verdict"] =>
  text === "pending" || text === "bad-signature" || text === "malformed"

/** Reads a record of either topic. Total: what is no callback of ours says why. */
export const read = (incoming: Incoming): Reading => {
  const text = (name: string): string => Buffer.from(incoming.headers.get(name) ?? []).toString("utf8")
  const stage = text(header.stage)
  if (stage === "processing" || stage === "log") return Settled()
  const accountId = text(header.account)
  const provider = text(header.provider)
  const received = millisOf(text(header.received))
  const digest = incoming.headers.get(header.digest)
  const verdict = text(header.verdict)
  if (accountId === "") return Unreadable({ reason: `no account in ${header.account}` })
  if (!isProvider(provider)) return Unreadable({ reason: `no provider in ${header.provider}` })
  if (received === null) return Unreadable({ reason: `no time of arrival in ${header.received}` })
  if (digest?.length !== digestBytes) return Unreadable({ reason: `no SHA-256 in ${header.digest}` })
  if (!isVerdict(verdict)) return Unreadable({ reason: `no verdict in ${header.verdict}` })
  if (incoming.value === undefined) return Unreadable({ reason: "it has no body" })
  const contentType = incoming.headers.has(header.contentType) ? text(header.contentType) : null
  return Callback({
    callback: { accountId, provider, contentType, receivedMillis: received, body: incoming.value, digest, verdict }
  })
}
