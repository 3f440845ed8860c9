import { Tracer } from "effect"
import type { NewCallback } from "../ports/CallbackLog.ts"
import type { NewMessage } from "../ports/Outbox.ts"
import type { SendOutcome, SendRequest } from "../ports/Provider.ts"
import type { Place, Recorder, Span } from "../ports/Spans.ts"
import * as TracePlace from "./TracePlace.ts"

/**
 * The spans of one message's trace, in the order of its way: `accept`, and below it `begin` and `send` of each attempt, and `status` for each that a
 * callback told. A callback has a trace of its own (`callback`), since it may tell of many messages; each `status` points to it.
 *
 * All of them are written down once they have ended, in one call: lanes and doors do many at a time, and none may cost a fiber.
 */

/** Links that a span holds at most, as OpenTelemetry bounds them: a batch points to the first of its messages. */
const linksMax = 128

/** From when to when; epoch milliseconds. */
interface Times {
  readonly startMillis: number
  readonly endMillis: number
}

/** Writes a span below the first of a message's trace; where that is not kept, it is not even made. */
const below = (
  spans: Recorder,
  messageId: string,
  make: () => Omit<Span, "traceId" | "spanId" | "parentSpanId">
): void => {
  const root = TracePlace.ofMessage(messageId)
  if (root === null || !spans.keeps(root.traceId)) return
  const span = make()
  spans.record({
    ...span,
    traceId: root.traceId,
    parentSpanId: root.spanId,
    attributes: { ...span.attributes, "messaging.message.id": messageId }
  })
}

const linkTo = (place: Place): Tracer.SpanLink => ({
  _tag: "SpanLink",
  span: Tracer.externalSpan(place),
  attributes: {}
})

/**
 * Messages are in the queue, where each is due from the moment on in which it was handed in, or taken from a campaign's list.
 *
 * @param within the request that brought them. It and they point to one another, so the trace of a caller leads to those of its messages.
 */
export const accepted = (
  spans: Recorder,
  messages: ReadonlyArray<NewMessage>,
  within: Tracer.Span | null,
  endMillis: number
): void => {
  const links = within === null ? [] : [{ traceId: within.traceId, spanId: within.spanId }]
  const begun: Array<Tracer.SpanLink> = []
  for (const { accountId, dueMillis, id, senderId } of messages) {
    const root = TracePlace.ofMessage(id)
    if (root === null || !spans.keeps(root.traceId)) continue
    spans.record({
      name: "accept",
      kind: "producer",
      ...root,
      parentSpanId: null,
      startMillis: dueMillis,
      endMillis,
      attributes: { "messaging.message.id": id, "sluice.account": accountId, "sluice.sender": senderId },
      links,
      failure: null
    })
    if (begun.length < linksMax) begun.push(linkTo(root))
  }
  if (begun.length > 0) within?.addLinks(begun)
}

/** Attempts are durable, and may leave. */
export const begun = (
  spans: Recorder,
  sends: ReadonlyArray<{ readonly messageId: string; readonly attempt: number }>,
  senderId: string,
  times: Times
): void => {
  for (const { attempt, messageId } of sends) {
    below(spans, messageId, () => ({
      name: "begin",
      kind: "internal",
      ...times,
      attributes: {
        "messaging.batch.message_count": sends.length,
        "sluice.attempt": attempt,
        "sluice.sender": senderId
      },
      links: [],
      failure: null
    }))
  }
}

/** What an outcome is called in a span, and in what is counted. */
export const outcomes: Readonly<Record<SendOutcome["_tag"], string>> = {
  Accepted: "accepted",
  Refused: "refused",
  NotSent: "not-sent",
  Uncertain: "uncertain"
}

/** What became of a send other than that it was accepted: the cause by the catalogue (SF-01), which is a word, or that there was no answer. */
const failureOf = (outcome: SendOutcome): string | null => {
  switch (outcome._tag) {
    case "Accepted":
      return null
    case "Refused":
      return outcome.failure.cause
    case "NotSent":
    case "Uncertain":
      return outcomes[outcome._tag]
  }
}

/** One request was answered by the provider, or was not. */
export const sent = (
  spans: Recorder,
  { account, attempt, endpoint, messageId, sender }: SendRequest,
  outcome: SendOutcome,
  times: Times
): void =>
  below(spans, messageId, () => {
    const httpStatus = "httpStatus" in outcome ? outcome.httpStatus : null
    return {
      name: "send",
      kind: "client",
      ...times,
      attributes: {
        "server.address": URL.parse(endpoint)?.hostname ?? "none",
        "sluice.account": account.id,
        "sluice.attempt": attempt,
        "sluice.outcome": outcomes[outcome._tag],
        "sluice.provider": account.provider,
        "sluice.sender": sender.id,
        ...(httpStatus === null ? {} : { "http.response.status_code": httpStatus })
      },
      links: [],
      failure: failureOf(outcome)
    }
  })

/** A callback is durable, and is acknowledged now. */
export const taken = (
  spans: Recorder,
  { accountId, body, digest, provider, receivedMillis }: NewCallback,
  endMillis: number
): void => {
  const root = TracePlace.ofCallback(digest)
  if (!spans.keeps(root.traceId)) return
  spans.record({
    name: "callback",
    kind: "server",
    ...root,
    parentSpanId: null,
    startMillis: receivedMillis,
    endMillis,
    attributes: {
      "messaging.message.body.size": body.length,
      "sluice.account": accountId,
      "sluice.provider": provider
    },
    links: [],
    failure: null
  })
}

/** One status of a message, from its arrival until it was applied. */
export interface Applied {
  readonly messageId: string
  readonly accountId: string | null
  readonly status: string
  readonly receivedMillis: number
  /** Of the callback that told it; null where that is no longer known. */
  readonly digest: Uint8Array | null
}

/** Statuses are applied, for good. */
export const told = (spans: Recorder, applied: ReadonlyArray<Applied>, endMillis: number): void => {
  for (const { accountId, digest, messageId, receivedMillis, status } of applied) {
    below(spans, messageId, () => {
      const callback = digest === null ? null : TracePlace.ofCallback(digest)
      return {
        name: "status",
        kind: "consumer",
        startMillis: receivedMillis,
        endMillis,
        attributes: { "sluice.status": status, ...(accountId === null ? {} : { "sluice.account": accountId }) },
        links: callback !== null && spans.keeps(callback.traceId) ? [callback] : [],
        failure: null
      }
    })
  }
}
