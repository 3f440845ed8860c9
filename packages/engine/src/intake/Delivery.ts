import type { Body } from "@sluice/core/callback/providers/Body"
import type { Provider } from "@sluice/core/callback/providers/Provider"
import { Data, Either, type Effect } from "effect"

/** What of a delivery comes before its body. */
export interface Head {
  readonly provider: Provider
  readonly accountId: string
  /** Some providers deliver by GET as well: their parameters are then the query (CLOUD_API 3.9). */
  readonly method: "GET" | "POST"
  /** The public address that the provider called, with its query as written: some schemes sign it. */
  readonly url: string
  /** By lowercase names. */
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** A delivery as it came over the wire, before anything has read it. */
export interface Delivery extends Head {
  /** The raw bytes. */
  readonly body: Uint8Array
}

/** A body did not arrive in full: whoever sent it has gone, or it has more bytes than are taken. */
export class ArrivalStopped extends Data.TaggedError("ArrivalStopped")<{ readonly reason: "gone" | "too-large" }> {}

/**
 * The raw bytes of a body, as they arrive: pulled, so that a body comes no quicker than it is taken. No `Stream`: its machinery makes hundreds of
 * kilobytes of garbage for a body, and hundreds of bodies come at once (WH-06).
 */
export interface Arriving {
  /** The next chunk, good until the one after it is asked for; null at the end. */
  readonly next: Effect.Effect<Uint8Array | null, ArrivalStopped>
}

/** What of a delivery is kept and read: its bytes, and how they are to be read. */
export interface Content {
  readonly contentType: string | null
  readonly body: Uint8Array
}

const formType = "application/x-www-form-urlencoded"

const encoder = new TextEncoder()
const strictUtf8 = new TextDecoder("utf-8", { fatal: true })

const queryOf = (url: string): string => /\?([^#]*)/.exec(url)?.[1] ?? ""

/** Our id of a message, as it stands in the address of a status callback. */
const opaqueInQuery = /(?:^|&)(biz_opaque_callback_data=[^&]+)/

/**
 * What a provider hands back of a message beside the body: Twilio has no place for our id but the address that it was told to call, which it signs
 * together with the form. So it goes on the form, as one field more (RT-04). Null for every other delivery.
 */
const besides = ({ headers, method, provider, url }: Head): string | null =>
  provider === "twilio" && method === "POST" && (headers["content-type"] ?? "").startsWith(formType)
    ? (opaqueInQuery.exec(queryOf(url))?.[1] ?? null)
    : null

const joined = (body: Uint8Array, more: string): Uint8Array => {
  const added = encoder.encode(`${body.length === 0 ? "" : "&"}${more}`)
  const whole = new Uint8Array(body.length + added.length)
  whole.set(body)
  whole.set(added, body.length)
  return whole
}

/** The content of a delivery: its body, or by GET its query. */
export const contentOf = (delivery: Delivery): Content => {
  const { body, headers, method, url } = delivery
  if (method === "GET") return { contentType: formType, body: encoder.encode(queryOf(url)) }
  const more = besides(delivery)
  return { contentType: headers["content-type"] ?? null, body: more === null ? body : joined(body, more) }
}

/** The content as the decoders take it; null where it is not text in UTF-8. */
export const bodyOf = ({ body, contentType }: Content): Body | null =>
  Either.getOrNull(Either.try(() => ({ contentType, text: strictUtf8.decode(body) })))
