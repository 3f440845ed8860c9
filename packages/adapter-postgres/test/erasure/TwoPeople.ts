import { Buffer } from "node:buffer"
import * as Course from "@sluice/core/onboarding/Course"
import { BlobId } from "@sluice/engine/blobs/BlobId"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import * as Processing from "@sluice/engine/callbacks/Processing"
import * as Reference from "@sluice/engine/intake/media/Reference"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { EarlyStatuses } from "@sluice/engine/ports/EarlyStatuses"
import { Holds } from "@sluice/engine/ports/Holds"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Onboardings } from "@sluice/engine/ports/Onboardings"
import { OptOuts } from "@sluice/engine/ports/OptOuts"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Subscriptions } from "@sluice/engine/ports/Subscriptions"
import {
  accepted,
  campaign,
  campaignRow,
  event,
  hold,
  id,
  message,
  startMillis,
  status
} from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"

/** The person who is erased, by the platform's spelling and by ours; and the other, of whom everything stays. */
export const digits = "886912345678"
export const recipient = `+${digits}`
export const other = "+886912000002"

/** The platform's own name of a message: the number is in it, as base64. */
export const wamidOf = (number: string, n: number): string =>
  `wamid.${Buffer.concat([
    Buffer.from([0x1c, 0x18, number.length - 1]),
    Buffer.from(number.slice(1)),
    Buffer.from([0x15, 0x02, 0x00, 0x11, 0x18, 0x12]),
    Buffer.from(String(n).padStart(18, "0"))
  ]).toString("base64")}`

/** What of that name is the number, whatever stands around it. */
export const inWamids = Buffer.from(`\x1c\x18\x0c${digits}`, "latin1").toString("base64")

/** What nobody but the person is called, and what only they were told. */
export const words = ["Mei Lin", "see you at eight"]

/** A file that came inside a callback, as the stored body has it. */
const carried = Reference.write({
  id: BlobId.make("c".repeat(64)),
  bytes: 30_000,
  form: { alphabet: "base64", escapedSlashes: false, padded: true }
})

let serial = 0

const value = (values: object) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "100",
      changes: [
        {
          field: "messages",
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "886900000001", phone_number_id: "1001" },
            ...values
          }
        }
      ]
    }
  ]
})

/** A callback that holds these values arrives. */
export const arrives = (values: object) => {
  const body = JSON.stringify(value(values))
  const offset = body.indexOf(carried)
  return Effect.flatMap(CallbackLog, (log) =>
    log.append([
      {
        accountId: "acme",
        provider: "cloud-api",
        receivedMillis: startMillis + ++serial,
        contentType: Reference.contentTypeWith("application/json", offset < 0 ? [] : [offset]),
        body: new TextEncoder().encode(body),
        digest: new Uint8Array(32).fill(serial),
        verdict: "pending"
      }
    ])
  )
}

/** What the platform tells of a message. */
export const told = (n: number, to: string, word: string) => ({
  id: wamidOf(to, n),
  status: word,
  timestamp: "1800000000",
  recipient_id: to.slice(1),
  biz_opaque_callback_data: Opaque.write(id(n), 1)
})

/** Every callback that has arrived is processed. */
export const processed = Effect.gen(function* () {
  const log = yield* CallbackLog
  yield* Processing.run({ pollMillis: 5, batchMax: 100, unparkMillis: 1_000 }).pipe(
    Effect.timeout("30 seconds"),
    Effect.ignore,
    Effect.raceFirst(
      Effect.repeat(Effect.delay(log.counts, "20 millis"), { until: (counts) => (counts["pending"] ?? 0) === 0 })
    )
  )
})

/** One lane sends the message, and the platform takes it. */
const send = (n: number, to: string) =>
  Effect.gen(function* () {
    const lanes = yield* Lanes
    const place = { senderId: "acme-1", nowMillis: startMillis }
    const { fence } = yield* lanes.take({ ...place, runner: "r", recentSinceMillis: startMillis })
    const sends = [{ messageId: id(n), attempt: 1, endpoint: "https://primary" }]
    yield* lanes.begin({ ...place, fence, sends, holdKeys: [], ledger: null })
    const { change, ...finish } = accepted(n)
    const answered = {
      ...change,
      wamid: wamidOf(to, n),
      events: [event("answered", startMillis + 300, { attempt: 1, wamid: wamidOf(to, n) })]
    }
    yield* lanes.finish({
      senderId: "acme-1",
      fence,
      finishes: [{ ...finish, detail: `took ${to}`, change: answered }]
    })
  })

