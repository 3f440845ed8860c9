import { describe, expect, it } from "@effect/vitest"
import * as Providers from "@sluice/core/callback/providers/Providers"
import * as Authenticity from "@sluice/core/callback/signature/Authenticity"
import type { Digests } from "@sluice/core/callback/signature/Digests"
import type { Content } from "@sluice/core/message/OutboundMessage"
import * as Support from "@sluice/core/message/Support"
import { Clock, Context, Effect, Layer, Redacted, Schedule } from "effect"
import * as Opaque from "../src/callbacks/Opaque.ts"
import { bodyOf, contentOf } from "../src/intake/Delivery.ts"
import type { Delivery } from "../src/intake/Delivery.ts"
import * as Trust from "../src/intake/Trust.ts"
import * as Credential from "../src/directory/Credential.ts"
import type { Account, Sender } from "../src/ports/Directory.ts"
import { Provider } from "../src/ports/Provider.ts"
import type { SendOutcome, SendRequest } from "../src/ports/Provider.ts"
import { contents } from "./provider/samples.ts"

/** A message that the platform behind a provider has taken. */
export interface Taken {
  readonly id: string
  readonly opaque: string | null
  readonly type: string
}

/** A provider's own platform, as far as the suite asks of it: a new one each time it is built. */
export class Stage extends Context.Tag("@sluice/engine/test-kit/ProviderStage")<
  Stage,
  {
    readonly account: Account
    readonly sender: Sender
    readonly digests: Digests
    readonly taken: Effect.Effect<ReadonlyArray<Taken>>
    /** Every message is refused for this reason of the platform's, before anything is taken; null for none. */
    readonly refuse: (code: number | null) => Effect.Effect<void>
    /** Messages are taken, and never answered. */
    readonly silence: Effect.Effect<void>
    /** The callbacks that have come to our address. */
    readonly deliveries: Effect.Effect<ReadonlyArray<Delivery>>
  }
>() {}

const recipient = "+12025550199"

let last = 0
const messageId = (): string => `01900000-0000-7000-8000-${(++last).toString(16).padStart(12, "0")}`

const requestOf = (content: Content, more: Partial<SendRequest> = {}) =>
  Effect.map(Stage, ({ account, sender }): SendRequest => ({
    account,
    sender,
    endpoint: account.baseUrls[0],
    messageId: messageId(),
    attempt: 1,
    recipient,
    content,
    replyTo: null,
    ...more
  }))

const send = (request: SendRequest) =>
  Effect.gen(function* () {
    const provider = yield* Provider
    const outcomes: Array<SendOutcome> = []
    yield* provider.send([request], (outcome) => outcomes.push(outcome))
    expect(outcomes).toHaveLength(1)
    return outcomes[0]
  })

const text: Content = { type: "text", text: { body: "hello" } }
const waiting = { schedule: Schedule.spaced("20 millis").pipe(Schedule.upTo("25 seconds")) }

const believed = (delivery: Delivery) =>
  Effect.gen(function* () {
    const { account, digests } = yield* Stage
    const nowMillis = yield* Clock.currentTimeMillis
    return Authenticity.judge(digests, account.provider, delivery, Trust.of(account), nowMillis)._tag
  })

const statusesOf = (delivery: Delivery) => {
  const body = bodyOf(contentOf(delivery))
  const decoded = body === null ? null : Providers.decode(delivery.provider, body)
  if (body !== null && decoded !== null) {
    expect(Providers.compare(delivery.provider, body, decoded)._tag).toBe("Agreement")
    expect(decoded.unknown).toEqual([])
  }
  return (decoded?.events ?? []).filter((event) => event._tag === "StatusChanged")
}

