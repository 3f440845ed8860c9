import { Clock, Duration, Effect, Schema } from "effect"
import { createHmac } from "node:crypto"
import { readFile } from "node:fs/promises"
import { Agent, request } from "node:http"
import type { Stack } from "@sluice/cli/stack/Stack"

/**
 * A platform's part: statuses of our messages, one a callback, signed, sent at an even rate whatever becomes of those before, and sent again until they
 * are acknowledged (CLOUD_API 3.6).
 */

/** Where callbacks go, how they are signed, and from which numbers they tell. */
export interface Door {
  readonly url: string
  readonly secret: string
  readonly accountId: string
  readonly senders: ReadonlyArray<{ readonly id: string; readonly phoneNumberId: string }>
}

/** What the sender has seen so far. */
export interface Seen {
  /** Callbacks that were sent once at least. */
  sent: number
  acknowledged: number
  /** Answers other than 200, and connections that broke; each was repeated. */
  refused: number
  /** Milliseconds from a callback's first request to its acknowledgement. */
  readonly tookMillis: Array<number>
}

/** Soon, since a drill does not wait for a day; a platform waits longer every time. */
const repeatMillis = 500

/** A platform gives up on an answer after that, and repeats (WH-01). */
const answerMillisMax = 10_000

const connections = 128

/** Callbacks that are without an acknowledgement at a time, repeats among them: who is answered slowly sends no more. */
const openMax = 1_000

/** As much of what an outage held up is made up for at once afterwards; what is more than this the even rate leaves out. */
const behindMillisMax = 3_000

const Accounts = Schema.parseJson(
  Schema.Struct({
    accounts: Schema.NonEmptyArray(
      Schema.Struct({
        id: Schema.String,
        appSecrets: Schema.NonEmptyArray(Schema.String),
        businesses: Schema.NonEmptyArray(
          Schema.Struct({ senders: Schema.Array(Schema.Struct({ id: Schema.String, phoneNumberId: Schema.String })) })
        )
      })
    )
  })
)

/** The door of a stack's only account. */
export const doorOf = Effect.fn("Sender.doorOf")(function* ({ accountsPath, serverUrl }: Stack) {
  const text = yield* Effect.promise(() => readFile(accountsPath, "utf8"))
  const [account] = (yield* Schema.decode(Accounts)(text)).accounts
  const door: Door = {
    url: `${serverUrl}/callbacks/cloud-api/${account.id}`,
    secret: account.appSecrets[0],
    accountId: account.id,
    senders: account.businesses[0].senders
  }
  return door
})

/** The name of a field that no decoder knows: each callback carries it once, so that its count is the number of callbacks that were processed. */
export const strangeField = "drill_mark"

/** The callback that tells that a message was delivered. No two are alike. */
const body = (phoneNumberId: string, messageId: string, seconds: number): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "102290129340398",
        changes: [
          {
            field: "messages",
            value: {
              messaging_product: "whatsapp",
              metadata: { display_phone_number: "1", phone_number_id: phoneNumberId },
              statuses: [
                {
                  id: `wamid.${messageId}`,
                  status: "delivered",
                  timestamp: String(seconds),
                  recipient_id: "886930000000",
                  biz_opaque_callback_data: `${messageId}.1`,
                  [strangeField]: messageId
                }
              ]
            }
          }
        ]
      }
    ]
  })

/** The status of an answer; null where none came. */
const post = ({ secret, url }: Door, agent: Agent, content: string): Effect.Effect<number | null> =>
  Effect.async((resume) => {
    const signature = createHmac("sha256", secret).update(content).digest("hex")
    const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` }
    const asked = request(url, { method: "POST", agent, headers, timeout: answerMillisMax }, (response) => {
      response.resume()
      response.once("end", () => resume(Effect.succeed(response.statusCode ?? null)))
      response.once("error", () => resume(Effect.succeed(null)))
    })
    asked.once("timeout", () => asked.destroy())
    asked.once("error", () => resume(Effect.succeed(null)))
    asked.end(content)
  })

/**
 * Tells of these messages that they were delivered, one after the other; ends when all that was sent is acknowledged.
 *
 * @param messageIds of the door's senders in turn.
 * @param goesOn asked before each: once it says no, nothing new is sent.
 */
export const send = Effect.fn("Sender.send")(function* (
  door: Door,
  messageIds: ReadonlyArray<string>,
  perSecond: number,
  seen: Seen,
  goesOn: () => boolean
) {
  const agent = yield* Effect.acquireRelease(
    Effect.sync(() => new Agent({ keepAlive: true, maxSockets: connections })),
    (open) => Effect.sync(() => open.destroy())
  )
  let startMillis = yield* Clock.currentTimeMillis
  const deliver = (messageId: string, index: number) =>
    Effect.gen(function* () {
      if (!goesOn()) return
      const nowMillis = yield* Clock.currentTimeMillis
      startMillis = Math.max(startMillis, nowMillis - behindMillisMax - (index * 1_000) / perSecond)
      const dueMillis = startMillis + (index * 1_000) / perSecond
      yield* Effect.sleep(Duration.millis(Math.max(0, dueMillis - nowMillis)))
      if (!goesOn()) return
      seen.sent++
      const fromMillis = yield* Clock.currentTimeMillis
      const { phoneNumberId } = door.senders[index % door.senders.length] ?? { phoneNumberId: "" }
      const content = body(phoneNumberId, messageId, Math.floor(fromMillis / 1_000))
      while ((yield* post(door, agent, content)) !== 200) {
        seen.refused++
        yield* Effect.sleep(Duration.millis(repeatMillis))
      }
      seen.acknowledged++
      seen.tookMillis.push((yield* Clock.currentTimeMillis) - fromMillis)
    })
  yield* Effect.forEach(messageIds, deliver, { concurrency: openMax, discard: true })
}, Effect.scoped)
