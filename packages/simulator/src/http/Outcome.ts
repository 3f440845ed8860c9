import { Data } from "effect"
import { Buffer } from "node:buffer"
import type * as Http from "node:http"
import type * as Reply from "../graph/Reply.ts"

/** What a socket is to feel: an answer after a while, a closed connection, or nothing. Times are real millis. */
export type Outcome = Data.TaggedEnum<{
  Answer: { readonly reply: Reply.Reply; readonly afterRealMillis: number }
  Close: { readonly afterRealMillis: number }
  Silence: {}
}>
const constructors = Data.taggedEnum<Outcome>()
export const {
  /** The reply, after so many real millis. */
  Answer,
  /** The connection ends without an answer, after so many real millis. */
  Close,
  /** Nothing comes, and the connection stays open until its client gives it up. */
  Silence
} = constructors

/**
 * Carries an outcome out. A connection that its client has given up meanwhile is left as it is.
 *
 * The timers do not keep the process alive: a late answer to nobody is no reason to stay.
 */
export const perform = (outcome: Outcome, response: Http.ServerResponse): void =>
  constructors.$match(outcome, {
    Answer: ({ afterRealMillis, reply }) => later(afterRealMillis, () => write(reply, response)),
    Close: ({ afterRealMillis }) => later(afterRealMillis, () => response.destroy()),
    Silence: () => {}
  })

const later = (realMillis: number, act: () => void): void => {
  if (realMillis <= 0) act()
  else setTimeout(act, realMillis).unref()
}

const write = (reply: Reply.Reply, response: Http.ServerResponse): void => {
  if (response.destroyed) return
  response.writeHead(reply.status, { ...reply.headers, "content-length": String(Buffer.byteLength(reply.body)) })
  response.end(reply.body)
}
