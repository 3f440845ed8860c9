import * as Args from "@effect/cli/Args"
import { MessageId } from "@sluice/client/Message"
import { Schema } from "effect"

const isMessageId = Schema.is(MessageId)

/** The id of a message; anything else is refused before the server is asked. */
export const args: Args.Args<string> = Args.text({ name: "id" }).pipe(
  Args.withSchema(
    Schema.String.pipe(
      Schema.filter(isMessageId, { message: () => "that is no id of a message; `sluice messages ls` shows them" })
    )
  )
)
