import { Either, Schema } from "effect"
import type * as Platform from "../Platform.ts"
import * as Wamid from "../Wamid.ts"

/** A message that somebody writes to one of the senders; it travels as a callback like any other (CLOUD_API 3.6). */
export const Inbound = Schema.Struct({
  phoneNumberId: Schema.NonEmptyString,
  /** Digits of the writer's number. */
  from: Schema.String.pipe(Schema.pattern(/^\d{7,15}$/)),
  name: Schema.optionalWith(Schema.String, { default: () => "Sample Customer" }),
  /** `text`, `image`, `button` … with its content, written to the callback as it is. */
  type: Schema.optionalWith(Schema.NonEmptyString, { default: () => "text" }),
  content: Schema.optionalWith(Schema.Unknown, { default: () => ({ body: "Hello" }) }),
  /** Id of the message that it answers. */
  repliesTo: Schema.optionalWith(Schema.NullOr(Schema.String), { default: () => null }),
  /** How many; the writers' numbers count up from `from`. */
  count: Schema.optionalWith(Schema.Int.pipe(Schema.between(1, 100_000)), { default: () => 1 })
})
export type Inbound = typeof Inbound.Type

/** Ids of the messages, or the sender that does not exist. */
export const receive = (
  platform: Platform.Platform,
  inbound: Inbound
): Either.Either<ReadonlyArray<string>, { readonly unknownSender: string }> => {
  const { clock, courier, directory, run } = platform
  const sender = directory.sender(inbound.phoneNumberId)
  if (sender === undefined) return Either.left({ unknownSender: inbound.phoneNumberId })
  const nowMillis = clock.nowMillis()
  const { displayPhoneNumber, phoneNumberId, wabaId } = sender
  return Either.right(
    Array.from({ length: inbound.count }, (_, nth) => {
      const from = String(BigInt(inbound.from) + BigInt(nth))
      const id = Wamid.inbound(from, run.id, run.wamids++)
      run.inbound.set(id, true)
      run.windows.opened(phoneNumberId, from, nowMillis)
      run.judge.inbound(phoneNumberId, from, nowMillis)
      const message = {
        from,
        id,
        timestamp: String(Math.floor(nowMillis / 1000)),
        ...(inbound.repliesTo === null
          ? {}
          : { context: { from: displayPhoneNumber.replace(/\D/g, ""), id: inbound.repliesTo } }),
        type: inbound.type,
        [inbound.type]: inbound.content
      }
      courier.post(sender.accountId, {
        update: {
          wabaId,
          phoneNumberId,
          displayPhoneNumber,
          content: { kind: "message", contact: { profile: { name: inbound.name }, wa_id: from }, message }
        },
        acknowledged: () => {}
      })
      return id
    })
  )
}
