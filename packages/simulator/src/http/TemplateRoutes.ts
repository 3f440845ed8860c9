import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import { Effect, Either } from "effect"
import * as Auth from "../graph/Auth.ts"
import * as Nodes from "../graph/Nodes.ts"
import * as Reply from "../graph/Reply.ts"
import type * as Template from "../templates/Template.ts"
import * as GraphCall from "./GraphCall.ts"

/** The templates of a business account: listed, handed in, handed in again (CLOUD_API 3.7). */

export const list: GraphCall.Handler = (call) =>
  Effect.gen(function* () {
    const holder = yield* GraphCall.holder(call)
    yield* GraphCall.ownedAccount(call, holder)
    const name = call.query.get("name")
    const status = call.query.get("status")
    const found = call.platform.run.templates
      .all()
      .filter(
        (template) => (name === null || template.name === name) && (status === null || template.status === status)
      )
    return { body: Nodes.page(found.map(Nodes.template), call.query), wabaId: call.id }
  })

const posted = Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => request.json).pipe(
  Effect.mapError((): Reply.GraphError => ({ code: 100, message: "(#100) The request body is not a JSON object." }))
)

const described = ({ category, id, status }: Template.Template) => ({ id, status, category })

/** `POST /{waba_id}/message_templates`: the draft waits for its review. */
export const create: GraphCall.Handler = (call) =>
  Effect.gen(function* () {
    const holder = yield* GraphCall.holder(call)
    yield* GraphCall.ownedAccount(call, holder)
    const template = yield* call.platform.run.templates.create(yield* posted)
    return { body: described(template), wabaId: call.id }
  })

/** `POST /{template_id}`: new components for a template that is there. */
export const revise: GraphCall.Handler = (call) =>
  Effect.gen(function* () {
    const holder = yield* GraphCall.holder(call)
    yield* Auth.permits(holder, "whatsapp_business_management")
    const { templates } = call.platform.run
    const known = templates.find(call.id)
    if (known === undefined) return yield* Either.left(Reply.unknownObject(call.id, "POST"))
    yield* templates.revise(known.id, yield* posted)
    return { body: { success: true }, wabaId: null }
  })
