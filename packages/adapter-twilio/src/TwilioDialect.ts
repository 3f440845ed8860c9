import * as Support from "@sluice/core/message/Support"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import type { TwilioAccount } from "@sluice/engine/ports/Directory"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import type { Answer } from "@sluice/engine/ports/Wire"
import { address } from "@sluice/engine/providers/Dialect"
import type { Dialect } from "@sluice/engine/providers/Dialect"
import * as Reading from "@sluice/engine/providers/Reading"
import * as TemplateValues from "@sluice/engine/providers/TemplateValues"
import { Either, Encoding, Redacted } from "effect"

type Fields = Readonly<Record<string, string>>

/** A content in Twilio's parameters, or why it has none there. */
const fieldsOf = (account: TwilioAccount, { content }: SendRequest): Either.Either<Fields, string> => {
  switch (content.type) {
    case "text":
      return Either.right({ Body: content.text.body })
    case "image":
    case "video":
    case "audio":
    case "document": {
      const file = "image" in content ? content.image : "video" in content ? content.video : null
      const other = "audio" in content ? content.audio : "document" in content ? content.document : null
      const link = (file ?? other)?.link
      if (link === undefined) return Either.left("a file without a link")
      const shown = file ?? ("document" in content ? content.document : null)
      const caption = shown !== null && "caption" in shown ? shown.caption : undefined
      return Either.right({ MediaUrl: link, ...(caption === undefined ? {} : { Body: caption }) })
    }
    case "location": {
      const { address: street, latitude, longitude, name } = content.location
      const label = [name, street].filter((part) => part !== undefined).join(", ")
      return Either.right({
        Body: label === "" ? `${latitude}, ${longitude}` : label,
        PersistentAction: `geo:${latitude},${longitude}${label === "" ? "" : `|${label}`}`
      })
    }
    case "template": {
      const { language, name } = content.template
      const sid = account.contentSids?.[`${name}/${language.code}`] ?? account.contentSids?.[name]
      if (sid === undefined) {
        return Either.left(`the template ${name} in ${language.code}: the account has no entry for it in contentSids`)
      }
      const values = TemplateValues.of(content.template)
      if (values === null) return Either.left(`the template ${name} with values that are no text`)
      const variables = Object.fromEntries(values.map(({ key, text }) => [key, text]))
      return Either.right({
        ContentSid: sid,
        ...(values.length === 0 ? {} : { ContentVariables: JSON.stringify(variables) })
      })
    }
    default:
      return Either.left(Support.kindOf(content))
  }
}

/** Our address with the message's id in its query, which Twilio signs and hands back with every status. */
const statusCallback = ({ callbackUrl }: TwilioAccount, { attempt, messageId }: SendRequest): Fields =>
  callbackUrl === undefined
    ? {}
    : { StatusCallback: `${callbackUrl}?biz_opaque_callback_data=${Opaque.write(messageId, attempt)}` }

const post = (request: SendRequest): ReturnType<Dialect["post"]> => {
  const { account, endpoint, recipient, sender } = request
  if (account.provider !== "twilio") return Either.left(Reading.unwritable(`${account.provider} is another provider`))
  return Either.mapBoth(fieldsOf(account, request), {
    onLeft: (what) => Reading.unwritable(`Twilio cannot send ${what}`),
    onRight: (fields) => {
      const token = account.authTokens[0]
      const presented = `${account.accountSid}:${token === undefined ? "" : Redacted.value(token)}`
      return {
        url: address(endpoint, `2010-04-01/Accounts/${encodeURIComponent(account.accountSid)}/Messages.json`),
        headers: {
          authorization: `Basic ${Encoding.encodeBase64(presented)}`,
          accept: "application/json",
          "content-type": "application/x-www-form-urlencoded"
        },
        body: new URLSearchParams({
          To: `whatsapp:${recipient}`,
          From: `whatsapp:${sender.number}`,
          ...fields,
          ...statusCallback(account, request)
        }).toString()
      }
    }
  })
}

/** `{sid, status}`, or `{code, message, status}`; a message can be taken and be failed at once, with its error beside its id. */
const answer = (answered: Answer, nowMillis: number): SendOutcome => {
  const body = Reading.json(answered.text)
  if (Reading.isSuccess(answered)) {
    const code = Reading.code(Reading.at(body, "error_code"))
    const status = Reading.at(body, "status")
    return code !== null && (status === "failed" || status === "undelivered")
      ? Reading.refused(
          answered,
          { provider: "twilio", code, details: Reading.text(Reading.at(body, "error_message")) },
          nowMillis
        )
      : Reading.accepted(answered, Reading.text(Reading.at(body, "sid")))
  }
  return Reading.refused(
    answered,
    {
      provider: "twilio",
      code: Reading.code(Reading.at(body, "code")),
      details: Reading.text(Reading.at(body, "message"))
    },
    nowMillis
  )
}

/**
 * How Twilio is spoken to (CLOUD_API 3.9): a form under HTTP basic, to `whatsapp:` addresses. The message's id travels in the query of the status
 * callback's address, because Twilio hands nothing else back (RT-04).
 */
export const dialect: Dialect = {
  provider: "twilio",
  post,
  answer,
  probe: ({ endpoint }) => address(endpoint, "2010-04-01.json")
}