/** Deliveries that tell of a message, once one has come that says `status`. */
const toldOf = (id: string, status: string) =>
  Effect.gen(function* () {
    const { deliveries } = yield* Stage
    const found = Effect.map(deliveries, (all) =>
      all.filter((one) => statusesOf(one).some(({ opaque }) => Opaque.read(opaque)?.messageId === id))
    )
    const says = (some: ReadonlyArray<Delivery>): boolean =>
      some.some((one) => statusesOf(one).some((event) => event.status === status))
    yield* Effect.repeat(found, { ...waiting, until: says })
    return yield* found
  })

/**
 * What the adapter of every provider guarantees (SF-01, SF-03, SF-05, RT-04, WH-02), against a platform that plays that provider.
 *
 * @param stage a new platform each time it is built, with callbacks that come to an address of the test's own, and the provider under test.
 */
export const suite = <E>(name: string, stage: Layer.Layer<Stage | Provider, E>): void => {
  describe(`Provider, ${name}`, () => {
    it.live(
      "CLOUD_API 3.1: every kind that the provider supports is taken as what it is, under the id that is answered",
      () =>
        Effect.gen(function* () {
          const { account, taken } = yield* Stage
          const { kinds } = Support.of(account.provider)
          const supported = contents.filter((one) => kinds.has(Support.kindOf(one)))
          for (const [index, content] of supported.entries()) {
            // To somebody else each time: a recipient gets one message in six seconds.
            const outcome = yield* send(yield* requestOf(content, { recipient: `+120255502${10 + index}` }))
            expect([Support.kindOf(content), outcome]).toEqual([
              Support.kindOf(content),
              expect.objectContaining({ _tag: "Accepted", heldByPlatform: false })
            ])
            const newest = (yield* taken).at(-1)
            expect(newest).toMatchObject({ type: content.type, id: outcome?._tag === "Accepted" ? outcome.wamid : "" })
          }
        }).pipe(Effect.provide(stage))
    )

    it.live("SF-05: what the provider cannot send is refused before it leaves, and never tried again", () =>
      Effect.gen(function* () {
        const { account, taken } = yield* Stage
        const { kinds, mediaById, replies } = Support.of(account.provider)
        const byId: Content = { type: "image", image: { id: "123456" } }
        const refused = [
          ...contents.filter((one) => !kinds.has(Support.kindOf(one))).map((content) => requestOf(content)),
          ...(mediaById ? [] : [requestOf(byId)]),
          ...(replies ? [] : [requestOf(text, { replyTo: "wamid.earlier" })]),
          // An answer to a message of ours that never got the platform's name.
          requestOf(text, { replyTo: messageId() })
        ]
        for (const request of yield* Effect.all(refused)) {
          const outcome = yield* send(request)
          expect(outcome).toMatchObject({ _tag: "Refused", httpStatus: null, failure: { retry: "never" } })
        }
        expect(yield* taken).toEqual([])
      }).pipe(Effect.provide(stage))
    )

    it.live("SF-01: refusals are judged by what happened, whoever words them", () =>
      Effect.gen(function* () {
        const { refuse, taken } = yield* Stage
        const told: Record<number, unknown> = {}
        for (const code of [130429, 190, 131016, 131008]) {
          yield* refuse(code)
          const outcome = yield* send(yield* requestOf(text))
          told[code] = outcome?._tag === "Refused" ? outcome.failure.cause : outcome?._tag
        }
        expect(told).toEqual({
          130429: "rate-limited",
          190: "auth",
          // An outage that the provider does not word itself leaves it open whether the message was taken.
          131016: expect.stringMatching(/^(provider-outage|Uncertain)$/),
          131008: "malformed"
        })
        expect(yield* taken).toEqual([])
      }).pipe(Effect.provide(stage))
    )

    it.live("SF-04: a key that is not accepted holds the account, and is in no word of the outcome", () =>
      Effect.gen(function* () {
        const { account } = yield* Stage
        const wrong = Credential.replaced(account, Redacted.make("a-key-that-nobody-knows"))
        const outcome = yield* send(yield* requestOf(text, { account: wrong }))
        expect(outcome).toMatchObject({ _tag: "Refused", failure: { cause: "auth", retry: "after_fix" } })
        expect(JSON.stringify(outcome)).not.toContain("nobody-knows")
      }).pipe(Effect.provide(stage))
    )

    it.live("RL-07: a limit is told with the wait that the provider asks for, and without the recipient's number", () =>
      Effect.gen(function* () {
        const outcomes: Array<SendOutcome | undefined> = []
        for (let count = 0; count < 7; count++) outcomes.push(yield* send(yield* requestOf(text)))
        const refused = outcomes.find((outcome) => outcome?._tag === "Refused")
        expect(refused).toMatchObject({ failure: { cause: "rate-limited" } })
        expect(refused?._tag === "Refused" ? (refused.failure.statedMillis ?? 0) : 0).toBeGreaterThan(1_000)
        expect(JSON.stringify(refused)).not.toContain(recipient.slice(1))
      }).pipe(Effect.provide(stage))
    )

    it.live("RT-04: no answer in time is uncertain, and the callback names the message and its attempt", () =>
      Effect.gen(function* () {
        const { silence, taken } = yield* Stage
        yield* silence
        const request = yield* requestOf(text, { attempt: 3 })
        expect(yield* send(request)).toMatchObject({ _tag: "Uncertain" })
        expect(yield* taken).toHaveLength(1)
        const told = yield* toldOf(request.messageId, "delivered")
        expect(told.length).toBeGreaterThan(0)
        for (const delivery of told) {
          for (const { opaque } of statusesOf(delivery)) {
            expect(opaque).toBe(Opaque.write(request.messageId, 3))
          }
        }
      }).pipe(Effect.provide(stage))
    )

    it.live("WH-02, WH-11: statuses are proved, read the same twice, and name the id that was answered", () =>
      Effect.gen(function* () {
        const request = yield* requestOf(text)
        const outcome = yield* send(request)
        const told = yield* toldOf(request.messageId, "delivered")
        expect(told.length).toBeGreaterThan(0)
        for (const delivery of told) {
          expect(yield* believed(delivery)).toBe("Valid")
          for (const { wamid } of statusesOf(delivery)) {
            expect(wamid).toBe(outcome?._tag === "Accepted" ? outcome.wamid : "")
          }
        }
      }).pipe(Effect.provide(stage))
    )

    it.live("WH-02: a status with another body, or without its proof, is not believed", () =>
      Effect.gen(function* () {
        const { account } = yield* Stage
        const request = yield* requestOf(text)
        yield* send(request)
        const [delivery] = yield* toldOf(request.messageId, "delivered")
        if (delivery === undefined) return expect.fail("no status came")
        const { "content-type": contentType } = delivery.headers
        const bare = { ...delivery, headers: contentType === undefined ? {} : { "content-type": contentType } }
        expect(yield* believed(bare)).toBe("Refused")
        // A shared key proves who calls, and not what they say.
        if (account.provider === "zendesk" || account.provider === "360dialog") return
        const body = delivery.body.map((byte, index) => (index === 40 ? byte ^ 1 : byte))
        expect(yield* believed({ ...delivery, body })).toBe("Refused")
      }).pipe(Effect.provide(stage))
    )

    it.live("SF-03, RT-04: where nothing listens nothing was sent, and the endpoint does not answer", () =>
      Effect.gen(function* () {
        const { account } = yield* Stage
        const endpoint = "http://127.0.0.1:2"
        const outcome = yield* send(yield* requestOf(text, { endpoint }))
        expect(outcome).toMatchObject({ _tag: "NotSent" })
        const { probe } = yield* Provider
        if (probe === undefined) return
        expect(yield* probe({ account, endpoint, answerMillisMax: 500 })).toBe(false)
        expect(yield* probe({ account, endpoint: account.baseUrls[0], answerMillisMax: 2_000 })).toBe(true)
      }).pipe(Effect.provide(stage))
    )
  })
}
