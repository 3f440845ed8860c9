import type { Decoded } from "../Callback.ts"
import type { Envelope } from "../Envelope.ts"
import type { Opinion } from "../SecondOpinion.ts"
import * as Bird from "./Bird.ts"
import type { Body } from "./Body.ts"
import * as CloudApi from "./CloudApi.ts"
import * as Dialog360 from "./Dialog360.ts"
import * as MessageBird from "./MessageBird.ts"
import type { Provider } from "./Provider.ts"
import * as SecondReading from "./SecondReading.ts"
import * as Twilio from "./Twilio.ts"
import * as Zendesk from "./Zendesk.ts"

/**
 * Callbacks of every provider in one shape (SPEC WH-09, WH-11; CLOUD_API 3.9): whether a body is a callback at all, what it says, and
 * whether a second reading agrees. All three are total over any text, and look at nothing but the body.
 *
 * In the events, `wamid` is the id that the provider's send interface answers with, `opaque` our own id as it came back, numbers are
 * digits without `+`, moments are unix seconds, and words stand on the chain of `delivery/Delivery`: `undelivered`, `rejected` and their
 * like are `failed`; `queued` and its like are `other`, because they say nothing of the platform yet. A provider that states two ids of a
 * message says in its module which is which; the others are in `otherIds`.
 *
 * @example
 * Providers.decode("twilio", { contentType: "application/x-www-form-urlencoded", text: "MessageSid=SM1&MessageStatus=read" })
 */
interface Reader {
  readonly envelope: (body: Body) => Envelope
  readonly decode: (body: Body) => Decoded
  readonly compare: (body: Body, decoded: Pick<Decoded, "events">) => Opinion
}

const readers: Readonly<Record<Provider, Reader>> = {
  "cloud-api": { envelope: CloudApi.envelope, decode: CloudApi.decode, compare: CloudApi.compare },
  "360dialog": { envelope: Dialog360.envelope, decode: Dialog360.decode, compare: Dialog360.compare },
  twilio: { envelope: Twilio.envelope, decode: Twilio.decode, compare: SecondReading.of("twilio") },
  messagebird: {
    envelope: MessageBird.envelope,
    decode: MessageBird.decode,
    compare: SecondReading.of("messagebird")
  },
  bird: { envelope: Bird.envelope, decode: Bird.decode, compare: SecondReading.of("bird") },
  zendesk: { envelope: Zendesk.envelope, decode: Zendesk.decode, compare: SecondReading.of("zendesk") }
}

/** Judges the shell of a callback; asked before it is made durable (SPEC GD-02). What it says is not looked at. */
export const envelope = (provider: Provider, body: Body): Envelope => readers[provider].envelope(body)

/** The events of a callback, and what in it is unknown or not as documented. */
export const decode = (provider: Provider, body: Body): Decoded => readers[provider].decode(body)

/** Compares what was decoded with an independent reading of the same body (SPEC WH-11). */
export const compare = (provider: Provider, body: Body, decoded: Pick<Decoded, "events">): Opinion =>
  readers[provider].compare(body, decoded)
