import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import type { ReadReceipt } from "@sluice/core/message/ReadReceipt"
import type { Numbers } from "@sluice/core/policy/Numbers"
import { Clock, Context, Effect, Layer, Option } from "effect"
import { Accept } from "../accept/Accept.ts"
import type { Finding } from "../accept/Finding.ts"
import type * as Outcome from "../accept/Outcome.ts"
import * as Caller from "../access/Caller.ts"
import * as HoldKeys from "../dispatch/HoldKeys.ts"
import { Crypto } from "../ports/Crypto.ts"
import { Directory, type Sender, type SenderUnknown } from "../ports/Directory.ts"
import type { Graph } from "../ports/Graph.ts"
import { Holds } from "../ports/Holds.ts"
import { type Message, Outbox } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Asking from "./Asking.ts"
import * as GivenId from "./GivenId.ts"
import * as OwnNumber from "./OwnNumber.ts"
import * as PostedBody from "./PostedBody.ts"
import type { FeatureUnsupported, PlatformRefused, PlatformSilent } from "./Refusals.ts"
import { BodyRefused, NumberHeld, ObjectUnknown } from "./Refusals.ts"

/** What became of a body that was posted to `/messages`. */
export type Posted =
  | {
      readonly _tag: "Taken"
      /** The name by which the caller knows the message from now on (`GivenId`). */
      readonly id: string
      /** The recipient as the caller wrote it, and as digits of E.164. */
      readonly input: string
      readonly waId: string
      readonly isTemplate: boolean
      /** It was taken under the same key before (RT-05). */
      readonly isRepeated: boolean
    }
  /** The platform has marked a message as read, and shows the typing where that was asked. */
  | { readonly _tag: "Marked" }

type Refused = BodyRefused | FeatureUnsupported

const refused = (path: string, code: string, message: string, suggestion: string | null = null): BodyRefused => {
  const finding: Finding = { path, code, rule: "CLOUD_API 131009", message, suggestion }
  return new BodyRefused({ findings: [finding] })
}

/**
 * A number as acceptance wants it: the platform takes separators, and digits without the `+` as a person's account at WhatsApp is written
 * (CLOUD_API, where the guide differs), so both are put right here. What cannot be read without a guess stays as it is, and is refused
 * with what is wrong with it (PH-01 to PH-05): never is a country put in front of it.
 */
const numberOf = (policy: Numbers, text: string): string => {
  const verdict = PhoneNumber.judge(policy, text, { mode: "lenient" })
  return verdict.sendable ? verdict.e164 : text
}

