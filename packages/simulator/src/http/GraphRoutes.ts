import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Effect } from "effect"
import * as Auth from "../graph/Auth.ts"
import * as Nodes from "../graph/Nodes.ts"
import * as Reply from "../graph/Reply.ts"
import type * as Platform from "../Platform.ts"
import * as GraphCall from "./GraphCall.ts"
import * as MediaRoutes from "./MediaRoutes.ts"
import * as TemplateRoutes from "./TemplateRoutes.ts"

/** The Graph API beside sending: objects by id, lists under them, tokens, media (CLOUD_API 3.4, 3.5). */
export const make = (platform: Platform.Platform) =>
  HttpRouter.empty.pipe(
    HttpRouter.get("/:version/debug_token", GraphCall.answer(platform, "whatsapp_business_management", debugToken)),
    HttpRouter.get("/:version/:id", GraphCall.answer(platform, "whatsapp_business_management", node)),
    HttpRouter.get("/:version/:id/phone_numbers", GraphCall.answer(platform, "whatsapp_business_management", numbers)),
    HttpRouter.get(
      "/:version/:id/message_templates",
      GraphCall.answer(platform, "whatsapp_business_management", TemplateRoutes.list)
    ),
    HttpRouter.post(
      "/:version/:id/message_templates",
      GraphCall.answer(platform, "whatsapp_business_management", TemplateRoutes.create)
    ),
    HttpRouter.post("/:version/:id", GraphCall.answer(platform, "whatsapp_business_management", TemplateRoutes.revise)),
    HttpRouter.del("/:version/:id", GraphCall.answer(platform, "whatsapp", MediaRoutes.remove)),
    HttpRouter.post("/:version/:id/media", GraphCall.answer(platform, "whatsapp", MediaRoutes.upload)),
    HttpRouter.get("/whatsapp_business/attachments/", MediaRoutes.download(platform)),
    HttpRouter.all("*", unknownPath(platform))
  )

/** `GET /{id}`: a number, an account or a file, whichever has the id. */
const node: GraphCall.Handler = (call) =>
  Effect.gen(function* () {
    const { platform, query } = call
    const file = platform.media.find(call.id, call.nowMillis)
    if (file !== undefined) return yield* MediaRoutes.describe(call, file)
    const holder = yield* GraphCall.holder(call)
    const sender = platform.directory.sender(call.id)
    if (sender !== undefined && Auth.reaches(holder, sender)) {
      yield* Auth.permits(holder, "whatsapp_business_management")
      const fields = query.get("fields")
      const type = "WhatsAppBusinessPhoneNumber"
      const body = yield* Nodes.select(Nodes.phoneNumber(sender), fields, Nodes.phoneNumberDefaults, type)
      return { body, wabaId: sender.wabaId }
    }
    const owned = yield* GraphCall.ownedAccount(call, holder)
    const body = yield* Nodes.select(
      Nodes.account(call.id, owned),
      query.get("fields"),
      Nodes.accountDefaults,
      "WhatsAppBusinessAccount"
    )
    return { body, wabaId: call.id }
  })

const numbers: GraphCall.Handler = (call) =>
  Effect.gen(function* () {
    const holder = yield* GraphCall.holder(call)
    yield* GraphCall.ownedAccount(call, holder)
    const reached = call.platform.directory.sendersOf(call.id).filter((sender) => Auth.reaches(holder, sender))
    const elements = yield* Effect.forEach(reached, (sender) =>
      Nodes.select(
        Nodes.phoneNumber(sender),
        call.query.get("fields"),
        Nodes.phoneNumberDefaults,
        "WhatsAppBusinessPhoneNumber"
      )
    )
    return { body: Nodes.page(elements, call.query), wabaId: call.id }
  })

/** `GET /debug_token?input_token=…`: what a token is and may do; unknown ones are described as invalid, not refused. */
const debugToken: GraphCall.Handler = (call) =>
  Effect.gen(function* () {
    yield* GraphCall.holder(call)
    const input = call.query.get("input_token")
    if (input === null)
      return yield* Effect.fail<Reply.GraphError>({ code: 100, message: "(#100) input_token is required." })
    const token = call.platform.directory.token(input)
    if (token === undefined) return { body: { data: { is_valid: false, scopes: [] } }, wabaId: null }
    const expired = token.expiresAtMillis !== null && token.expiresAtMillis <= call.nowMillis
    const data = {
      app_id: token.appId,
      type: "SYSTEM_USER",
      is_valid: !expired,
      expires_at: token.expiresAtMillis === null ? 0 : Math.floor(token.expiresAtMillis / 1000),
      scopes: token.scopes
    }
    return { body: { data }, wabaId: null }
  })

const unknownPath = (platform: Platform.Platform) =>
  Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
    const message = `Unknown path components: ${request.url.split("?")[0] ?? ""}`
    const context = { version: "unknown", wabaId: null, usage: "whatsapp" as const, request: platform.run.requests++ }
    const { body, headers, status } = Reply.failure({ code: 2500, message }, context)
    return HttpServerResponse.text(body, { status, headers })
  })