/** They and another lent their numbers for tests, and the production test waits for theirs. */
const onboarding: Course.State = {
  ...Course.initial,
  journey: {
    ...Course.initial.journey,
    "production-test": { _tag: "Blocked", sinceDay: 20_000, workedDays: 1, reason: `${recipient} does not answer` }
  },
  checks: {
    outcomes: { "number-format": { _tag: "Failed", atMillis: startMillis, finding: `${recipient}: no such plan` } },
    testMessages: {
      [recipient]: { _tag: "Failed", atMillis: startMillis, finding: "it was dead" },
      [other]: { _tag: "Passed", atMillis: startMillis }
    }
  },
  tests: { [recipient]: id(3), [other]: id(2) }
}

/** A person with data in every table that can have any, and another of whom everything must stay. */
export const populated = Effect.gen(function* () {
  const outbox = yield* Outbox
  const subscriptions = yield* Subscriptions
  const campaigns = yield* Campaigns
  const optOuts = yield* OptOuts
  const early = yield* EarlyStatuses
  const holds = yield* Holds
  yield* subscriptions.add({
    id: id(0x50),
    accountId: null,
    name: "all",
    target: { kind: "http", url: "https://subscriber.example" },
    types: ["*"],
    secrets: [],
    standing: { _tag: "Enabled", failingSinceMillis: null },
    createdMillis: startMillis,
    createdBy: "key"
  })
  const text = { type: "text" as const, text: { body: "see you at eight, Mei Lin" } }
  yield* outbox.enqueue([
    message(1, { recipient, content: text, callerData: `for ${recipient}`, idempotencyKey: `welcome ${digits}` }),
    message(2, { recipient: other }),
    message(3, { recipient, content: text }),
    message(4, { recipient, content: text, dueMillis: startMillis + 9_000 })
  ])
  yield* send(1, recipient)
  yield* send(2, other)
  yield* outbox.modify([{ _tag: "Id", id: id(3) }], () => ({
    state: "dead",
    failure: {
      cause: "bad-number",
      code: 131_026,
      httpStatus: 400,
      detail: `cannot reach ${recipient}`,
      remedy: "check it"
    },
    events: [event("dead", startMillis, { detail: recipient })]
  }))
  yield* campaigns.create(campaign(1))
  const rows = [recipient, other].map((to, index) => {
    const { message, senderId } = campaignRow(20 + index)
    return { senderId, message: { ...message, recipient: to, content: text } }
  })
  yield* campaigns.add(campaign(1).id, rows.slice(0, 1), () => ({}))
  yield* optOuts.put([
    { accountId: "acme", recipient, scope: "marketing", source: "keyword", sinceMillis: startMillis }
  ])
  yield* early.park([
    {
      wamid: wamidOf(recipient, 99),
      accountId: "acme",
      receivedMillis: startMillis,
      stampMillis: null,
      status: status(wamidOf(recipient, 99), { recipient: digits, profileName: "Mei Lin" })
    }
  ])
  const onboardings = yield* Onboardings
  yield* onboardings.modify("acme", () => [undefined, onboarding])
  const placed = yield* holds.place(hold({ needsReview: true, untilMillis: null }))
  yield* holds.clear(placed.id, { by: "mei", atMillis: startMillis, note: `${recipient} complained` })
  yield* arrives({ statuses: [told(1, recipient, "delivered"), told(2, other, "delivered")] })
  yield* arrives({
    contacts: [{ profile: { name: "Mei Lin" }, wa_id: digits }],
    messages: [
      {
        from: digits,
        id: wamidOf(recipient, 77),
        timestamp: "1800000000",
        type: "text",
        text: { body: "see you at eight" }
      },
      {
        from: digits,
        id: wamidOf(recipient, 78),
        timestamp: "1800000000",
        type: "image",
        image: { id: "31415926", mime_type: "image/png", sha256: "" }
      },
      { from: digits, id: wamidOf(recipient, 79), timestamp: "1800000000", type: "text", text: { body: carried } }
    ]
  })
  yield* processed
  yield* subscriptions.fill({
    subscriptionId: id(0x50),
    nowMillis: startMillis,
    readMax: 100,
    waitingMax: 100,
    bodyOf: (_, tidings) => JSON.stringify(tidings)
  })
})
