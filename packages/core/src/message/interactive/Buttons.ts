import { Schema } from "effect"
import * as Issue from "../Issue.ts"
import * as Limit from "../Limit.ts"
import * as Read from "../internal/read.ts"
import * as Parts from "./Parts.ts"

/** Interactive messages with one or a few buttons (CLOUD_API 3.1). */

const Reply = Schema.Struct({
  type: Schema.Literal("reply"),
  reply: Schema.Struct({ id: Limit.filled(256), title: Limit.filled(20) })
})

const uniqueIds = Limit.rule((action) => {
  const ids = Read.items(action, "buttons").map((button) => Read.at(button, "reply", "id"))
  return Read.repeated(ids).map((position) =>
    Issue.broken("duplicate", "must be unique in the message", ids[position], ["buttons", position, "reply", "id"])
  )
})

/** One to three reply buttons. */
export const ReplyButtons = Schema.Struct({
  type: Schema.Literal("button"),
  header: Parts.maybe(Parts.Header),
  body: Parts.body(1_024),
  footer: Parts.maybe(Parts.Footer),
  action: Schema.Struct({ buttons: Limit.list(Reply, 1, 3) }).pipe(uniqueIds)
})

/** One button that opens a web address. */
export const LinkButton = Schema.Struct({
  type: Schema.Literal("cta_url"),
  header: Parts.maybe(Parts.Header),
  body: Parts.body(1_024),
  footer: Parts.maybe(Parts.Footer),
  action: Parts.LinkAction
})

/** Asks the recipient for their position. */
export const LocationRequest = Schema.Struct({
  type: Schema.Literal("location_request_message"),
  body: Parts.body(1_024),
  action: Schema.Struct({ name: Schema.Literal("send_location") })
})

/** Asks the recipient for leave to call them. */
export const CallPermissionRequest = Schema.Struct({
  type: Schema.Literal("call_permission_request"),
  body: Parts.maybe(Parts.body(1_024)),
  action: Schema.Struct({ name: Schema.Literal("call_permission_request") })
})

/** A button that calls the business: valid for 1 minute to 30 days, `payload` comes back with the call. */
export const VoiceCall = Schema.Struct({
  type: Schema.Literal("voice_call"),
  body: Parts.body(1_024),
  action: Schema.Struct({
    name: Schema.Literal("voice_call"),
    parameters: Parts.maybe(
      Schema.Struct({
        display_text: Parts.maybe(Limit.filled(20)),
        ttl_minutes: Parts.maybe(Limit.whole(1, 43_200)),
        payload: Parts.maybe(Limit.upTo(512))
      })
    )
  })
})
