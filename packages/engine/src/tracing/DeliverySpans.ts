import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import { Option, Schema } from "effect"
import type { Recorder } from "../ports/Spans.ts"
import type { Handover, Subscription } from "../ports/Subscriptions.ts"
import * as TracePlace from "./TracePlace.ts"

/**
 * The span of a try to tell a subscriber (`tell`). What tells of a message is in the message's trace, below its first span, whenever it is tried: so the
 * trace leads from whoever handed the message in to whoever was told what became of it. Any other event has a trace of its own, named by its id.
 */

/** What an event says of itself, in our shape (`Body`) or as what one in the platform's is made of (`Notice`). */
const About = Schema.parseJson(
  Schema.Struct({
    type: Schema.optional(Schema.String),
    messageId: Schema.optional(Schema.String),
    data: Schema.optional(Schema.Struct({ messageId: Schema.optional(Schema.String) }))
  })
)
const aboutOf = Schema.decodeOption(About)

/** What a reply is called in a span, and in what is counted. */
export const outcomes: Readonly<Record<Reply["_tag"], string>> = { Taken: "taken", Untaken: "untaken", Gone: "gone" }

const statusOf = (reply: Reply): number | null => (reply._tag === "Gone" ? 410 : reply.status)

/** Why it was not taken, as a word; null where it was. */
const failureOf = (reply: Reply): string | null => {
  switch (reply._tag) {
    case "Taken":
      return null
    case "Untaken":
      return reply.status === null ? "unanswered" : "refused"
    case "Gone":
      return "gone"
  }
}

const addressOf = ({ target }: Subscription): string | null =>
  target.kind === "kafka" ? null : (URL.parse(target.url)?.hostname ?? null)

/** One try has ended; epoch milliseconds of the engine's clock. */
export const told = (
  spans: Recorder,
  subscription: Subscription,
  { accountId, attempt, body, eventId }: Handover,
  reply: Reply,
  times: { readonly startMillis: number; readonly endMillis: number }
): void => {
  const { data, messageId = data?.messageId, type } = Option.getOrElse(aboutOf(body), (): typeof About.Type => ({}))
  const message = messageId === undefined ? null : TracePlace.ofMessage(messageId)
  const place = message ?? TracePlace.ofMessage(eventId)
  if (place === null || !spans.keeps(place.traceId)) return
  const status = statusOf(reply)
  const address = addressOf(subscription)
  spans.record({
    name: "tell",
    kind: subscription.target.kind === "kafka" ? "producer" : "client",
    traceId: place.traceId,
    parentSpanId: message === null ? null : message.spanId,
    ...times,
    attributes: {
      "sluice.account": accountId,
      "sluice.attempt": attempt,
      "sluice.outcome": outcomes[reply._tag],
      "sluice.subscription": subscription.id,
      ...(type === undefined ? {} : { "sluice.event": type }),
      ...(message === null || messageId === undefined ? {} : { "messaging.message.id": messageId }),
      ...(address === null ? {} : { "server.address": address }),
      ...(status === null ? {} : { "http.response.status_code": status })
    },
    links: [],
    failure: failureOf(reply)
  })
}
