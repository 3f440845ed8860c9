import { Data, Either } from "effect"
import type * as Directory from "../graph/Directory.ts"
import type * as Reply from "../graph/Reply.ts"
import type * as Template from "../templates/Template.ts"
import * as Check from "./Check.ts"
import * as Content from "./Content.ts"
import * as Recipient from "./Recipient.ts"
import * as TemplateCall from "./TemplateCall.ts"

/**
 * The body of `POST /{version}/{phone_number_id}/messages`, checked as Meta checks it (CLOUD_API 3.1, 3.3).
 *
 * One problem is reported at a time: not JSON and a missing product are 100, other missing parameters 131008, wrong ones
 * 131009, an unknown type 131051, a message to oneself 131021, templates 132xxx. Groups and recipients by user id are not
 * simulated and are refused as 131009.
 */
export type Body = Data.TaggedEnum<{
  Message: Outbound
  /** `status: "read"`, with or without a typing indicator. */
  Read: { readonly messageId: string; readonly typing: boolean }
}>
export const {
  /** Somebody is to be sent something. */
  Message,
  /** A message that came in was read. */
  Read
} = Data.taggedEnum<Body>()

/** A message that may be sent, as far as the content goes. */
export interface Outbound {
  /** `to` as it was given. */
  readonly input: string
  readonly waId: string
  /** Whether the business's calling code was put in front of `to`. */
  readonly prefixed: boolean
  readonly type: string
  readonly opaque: string | null
  /** Id of an uploaded file in the content, if any; a template's header counts. */
  readonly mediaIds: ReadonlyArray<MediaUse>
  /** Category of the template, null for other types. */
  readonly category: Template.Template["category"] | null
}

/** A file by id, and the kind of file that its place asks for. */
export interface MediaUse {
  readonly id: string
  readonly kind: string
}

/** Callback data may be this long. */
const opaqueCharsMax = 512

const common = Check.record(
  { to: Check.text(64) },
  {
    recipient_type: Check.oneOf("individual"),
    biz_opaque_callback_data: Check.text(opaqueCharsMax, 0),
    context: Check.record({ message_id: Check.text(512) }),
    type: Check.text(64)
  }
)

const readStatus = Check.record(
  { status: Check.oneOf("read"), message_id: Check.text(512) },
  { typing_indicator: Check.record({ type: Check.oneOf("text") }) }
)

/**
 * What the text of a request asks for, or the first thing that is wrong with it.
 *
 * @param sender in the path: its calling code is put in front of a number without `+`, and it cannot write to itself.
 */
export const read = (
  text: string,
  sender: Directory.Sender,
  templates: ReadonlyArray<Template.Template>
): Either.Either<Body, Reply.GraphError> => {
  const parsed = Either.try((): unknown => JSON.parse(text))
  if (Either.isLeft(parsed) || !Check.isRecord(parsed.right)) {
    return Either.left({ code: 100, message: "(#100) The request body is not a JSON object." })
  }
  const value = parsed.right
  if (value["messaging_product"] !== "whatsapp") {
    const given = value["messaging_product"]
    const message =
      given === undefined
        ? "(#100) The parameter messaging_product is required."
        : "(#100) Param messaging_product must be one of {WHATSAPP}"
    return Either.left({ code: 100, message })
  }
  return value["status"] === undefined ? message(value, sender, templates) : readReceipt(value)
}

const readReceipt = (value: Readonly<Record<string, unknown>>): Either.Either<Body, Reply.GraphError> => {
  const problem = readStatus(value, "")
  if (problem !== null) return Either.left(problem)
  return Either.right(Read({ messageId: String(value["message_id"]), typing: value["typing_indicator"] !== undefined }))
}

const message = (
  value: Readonly<Record<string, unknown>>,
  sender: Directory.Sender,
  templates: ReadonlyArray<Template.Template>
): Either.Either<Body, Reply.GraphError> => {
  const problem = common(value, "")
  if (problem !== null) return Either.left(problem)
  // A message without a type is a text.
  const type = String(value["type"] ?? "text")
  const check = Object.hasOwn(Content.checks, type) ? Content.checks[type] : undefined
  if (check === undefined) return Either.left({ code: 131051, details: `Message type ${type} is not supported.` })

  const input = String(value["to"])
  const recipient = Recipient.read(input, sender.callingCode)
  if (recipient === null) return Either.left(Check.invalid("to", "a phone number is expected"))
  if (recipient.waId === sender.displayPhoneNumber.replace(/\D/g, "")) return Either.left({ code: 131021 })

  const wrong = Check.record({ [type]: check })(value, "")
  if (wrong !== null) return Either.left(wrong)
  const content = value[type]
  const misfit = type === "template" ? TemplateCall.check(templates, content) : null
  if (misfit !== null) return Either.left(misfit)
  return Either.right(
    Message({
      input,
      waId: recipient.waId,
      prefixed: recipient.prefixed,
      type,
      opaque: typeof value["biz_opaque_callback_data"] === "string" ? value["biz_opaque_callback_data"] : null,
      mediaIds: mediaIds(type, content),
      category: type === "template" ? categoryOf(templates, content) : null
    })
  )
}

const categoryOf = (templates: ReadonlyArray<Template.Template>, content: unknown): Outbound["category"] =>
  templates.find((template) => Check.isRecord(content) && template.name === content["name"])?.category ?? null

const fileKinds = ["image", "video", "audio", "document", "sticker"]

/** Ids of uploaded files anywhere in a message: its own, its header's, its template's header's. */
const mediaIds = (type: string, content: unknown): ReadonlyArray<MediaUse> => {
  if (!Check.isRecord(content)) return []
  if (fileKinds.includes(type)) return typeof content["id"] === "string" ? [{ kind: type, id: content["id"] }] : []
  if (type === "interactive") return filesIn(content["header"])
  if (type !== "template" || !Array.isArray(content["components"])) return []
  return content["components"].flatMap((component: unknown) =>
    Check.isRecord(component) && Array.isArray(component["parameters"]) ? component["parameters"].flatMap(filesIn) : []
  )
}

const filesIn = (holder: unknown): ReadonlyArray<MediaUse> => {
  if (!Check.isRecord(holder)) return []
  return fileKinds.flatMap((kind) => {
    const file = holder[kind]
    return Check.isRecord(file) && typeof file["id"] === "string" ? [{ kind, id: file["id"] }] : []
  })
}
