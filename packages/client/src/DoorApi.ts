import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Multipart from "@effect/platform/Multipart"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import { ReadReceipt } from "@sluice/core/message/ReadReceipt"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Message from "./Message.ts"

const optional = { exact: true } as const

/** The platform's error, in which this door refuses as well (CLOUD_API 3.2). */
const GraphError = Schema.Struct({
  error: Schema.Struct({
    message: Schema.String,
    type: Schema.Literal("OAuthException", "GraphMethodException"),
    /** A code of the platform; `docs/your-own-sdk.md` lists those that come from here. */
    code: Schema.Int,
    error_subcode: Schema.optionalWith(Schema.Int, { exact: true }),
    error_data: Schema.optionalWith(
      Schema.Struct({ messaging_product: Schema.Literal("whatsapp"), details: Schema.String }),
      { exact: true }
    ),
    is_transient: Schema.optionalWith(Schema.Boolean, { exact: true }),
    fbtrace_id: Schema.String
  })
}).annotations({ identifier: "GraphError", description: "The platform's error, in which this door refuses as well" })

const failing = (status: number) => GraphError.annotations(HttpApiSchema.annotations({ status }))

/** What was taken in; `id` names it from then on, also in callbacks. */
const Sent = Schema.Struct({
  messaging_product: Schema.Literal("whatsapp"),
  contacts: Schema.Array(Schema.Struct({ input: Schema.String, wa_id: Schema.String })),
  messages: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      message_status: Schema.optionalWith(Schema.Literal("accepted"), { exact: true })
    })
  )
}).annotations({ identifier: "GraphMessageSent" })

const Done = Schema.Struct({ success: Schema.Literal(true) }).annotations({ identifier: "GraphDone" })

/** A message or a number, with the fields that the platform gives it. */
const Node = Schema.Struct(
  { id: Schema.String },
  Schema.Record({ key: Schema.String, value: Schema.Unknown })
).annotations({ identifier: "GraphNode" })

const Page = Schema.Struct({
  data: Schema.Array(Node),
  paging: Schema.optionalWith(Schema.Unknown, { exact: true })
}).annotations({ identifier: "GraphPage" })

/** `v25.0`; whichever it is, the answers are the same. */
const version = Schema.String.pipe(Schema.pattern(/^v\d{1,3}\.\d{1,2}$/))

const headers = Schema.Struct({ "idempotency-key": Schema.optionalWith(Message.IdempotencyKey, { exact: true }) })

/**
 * The envelope alone: what a message says has the shape of `Content`, which the document holds once, and not again for each type with these fields
 * around it.
 */
const Body = Schema.Struct(
  {
    messaging_product: Schema.Literal("whatsapp"),
    recipient_type: Schema.optionalWith(Schema.Literal("individual"), optional),
    /** With or without `+`. */
    to: Limit.Name,
    type: Schema.optionalWith(Schema.String, optional),
    context: Schema.optionalWith(Schema.Struct({ message_id: Limit.Name }), optional),
    biz_opaque_callback_data: Schema.optionalWith(Limit.upTo(512), optional)
  },
  Schema.Record({ key: Schema.String, value: Schema.Unknown })
).annotations({
  identifier: "GraphMessage",
  description: "A body as the platform takes it: these fields, and beside them those of Content"
})

const Receipt = ReadReceipt.annotations({ identifier: "GraphReadReceipt" })

const send = HttpApiEndpoint.post("sendMessage", "/:version/:phoneNumberId/messages")
  .setPath(Schema.Struct({ version, phoneNumberId: Limit.Name }))
  .setHeaders(headers)
  .setPayload(Schema.Union(Body, Receipt))
  .addSuccess(Schema.Union(Sent, Done))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Send a message, or mark one as read")
  .annotate(
    OpenApi.Description,
    "A message is durable in the queue before the answer, and goes through the same acceptance as those of /v1/messages. A mark of having read goes to the platform at once."
  )

const node = HttpApiEndpoint.get("get", "/:version/:id")
  .setPath(Schema.Struct({ version, id: Limit.Name }))
  .setUrlParams(Schema.Struct({ fields: Schema.optionalWith(Schema.String, { exact: true }) }))
  .addSuccess(Node)
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "A message by the id that was given out, a number or a file in the platform's words")

const file = Schema.Struct({ version, id: Limit.Name })
const ofNumber = Schema.Struct({ phone_number_id: Schema.optionalWith(Limit.Name, optional) })

const upload = HttpApiEndpoint.post("uploadMedia", "/:version/:phoneNumberId/media")
  .setPath(Schema.Struct({ version, phoneNumberId: Limit.Name }))
  .setPayload(
    HttpApiSchema.Multipart(
      Schema.Struct({
        messaging_product: Schema.Literal("whatsapp"),
        type: Schema.optionalWith(Schema.String, optional),
        file: Multipart.SingleFileSchema
      })
    )
  )
  .addSuccess(Schema.Struct({ id: Schema.String }).annotations({ identifier: "GraphMediaUploaded" }))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Give the platform a file; it is looked at by its bytes before it leaves")

const remove = HttpApiEndpoint.del("removeMedia", "/:version/:id")
  .setPath(file)
  .setUrlParams(ofNumber)
  .addSuccess(Done)
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Remove a file from the platform")

const content = HttpApiEndpoint.get("readMedia", "/:version/:id/content")
  .setPath(file)
  .setUrlParams(ofNumber)
  .addSuccess(HttpApiSchema.Uint8Array({ contentType: "application/octet-stream" }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "A file of the platform, or one that came inside a callback, read through here")

const account = Schema.Struct({ version, businessAccountId: Limit.Name })

const templates = HttpApiEndpoint.get("listTemplates", "/:version/:businessAccountId/message_templates")
  .setPath(account)
  .addSuccess(Page)
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "The templates of a business account, in the platform's words")

const createTemplate = HttpApiEndpoint.post("createTemplate", "/:version/:businessAccountId/message_templates")
  .setPath(account)
  .setPayload(
    Schema.Record({ key: Schema.String, value: Schema.Unknown }).annotations({ identifier: "GraphTemplateDraft" })
  )
  .addSuccess(Node)
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Hand a template in; it is linted before it leaves")

/** The door that speaks the platform's language, so that what was written for the platform works by calling here instead. */
class CloudApi extends HttpApiGroup.make("cloudApi")
  .add(send)
  .add(node)
  .add(upload)
  .add(remove)
  .add(content)
  .add(templates)
  .add(createTemplate)
  .addError(failing(400))
  .addError(failing(401))
  .addError(failing(403))
  .addError(failing(429))
  .addError(failing(500))
  .addError(failing(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "cloud-api")
  .annotate(OpenApi.Description, "The platform's own paths and shapes, for SDKs that exist") {}

/**
 * The compatible door, described for OpenAPI alone: an SDK that exists calls it, so there is no client of ours for it.
 */
export class DoorApi extends HttpApi.make("sluice-door").add(CloudApi) {}
