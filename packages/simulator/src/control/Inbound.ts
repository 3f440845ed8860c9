import { Either, Schema } from "effect"
import * as Arrived from "../fronts/Arrived.ts"
import * as Door from "../fronts/Door.ts"
import type * as Directory from "../graph/Directory.ts"
import type * as Platform from "../Platform.ts"
import * as Wamid from "../Wamid.ts"

/** A message that somebody writes to one of the senders; it travels as a callback like any other, in the form of whoever the number is reached through (CLOUD_API 3.6, 3.9). */
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

/** Why nothing came in. */
type Untold =
  | { readonly _tag: "UnknownSender"; readonly id: string }
  /** The number is reached through a provider, and not every provider tells messages of that type. */
  | { readonly _tag: "UntoldType"; readonly type: string }

/** Ids of the messages, as whoever is told of them knows them. */
export const receive = (
  platform: Platform.Platform,
  inbound: Inbound
): Either.Either<ReadonlyArray<string>, Untold> => {
  const { clock, directory, run } = platform
  const sender = directory.sender(inbound.phoneNumberId)
  if (sender === undefined) return Either.left({ _tag: "UnknownSender", id: inbound.phoneNumberId })
  const front = directory.fronts.find(({ accountId }) => accountId === sender.accountId)
  const said = Arrived.said(inbound.type, inbound.content)
  if (front !== undefined && said === null) return Either.left({ _tag: "UntoldType", type: inbound.type })
  const nowMillis = clock.nowMillis()
  return Either.right(
    Array.from({ length: inbound.count }, (_, nth) => {
      const from = String(BigInt(inbound.from) + BigInt(nth))
      const index = run.wamids++
      const wamid = Wamid.inbound(from, run.id, index)
      run.windows.opened(sender.phoneNumberId, from, nowMillis)
      run.judge.inbound(sender.phoneNumberId, from, nowMillis)
      if (front === undefined || said === null) {
        run.inbound.set(wamid, true)
        post(platform, sender, inbound, from, wamid, nowMillis)
        return wamid
      }
      const { name, repliesTo } = inbound
      const door = Door.of(front)
      const id = door.messageId(run.id, index, from)
      const url = directory.frontUrl(front.id)
      const arrived = { wamid, id, from, name, said, repliesTo, atMillis: nowMillis }
      if (url !== null) {
        platform.courier.send(front.id, { letter: door.arrival(url, arrived, sender), acknowledged: () => {} })
      }
      return arrived[door.arrivalId]
    })
  )
}

/** Tells the account's apps, as the platform does. */
const post = (
  { courier }: Platform.Platform,
  { accountId, displayPhoneNumber, phoneNumberId, wabaId }: Directory.Sender,
  inbound: Inbound,
  from: string,
  id: string,
  nowMillis: number
): void => {
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
  courier.post(accountId, {
    update: {
      wabaId,
      phoneNumberId,
      displayPhoneNumber,
      content: { kind: "message", contact: { profile: { name: inbound.name }, wa_id: from }, message }
    },
    acknowledged: () => {}
  })
}
