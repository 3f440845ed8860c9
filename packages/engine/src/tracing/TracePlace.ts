import { Encoding } from "effect"
import type { Place } from "../ports/Spans.ts"

/**
 * Where the traces of messages and callbacks begin.
 *
 * The name of a trace is worked out of what it is about, so that server and workers write into the same one without handing anything over: no
 * column, nothing on the wire, and whoever knows a message's id knows its trace.
 */

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * The first span of a message's trace. The trace is the message's id without its hyphens: a uuid v7 has the 16 bytes that a trace id has, and its last
 * seven are random, as W3C Trace Context asks of one. The span is the second half of it, which holds the uuid's variant and so is never zero.
 *
 * @returns null for an id of another form, which has no trace.
 */
export const ofMessage = (messageId: string): Place | null => {
  if (!uuid.test(messageId)) return null
  const traceId = messageId.replaceAll("-", "")
  return { traceId, spanId: traceId.slice(16) }
}

/** The first span of a callback's trace: the first 24 bytes of its digest, which are the same wherever it is looked at. */
export const ofCallback = (digest: Uint8Array): Place => {
  const hex = Encoding.encodeHex(digest.subarray(0, 24))
  return { traceId: hex.slice(0, 32), spanId: hex.slice(32, 48) }
}
