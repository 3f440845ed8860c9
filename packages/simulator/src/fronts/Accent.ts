import { DateTime, type Either } from "effect"
import type * as Front from "../config/Front.ts"
import type * as Fates from "../Fates.ts"
import type * as Directory from "../graph/Directory.ts"
import type * as Reply from "../graph/Reply.ts"
import type * as Ledger from "../Ledger.ts"
import type * as Template from "../templates/Template.ts"
import type { Arrived } from "./Arrived.ts"

/** A request at the door of a provider, read to its end. */
export interface Call {
  /** Without the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: string
}

/** What is around a request: who sends, and which templates there are. */
export interface Around {
  readonly directory: Directory.Directory
  readonly templates: ReadonlyArray<Template.Template>
}

/** What a request asks for, in the platform's own words. */
export interface Asked {
  readonly sender: Directory.Sender
  /** The body as it would be posted to `/messages`. */
  readonly body: Readonly<Record<string, unknown>>
  /** Where statuses of this message go; null where the request says nothing. */
  readonly callbackUrl: string | null
}

/** What becomes of a message that was taken, as the answer needs it. */
export interface Taken {
  readonly id: string
  readonly asked: Asked
  readonly call: Call
  readonly atMillis: number
}

/** A callback, before it is posted: headers are written when it leaves, since some carry the moment. */
export interface Letter {
  readonly url: string
  readonly contentType: string
  readonly body: string
  readonly headersAt: (nowMillis: number) => Readonly<Record<string, string>>
}

/**
 * How one provider's doors speak (CLOUD_API 3.9): what a request says, how it is answered, and how statuses are told. All of what becomes of a
 * message is the platform's, and the same for every provider.
 */
export interface Accent<F extends Front.Front> {
  /** Whether a path is this provider's door for messages. */
  readonly path: RegExp
  readonly read: (front: F, call: Call, around: Around) => Either.Either<Asked, Reply.GraphError>
  /** The id of the nth message of a run. */
  readonly messageId: (run: string, index: number, waId: string) => string
  readonly taken: (front: F, taken: Taken) => Reply.Reply
  readonly refused: (error: Reply.GraphError, httpStatus: number) => Reply.Reply
  readonly letter: (
    front: F,
    url: string,
    entry: Ledger.Entry,
    planned: Fates.Planned,
    sender: Directory.Sender
  ) => Letter
  /** Tells what a customer wrote to a sender. */
  readonly arrival: (front: F, url: string, arrived: Arrived, sender: Directory.Sender) => Letter
  /** Which of the two ids a receiver knows such a message by: WhatsApp's where the provider hands it on. */
  readonly arrivalId: "wamid" | "id"
}

/** An answer in JSON, with the HTTP status that the provider would give. */
export const jsonReply = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {}
): Reply.Reply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body)
})

/** `Retry-After`, where a refusal says when another try may pass. */
export const waiting = ({ retryAfterSeconds }: Reply.GraphError): Readonly<Record<string, string>> =>
  retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }

/** The key is not accepted: the platform's code for a token that is none. */
export const unauthorized: Reply.GraphError = { code: 190, message: "The credentials are not accepted." }

/** Codes of the platform that say that a limit was hit. */
export const limitCodes: ReadonlySet<number> = new Set([4, 429, 80007, 130429, 131048, 131056])

/** Codes of the platform that say that it is out. */
export const outageCodes: ReadonlySet<number> = new Set([2, 131000, 131016, 133004])

/** Codes of the platform that refuse the caller. */
export const authCodes: ReadonlySet<number> = new Set([0, 10, 104, 190, 200])

/** The moment of a status as text, in whole seconds of UTC. */
export const iso = (millis: number): string =>
  DateTime.formatIso(DateTime.unsafeMake(Math.floor(millis / 1_000) * 1_000)).replace(".000", "")

/** Content of a template by a list of values, in the order in which the template has its variables: header, body, buttons. */
export const filled = (
  templates: ReadonlyArray<Template.Template>,
  slotsOf: (template: Template.Template) => Template.Slots,
  known: { readonly name: string; readonly language: string },
  values: ReadonlyArray<string>
): Readonly<Record<string, unknown>> => {
  const template = templates.find(({ language, name }) => name === known.name && language === known.language)
  const slots = template === undefined ? null : slotsOf(template)
  const headers = values.slice(0, slots?.headerParameters ?? 0)
  const bodies = values.slice(headers.length, headers.length + (slots?.bodyParameters ?? values.length))
  const buttons = values.slice(headers.length + bodies.length)
  const kind = slots?.headerKind ?? "text"
  return {
    name: known.name,
    language: { code: known.language },
    components: [
      ...(headers.length === 0
        ? []
        : [
            {
              type: "header",
              parameters: headers.map((value) => ({ type: kind, [kind]: kind === "text" ? value : { link: value } }))
            }
          ]),
      ...(bodies.length === 0 ? [] : [{ type: "body", parameters: bodies.map((text) => ({ type: "text", text })) }]),
      ...buttons.map((text, nth) => ({
        type: "button",
        sub_type: "url",
        index: String(slots?.buttonIndices[nth] ?? nth),
        parameters: [{ type: "text", text }]
      }))
    ]
  }
}