const make = Effect.gen(function* () {
  const accept = yield* Accept
  const directory = yield* Directory
  const ask = yield* Asking.make
  const senderOf = yield* OwnNumber.make
  const holds = yield* Holds
  const outbox = yield* Outbox
  const { sha256 } = yield* Crypto

  /** A message as acceptance names it: one that was given a name here by our id, and any other as the platform does. */
  const nameOf = (name: string): string => GivenId.read(sha256, name) ?? name

  /** A reaction names the message that it is about in its content. */
  const named = (content: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const { reaction } = content
    if (typeof reaction !== "object" || reaction === null || !("message_id" in reaction)) return content
    return { ...content, reaction: { ...reaction, message_id: nameOf(String(reaction.message_id)) } }
  }

  /**
   * A mark of having read is no message: it is worth something now or not at all, and marking twice does no harm. So it goes at once, and
   * the caller hears what the platform says; only holds stop it as they stop everything (RL-07).
   */
  const mark = Effect.fn("Door.mark")(function* (sender: Sender, receipt: ReadReceipt) {
    if (GivenId.read(sha256, receipt.message_id) !== null) {
      return yield* refused("message_id", "message-own", "is a message that was sent, and not one that was received")
    }
    const account = yield* Effect.flatMap(Effect.orDie(directory.account(sender.accountId)), (found) =>
      Asking.atPlatform(found, "marks of having read")
    )
    const [held] = yield* holds.active(yield* Clock.currentTimeMillis, HoldKeys.lane(sender))
    if (held !== undefined) {
      const { reason, untilMillis } = held.hold
      return yield* new NumberHeld({ reason, untilMillis })
    }
    yield* ask({ account, path: `${sender.phoneNumberId}/messages`, query: {}, body: receipt })
    return { _tag: "Marked" } as const
  })

  const post = Effect.fn("Door.post")(function* (
    caller: Caller.Caller,
    phoneNumberId: string,
    text: string,
    idempotencyKey: string | null
  ) {
    const sender = yield* senderOf(caller, phoneNumberId)
    const body = yield* PostedBody.read(text)
    if (body._tag === "Receipt") return yield* mark(sender, body.receipt)
    const recipient = numberOf(sender.policy.numbers, body.to)
    const taken = yield* accept.accept(caller, {
      senderId: sender.id,
      recipient,
      content: named(body.content),
      replyTo: body.replyTo === null ? null : nameOf(body.replyTo),
      idempotencyKey,
      ...(body.callerData === null ? {} : { callerData: body.callerData })
    })
    const posted: Posted = {
      _tag: "Taken",
      id: GivenId.write(sha256, taken.id),
      input: body.to,
      waId: recipient.slice(1),
      isTemplate: body.content["type"] === "template",
      isRepeated: taken._tag === "Repeated"
    }
    return posted
  })

  const message = Effect.fn("Door.message")(function* (caller: Caller.Caller, name: string) {
    const id = GivenId.read(sha256, name)
    const found = id === null ? null : Option.getOrNull(yield* outbox.find(id))
    return found !== null && Caller.mayUse(caller, found.accountId) ? found : yield* new ObjectUnknown({ id: name })
  })

  /** What the platform tells of a number; of a number elsewhere, what is known here. */
  const number = Effect.fn("Door.number")(function* (
    caller: Caller.Caller,
    phoneNumberId: string,
    fields: string | null
  ) {
    const sender = yield* Effect.catchTag(
      senderOf(caller, phoneNumberId),
      "SenderUnknown",
      () => new ObjectUnknown({ id: phoneNumberId })
    )
    const found = yield* Effect.orDie(directory.account(sender.accountId))
    const account = yield* Asking.atPlatform(found, "facts of numbers")
    return yield* ask({ account, path: sender.phoneNumberId, query: fields === null ? {} : { fields } })
  })

  const isNumber = Effect.fn("Door.isNumber")((caller: Caller.Caller, id: string) =>
    Effect.map(Effect.option(senderOf(caller, id)), Option.isSome)
  )

  return { post, message, number, isNumber, isGiven: (name: string) => GivenId.read(sha256, name) !== null }
})

/**
 * The door that speaks the platform's language (CLOUD_API 3.1), so that what was written for the platform works by calling here instead.
 *
 * Messages go through the same acceptance as all others, and are durable in the queue before the answer; what the platform alone can answer is
 * asked of it while the caller waits.
 */
export class Door extends Context.Tag("@sluice/engine/Door")<
  Door,
  {
    /** A body posted to `/messages`: a message, or the mark of one as read. @param text as it came. */
    readonly post: (
      caller: Caller.Caller,
      phoneNumberId: string,
      text: string,
      idempotencyKey: string | null
    ) => Effect.Effect<
      Posted,
      | Refused
      | SenderUnknown
      | Outcome.MessageRefused
      | Outcome.IdempotencyConflict
      | NumberHeld
      | PlatformRefused
      | PlatformSilent
      | StoreUnavailable
    >
    /** The message that was given this name. */
    readonly message: (caller: Caller.Caller, name: string) => Effect.Effect<Message, ObjectUnknown | StoreUnavailable>
    /** What the platform tells of a number, in its own words. @param fields as the platform takes them; null for its choice. */
    readonly number: (
      caller: Caller.Caller,
      phoneNumberId: string,
      fields: string | null
    ) => Effect.Effect<unknown, ObjectUnknown | FeatureUnsupported | PlatformRefused | PlatformSilent>
    /** Whether an id is that of a number which the caller may use. */
    readonly isNumber: (caller: Caller.Caller, id: string) => Effect.Effect<boolean>
    /** Whether a name is one that is given out here. */
    readonly isGiven: (name: string) => boolean
  }
>() {
  static readonly layer: Layer.Layer<Door, never, Accept | Crypto | Directory | Graph | Holds | Outbox> = Layer.effect(
    Door,
    make
  )
}
