import * as Support from "@sluice/core/message/Support"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import type { BirdAccount } from "@sluice/engine/ports/Directory"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import type { Answer } from "@sluice/engine/ports/Wire"
import { address } from "@sluice/engine/providers/Dialect"
import type { Dialect } from "@sluice/engine/providers/Dialect"
import * as Reading from "@sluice/engine/providers/Reading"
import * as TemplateValues from "@sluice/engine/providers/TemplateValues"
import { Either, Redacted } from "effect"
import * as BirdInteractive from "./BirdInteractive.ts"

type Fields = Readonly<Record<string, unknown>>

/** What Bird wants to know of a file, by the end of its address; the platform reads the file itself. */
const contentTypes: Readonly<Record<string, string>> = {
  mp4: "video/mp4",
  "3gp": "video/3gpp",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  amr: "audio/amr",
  ogg: "audio/ogg",
  pdf: "application/pdf",
  txt: "text/plain",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

const usual = { video: "video/mp4", audio: "audio/mpeg", document: "application/pdf" } as const

const file = (
  kind: keyof typeof usual,
  shown: { readonly link?: string; readonly caption?: string; readonly filename?: string }
): { readonly type: "file"; readonly file: Fields } => {
  const ending = /\.([a-z0-9]{2,4})(?:[?#]|$)/i.exec(shown.link ?? "")?.[1]?.toLowerCase() ?? ""
  return {
    type: "file",
    file: {
      ...(shown.caption === undefined ? {} : { text: shown.caption }),
      files: [
        {
          contentType: contentTypes[ending] ?? usual[kind],
          mediaUrl: shown.link,
          ...(shown.filename === undefined ? {} : { filename: shown.filename })
        }
      ]
    }
  }
}

/** `body` of a message, or `template` instead of it. */
const fieldsOf = (account: BirdAccount, { content }: SendRequest): Either.Either<Fields, string> => {
  switch (content.type) {
    case "text":
      return Either.right({ body: { type: "text", text: { text: content.text.body } } })
    case "image": {
      const { caption, link } = content.image
      const image = { ...(caption === undefined ? {} : { text: caption }), images: [{ mediaUrl: link }] }
      return Either.right({ body: { type: "image", image } })
    }
    case "video":
      return Either.right({ body: file("video", content.video) })
    case "audio":
      return Either.right({ body: file("audio", content.audio) })
    case "document":
      return Either.right({ body: file("document", content.document) })
    case "location": {
      const { address: street, latitude, longitude, name } = content.location
      const place = {
        ...(street === undefined ? {} : { address: street }),
        ...(name === undefined ? {} : { label: name })
      }
      return Either.right({
        body: { type: "location", location: { coordinates: { latitude, longitude }, location: place } }
      })
    }
    case "interactive":
      return Either.map(BirdInteractive.body(content.interactive, file), (body) => ({ body }))
    case "template": {
      const { language, name } = content.template
      const project = account.templateProjects?.[name]
      if (project === undefined)
        return Either.left(`the template ${name}: the account has no entry for it in templateProjects`)
      const values = TemplateValues.of(content.template)
      if (values === null) return Either.left(`the template ${name} with values that are no text`)
      return Either.right({
        template: {
          ...project,
          locale: language.code,
          parameters: values.map(({ key, text }) => ({ type: "string", key, value: text }))
        }
      })
    }
    default:
      return Either.left(Support.kindOf(content))
  }
}

const post = (request: SendRequest): ReturnType<Dialect["post"]> => {
  const { account, attempt, endpoint, messageId, recipient, replyTo, sender } = request
  if (account.provider !== "bird") return Either.left(Reading.unwritable(`${account.provider} is another provider`))
  const channel = `workspaces/${encodeURIComponent(account.workspaceId)}/channels/${encodeURIComponent(sender.phoneNumberId)}`
  return Either.mapBoth(fieldsOf(account, request), {
    onLeft: (what) => Reading.unwritable(`Bird cannot send ${what}`),
    onRight: (fields) => ({
      url: address(endpoint, `${channel}/messages`),
      headers: {
        authorization: `AccessKey ${Redacted.value(account.accessKey)}`,
        accept: "application/json",
        "content-type": "application/json"
      },
      body: JSON.stringify({
        receiver: { contacts: [{ identifierKey: "phonenumber", identifierValue: recipient }] },
        ...fields,
        ...(replyTo === null ? {} : { replyTo: { id: replyTo, type: "message" } }),
        reference: Opaque.write(messageId, attempt)
      })
    })
  })
}

/** `{id, status}`, or `{code, message, details}`; codes are words in answers, and numbers in `failure` of statuses. */
const answer = (answered: Answer, nowMillis: number): SendOutcome => {
  const body = Reading.json(answered.text)
  if (Reading.isSuccess(answered)) return Reading.accepted(answered, Reading.text(Reading.at(body, "id")))
  const code = Reading.at(body, "code")
  const number = Reading.code(code)
  return Reading.refused(
    answered,
    {
      provider: "bird",
      code: number,
      codeText: number === null ? Reading.text(code) : null,
      details: Reading.text(Reading.at(body, "message"))
    },
    nowMillis
  )
}

/** How Bird's Channels interface is spoken to (CLOUD_API 3.9). Our id travels as `reference`, which its statuses carry (RT-04). */
export const dialect: Dialect = {
  provider: "bird",
  post,
  answer,
  probe: ({ endpoint }) => address(endpoint, "workspaces")
}
