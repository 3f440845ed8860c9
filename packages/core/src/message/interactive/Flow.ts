import { Schema } from "effect"
import * as Issue from "../Issue.ts"
import * as Limit from "../Limit.ts"
import * as Read from "../internal/read.ts"
import * as Parts from "./Parts.ts"

const oneFlow = (parameters: unknown) =>
  Read.has(parameters, "flow_id") === Read.has(parameters, "flow_name")
    ? [Issue.broken("exclusive", "must have either a flow_id or a flow_name", parameters)]
    : []

const payloadWhereNavigating = (parameters: unknown) =>
  Read.at(parameters, "flow_action") === "data_exchange" && Read.has(parameters, "flow_action_payload")
    ? [Issue.broken("mismatch", "goes with flow_action navigate only", parameters, ["flow_action_payload"])]
    : []

const Parameters = Schema.Struct({
  flow_message_version: Schema.Literal("3"),
  flow_token: Parts.maybe(Limit.Name),
  flow_id: Parts.maybe(Limit.Name),
  flow_name: Parts.maybe(Limit.Name),
  flow_cta: Limit.filled(30),
  flow_action: Parts.maybe(Schema.Literal("navigate", "data_exchange")),
  flow_action_payload: Parts.maybe(
    Schema.Struct({
      screen: Limit.Name,
      data: Parts.maybe(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
    })
  ),
  mode: Parts.maybe(Schema.Literal("draft", "published"))
}).pipe(Limit.rule((parameters) => [...oneFlow(parameters), ...payloadWhereNavigating(parameters)]))

/** A form inside the chat, named by id or by name; it opens at a screen or asks its endpoint for the first one. */
export const Flow = Schema.Struct({
  type: Schema.Literal("flow"),
  header: Parts.maybe(Parts.Header),
  body: Parts.body(1_024),
  footer: Parts.maybe(Parts.Footer),
  action: Schema.Struct({ name: Schema.Literal("flow"), parameters: Parameters })
})
