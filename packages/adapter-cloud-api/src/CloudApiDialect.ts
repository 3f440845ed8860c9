import * as OutboundMessage from "@sluice/core/message/OutboundMessage"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import type { SendRequest } from "@sluice/engine/ports/Provider"
import { address } from "@sluice/engine/providers/Dialect"
import type { Dialect } from "@sluice/engine/providers/Dialect"
import * as Reading from "@sluice/engine/providers/Reading"
import { Either, Redacted } from "effect"
import * as CloudApiReading from "./Reading.ts"
import * as VersionNotice from "./VersionNotice.ts"

const post = (request: SendRequest): ReturnType<Dialect["post"]> => {
  const { account, attempt, content, endpoint, messageId, recipient, replyTo, sender } = request
  if (account.provider !== "cloud-api")
    return Either.left(Reading.unwritable(`${account.provider} is another provider`))
  return Either.right({
    url: address(endpoint, `${account.version}/${sender.phoneNumberId}/messages`),
    headers: {
      authorization: `Bearer ${Redacted.value(account.accessToken)}`,
      accept: "application/json",
      "content-type": "application/json"
    },
    body: JSON.stringify(
      OutboundMessage.toCloudApiBody({ to: recipient, content, replyTo, opaque: Opaque.write(messageId, attempt) })
    )
  })
}

/**
 * How the Cloud API is spoken to (CLOUD_API 3.1): message id and attempt travel as `biz_opaque_callback_data`, so that every callback names both
 * even when the answer was lost (RT-04).
 */
export const dialect: Dialect = {
  provider: "cloud-api",
  post,
  answer: CloudApiReading.answer,
  // Every version answers this one, with an error, without a token.
  probe: ({ account, endpoint }) => address(endpoint, `${"version" in account ? account.version : ""}/debug_token`),
  warning: ({ headers }) => VersionNotice.read(headers).warning
}
