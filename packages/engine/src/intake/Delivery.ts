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
  /** The next chunk; null at the end. */
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

/** The content of a delivery: its body, or by GET its query. */
export const contentOf = ({ body, headers, method, url }: Delivery): Content =>
  method === "GET"
    ? { contentType: formType, body: encoder.encode(queryOf(url)) }
    : { contentType: headers["content-type"] ?? null, body }

/** The content as the decoders take it; null where it is not text in UTF-8. */
export const bodyOf = ({ body, contentType }: Content): Body | null =>
  Either.getOrNull(Either.try(() => ({ contentType, text: strictUtf8.decode(body) })))
