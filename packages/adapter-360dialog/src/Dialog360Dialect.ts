import * as ResponseError from "@sluice/core/failure/ResponseError"
import * as OutboundMessage from "@sluice/core/message/OutboundMessage"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import type { Answer } from "@sluice/engine/ports/Wire"
import { address } from "@sluice/engine/providers/Dialect"
import type { Dialect } from "@sluice/engine/providers/Dialect"
import * as Reading from "@sluice/engine/providers/Reading"
import { Either, Redacted } from "effect"

const post = (request: SendRequest): ReturnType<Dialect["post"]> => {
  const { account, attempt, content, endpoint, messageId, recipient, replyTo } = request
  if (account.provider !== "360dialog")
    return Either.left(Reading.unwritable(`${account.provider} is another provider`))
  return Either.right({
    url: address(endpoint, "messages"),
    headers: {
      "d360-api-key": Redacted.value(account.apiKey),
      accept: "application/json",
      "content-type": "application/json"
    },
    body: JSON.stringify(
      OutboundMessage.toCloudApiBody({ to: recipient, content, replyTo, opaque: Opaque.write(messageId, attempt) })
    )
  })
}

/** What 360dialog says by itself: `{meta: {developer_message, http_code}}`, in either spelling, and no code. */
const ownWords = (body: unknown): string | null =>
  Reading.text(Reading.at(body, "meta", "developer_message")) ??
  Reading.text(Reading.at(body, "meta", "developerMessage"))

/** The platform's error passed on is read as the platform's; 360dialog's own has its status for a code, and says the rest in words. */
const answer = (answered: Answer, nowMillis: number): SendOutcome => {
  const body = Reading.json(answered.text)
  if (Reading.isSuccess(answered)) {
    return Reading.accepted(answered, Reading.text(Reading.at(body, "messages", 0, "id")))
  }
  const own = ownWords(body)
  const error = ResponseError.parse(body ?? answered.text)
  return Reading.refused(
    answered,
    {
      provider: "360dialog",
      code: error.code,
      isWritten: own !== null,
      subcode: error.subcode,
      details: own ?? error.details ?? error.message,
      isTransient: error.isTransient,
      message: own ?? error.message
    },
    nowMillis
  )
}

/** How 360dialog is spoken to (CLOUD_API 3.9): the platform's own bodies at `/messages`, with the channel's key in a header. */
export const dialect: Dialect = {
  provider: "360dialog",
  post,
  answer,
  probe: ({ endpoint }) => address(endpoint, "health_status")
}
