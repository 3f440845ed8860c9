import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Effect, ParseResult, Schema } from "effect"
import * as Behaviour from "../config/Behaviour.ts"
import * as World from "../config/World.ts"
import * as Control from "../control/Control.ts"
import * as Decision from "../control/Decision.ts"
import * as Inbound from "../control/Inbound.ts"

/** The control API over HTTP, under `/simulator`: JSON in and out; what cannot be read is a 400 that says why. */

const Subscription = Schema.Struct({ appId: Schema.String, callbackUrl: Schema.NullOr(Schema.String) })
const Review = Schema.Struct({ businessId: Schema.String })
const HandshakeQuery = Schema.Struct({ appId: Schema.optional(Schema.String) })

const body = <A, I>(schema: Schema.Schema<A, I>) =>
  HttpServerRequest.schemaBodyJson(schema, { onExcessProperty: "error", errors: "all" })

const json = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(effect, (value) => HttpServerResponse.unsafeJson(value))

const problem = (status: number, message: string) =>
  Effect.succeed(HttpServerResponse.unsafeJson({ error: message }, { status }))

/** The routes without `/simulator`, below which they are mounted. An id that there is not is a 404. */
export const make = (control: Control.Control) =>
  HttpRouter.empty.pipe(
    HttpRouter.get("/stats", json(control.stats)),
    HttpRouter.get("/clock", json(control.clock)),
    HttpRouter.get("/faults", json(control.faults)),
    HttpRouter.post("/faults", json(Effect.flatMap(body(Behaviour.FaultsChange), control.setFaults))),
    HttpRouter.post("/reset", json(Effect.as(control.reset, { success: true }))),
    HttpRouter.get(
      "/messages",
      json(
        HttpServerRequest.schemaSearchParams(Control.MessagesQuery).pipe(
          Effect.flatMap(control.messages),
          Effect.map((messages) => ({ messages }))
        )
      )
    ),
    HttpRouter.post(
      "/inbound",
      json(Effect.map(Effect.flatMap(body(Inbound.Inbound), control.inbound), (wamids) => ({ wamids })))
    ),
    HttpRouter.post(
      "/review",
      json(
        Effect.map(
          Effect.flatMap(body(Review), ({ businessId }) => control.review(businessId)),
          (reviewed) => ({ reviewed })
        )
      )
    ),
    HttpRouter.post(
      "/handshake",
      json(
        Effect.map(
          Effect.flatMap(HttpServerRequest.schemaSearchParams(HandshakeQuery), ({ appId }) => control.handshake(appId)),
          (handshakes) => ({ handshakes })
        )
      )
    ),
    HttpRouter.post(
      "/subscriptions",
      json(
        Effect.flatMap(body(Subscription), (subscription) =>
          Effect.as(control.subscribe(subscription.appId, subscription.callbackUrl), subscription)
        )
      )
    ),
    HttpRouter.post(
      "/tokens",
      json(Effect.flatMap(body(World.Token), (token) => Effect.as(control.putToken(token), { success: true })))
    ),
    HttpRouter.post(
      "/templates",
      json(
        Effect.flatMap(body(Decision.Decision), (decision) =>
          Effect.as(control.decideTemplate(decision), { success: true })
        )
      )
    ),
    HttpRouter.all("*", problem(404, "The control API has no such operation.")),
    HttpRouter.catchTags({
      ParseError: (error) => problem(400, ParseResult.TreeFormatter.formatErrorSync(error)),
      RequestError: () => problem(400, "The body is not JSON."),
      UnknownIdError: (error) => problem(404, error.message),
      UntoldTypeError: (error) => problem(400, error.message)
    })
  )
