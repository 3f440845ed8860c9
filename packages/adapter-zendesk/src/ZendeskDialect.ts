import * as Opaque from "@sluice/engine/callbacks/Opaque"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import type { Answer } from "@sluice/engine/ports/Wire"
import { address } from "@sluice/engine/providers/Dialect"
import type { Dialect } from "@sluice/engine/providers/Dialect"
import * as Reading from "@sluice/engine/providers/Reading"
import { Either, Encoding, Redacted } from "effect"

/**
 * A notification: the one way to a number that has no conversation yet. `messageSchema: whatsapp` hands the platform's own content on as it is, so
 * that every type goes that the platform takes.
 */
const post = (request: SendRequest): ReturnType<Dialect["post"]> => {
  const { account, attempt, content, endpoint, messageId, recipient, sender } = request
  if (account.provider !== "zendesk") return Either.left(Reading.unwritable(`${account.provider} is another provider`))
  const presented = `${account.keyId}:${Redacted.value(account.keySecret)}`
  return Either.right({
    url: address(endpoint, `v1.1/apps/${encodeURIComponent(account.appId)}/notifications`),
    headers: {
      authorization: `Basic ${Encoding.encodeBase64(presented)}`,
      accept: "application/json",
      "content-type": "application/json"
    },
    body: JSON.stringify({
      destination: { integrationId: sender.phoneNumberId, destinationId: recipient.replace(/^\+/, "") },
      author: { role: "appMaker" },
      messageSchema: "whatsapp",
      message: content,
      metadata: { biz_opaque_callback_data: Opaque.write(messageId, attempt) }
    })
  })
}

/** `{notification: {_id}}`, or `{error: {code, description}}`; newer addresses answer `{errors: [{code, title, detail}]}`. Codes are words. */
const answer = (answered: Answer, nowMillis: number): SendOutcome => {
  const body = Reading.json(answered.text)
  if (Reading.isSuccess(answered)) {
    const id = Reading.at(body, "notification", "_id") ?? Reading.at(body, "messages", 0, "id")
    return Reading.accepted(answered, Reading.text(id))
  }
  const error = Reading.at(body, "error") ?? Reading.at(body, "errors", 0)
  const underlying = Reading.at(error, "underlyingError")
  const ofPlatform = Reading.at(underlying, "errors", 0, "code") ?? Reading.at(underlying, "error", "code")
  return Reading.refused(
    answered,
    {
      provider: "zendesk",
      code: null,
      codeText: Reading.text(Reading.at(error, "code")),
      underlyingCode: Reading.code(ofPlatform ?? Reading.at(underlying, "code")),
      details:
        Reading.text(Reading.at(error, "description")) ??
        Reading.text(Reading.at(error, "detail")) ??
        Reading.text(Reading.at(error, "title"))
    },
    nowMillis
  )
}

/** How Zendesk's Sunshine Conversations is spoken to (CLOUD_API 3.9): notifications under HTTP basic, with the app's key. */
export const dialect: Dialect = {
  provider: "zendesk",
  post,
  answer,
  probe: ({ endpoint }) => address(endpoint, "v1.1/status")
}
