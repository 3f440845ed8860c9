import * as Support from "@sluice/core/message/Support"
import type { Template } from "@sluice/core/message/Template"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import type { MessageBirdAccount } from "@sluice/engine/ports/Directory"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import type { Answer } from "@sluice/engine/ports/Wire"
import { address } from "@sluice/engine/providers/Dialect"
import type { Dialect } from "@sluice/engine/providers/Dialect"
import * as Reading from "@sluice/engine/providers/Reading"
import { Either, Redacted } from "effect"

/** What a message says, in MessageBird's words: a type, and a content under the name of that type. */
interface Said {
  readonly type: string
  readonly content: Readonly<Record<string, unknown>>
}

const said = (type: string, value: unknown): Either.Either<Said, string> =>
  Either.right({ type, content: { [type]: value } })

/** The platform says `link`, MessageBird `url`; in a template's values too. */
const linked = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(linked)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name === "link" ? "url" : name, linked(inner)])
  )
}

const hsm = ({ components = [], language, name }: Template, namespace: string) => ({
  namespace,
  templateName: name,
  language: { policy: "deterministic", code: language.code },
  components: linked(components)
})

const written = (account: MessageBirdAccount, { content }: SendRequest): Either.Either<Said, string> => {
  switch (content.type) {
    case "text":
      return said("text", content.text.body)
    case "image":
      return said("image", { url: content.image.link, caption: content.image.caption })
    case "video":
      return said("video", { url: content.video.link, caption: content.video.caption })
    case "audio":
      return said("audio", { url: content.audio.link })
    case "document":
      return said("file", { url: content.document.link, caption: content.document.caption })
    case "sticker":
      return said("whatsappSticker", { link: content.sticker.link })
    case "location":
      return said("location", { latitude: content.location.latitude, longitude: content.location.longitude })
    case "interactive":
      return said("interactive", linked(content.interactive))
    case "template":
      return account.templateNamespace === undefined
        ? Either.left(`the template ${content.template.name}: the account has no templateNamespace`)
        : said("hsm", hsm(content.template, account.templateNamespace))
    case "contacts":
    case "reaction":
      return Either.left(Support.kindOf(content))
  }
}

const post = (request: SendRequest): ReturnType<Dialect["post"]> => {
  const { account, attempt, endpoint, messageId, recipient, sender } = request
  if (account.provider !== "messagebird")
    return Either.left(Reading.unwritable(`${account.provider} is another provider`))
  return Either.mapBoth(written(account, request), {
    onLeft: (what) => Reading.unwritable(`MessageBird cannot send ${what}`),
    onRight: ({ content, type }) => ({
      url: address(endpoint, "v1/send"),
      headers: {
        authorization: `AccessKey ${Redacted.value(account.accessKey)}`,
        accept: "application/json",
        "content-type": "application/json"
      },
      body: JSON.stringify({
        to: recipient,
        from: sender.phoneNumberId,
        type,
        content,
        reference: Opaque.write(messageId, attempt),
        ...(account.callbackUrl === undefined ? {} : { reportUrl: account.callbackUrl })
      })
    })
  })
}

/** `{id, status}`, or `{errors: [{code, description, parameter}]}`. */
const answer = (answered: Answer, nowMillis: number): SendOutcome => {
  const body = Reading.json(answered.text)
  if (Reading.isSuccess(answered)) return Reading.accepted(answered, Reading.text(Reading.at(body, "id")))
  const error = Reading.at(body, "errors", 0)
  return Reading.refused(
    answered,
    {
      provider: "messagebird",
      code: Reading.code(Reading.at(error, "code")),
      details: Reading.text(Reading.at(error, "description"))
    },
    nowMillis
  )
}

/** How MessageBird's older interface is spoken to (CLOUD_API 3.9). Our id travels as `reference`, which its statuses carry (RT-04). */
export const dialect: Dialect = {
  provider: "messagebird",
  post,
  answer,
  probe: ({ endpoint }) => address(endpoint, "v1/conversations")
}
