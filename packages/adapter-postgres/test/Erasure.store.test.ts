import { Buffer } from "node:buffer"
import { expect, it } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import * as Course from "@sluice/core/onboarding/Course"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import * as Processing from "@sluice/engine/callbacks/Processing"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import { ErasureDesk } from "@sluice/engine/erasure/ErasureDesk"
import * as Erasing from "@sluice/engine/erasure/Erasing"
import * as KeyedOptOuts from "@sluice/engine/erasure/KeyedOptOuts"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import * as Naming from "@sluice/engine/intake/Naming"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { EarlyStatuses } from "@sluice/engine/ports/EarlyStatuses"
import { Crypto } from "@sluice/engine/ports/Crypto"
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
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Clock, Effect, Layer, Option } from "effect"
import { describe } from "vitest"
import * as Stores from "./Stores.ts"

const { layer: store } = Stores.ofFileAlone()

const directory = DirectoryLayer.layer(
  {
    accounts: [
      {
        id: "acme",
        provider: "cloud-api",
        policy: "guide",
        baseUrls: ["https://graph.example"],
        version: "v25.0",
        accessToken: "token",
        appSecrets: ["secret"],
        verifyToken: "verify",
        businesses: [
          {
            id: "acme-business",
            timeZone: "Asia/Taipei",
            senders: [{ id: "acme-1", phoneNumberId: "1001", number: "+886900000001" }]
          }
        ]
      }
    ]
  },
  () => Effect.dieMessage("every secret is inline")
)

const real = Clock.make()
const nowMillis = () => startMillis + 3_600_000 + Math.floor(performance.now())

/** The machine's clock, in the hour after that of the samples. */
const afterwards: Clock.Clock = {
  [Clock.ClockTypeId]: Clock.ClockTypeId,
  unsafeCurrentTimeMillis: nowMillis,
  unsafeCurrentTimeNanos: () => BigInt(nowMillis()) * 1_000_000n,
  currentTimeMillis: Effect.sync(nowMillis),
  currentTimeNanos: Effect.sync(() => BigInt(nowMillis()) * 1_000_000n),
  sleep: (duration) => real.sleep(duration)
}

const world = Layer.mergeAll(
  Consent.layer,
  TemplateRegistry.layer,
  ErasureDesk.layer.pipe(Layer.provide(IdsLayer.layer)),
  MemoryBlobStore.layer
).pipe(
  Layer.provideMerge(KeyedOptOuts.layer),
  Layer.provideMerge(RecipientKeys.layer),
  Layer.provideMerge(TestCrypto.layer),
  Layer.provideMerge(directory),
  Layer.provideMerge(store),
  Layer.provideMerge(Layer.setClock(afterwards))
)

const admin: Caller = { ...nobody, keyId: "key", name: "Mei", role: "admin", accountId: null }

const digits = "886912345678"
const recipient = `+${digits}`
const other = "+886912000002"

/** The platform's own name of a message: the number is in it, as base64. */
const wamidOf = (number: string, n: number): string =>
  `wamid.${Buffer.concat([
    Buffer.from([0x1c, 0x18, number.length - 1]),
    Buffer.from(number.slice(1)),
    Buffer.from([0x15, 0x02, 0x00, 0x11, 0x18, 0x12]),
    Buffer.from(String(n).padStart(18, "0"))
  ]).toString("base64")}`

/** What of that name is the number, whatever stands around it. */
const inWamids = Buffer.from(`\x1c\x18\x0c${digits}`, "latin1").toString("base64")

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

const arrives = (values: object) =>
  Effect.flatMap(CallbackLog, (log) =>
    log.append([
      {
        accountId: "acme",
        provider: "cloud-api",
        receivedMillis: startMillis + ++serial,
        contentType: "application/json",
        body: new TextEncoder().encode(JSON.stringify(value(values))),
        digest: new Uint8Array(32).fill(serial),
        verdict: "pending"
      }
    ])
  )

const told = (n: number, to: string, word: string) => ({
  id: wamidOf(to, n),
  status: word,
  timestamp: "1800000000",
  recipient_id: to.slice(1),
  biz_opaque_callback_data: Opaque.write(id(n), 1)
})

const processed = Effect.gen(function* () {
  const log = yield* CallbackLog
  yield* Processing.run({ pollMillis: 5, batchMax: 100, unparkMillis: 1_000 }).pipe(
    Effect.timeout("30 seconds"),
    Effect.ignore,
    Effect.raceFirst(
      Effect.repeat(Effect.delay(log.counts, "20 millis"), { until: (counts) => (counts["pending"] ?? 0) === 0 })
    )
  )
})

const options = { ...Erasing.defaults, quietMillis: -1, pollMillis: 0, waitMillis: 0, stepMax: 3, callbacksMax: 2 }

/** Leads the erasure on until it has ended; how many rounds that took. */
const ended = Effect.gen(function* () {
  for (let rounds = 1; ; rounds++) {
    const led = yield* Erasing.once(options)
    if (led === null || led.isOver) return rounds
    if (rounds > 100) return yield* Effect.dieMessage("the erasure does not end")
  }
})

interface Column {
  readonly table_name: string
  readonly column_name: string
  readonly data_type: string
}

/** Where in the whole database a text stands: every column of every table, whatever it holds. */
const found = (text: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const columns = yield* sql<Column>`
      SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
      JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
      WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'`
    const places = yield* Effect.forEach(columns, ({ column_name, data_type, table_name }) => {
      const holds =
        data_type === "bytea"
          ? sql`position(${Buffer.from(text)} IN ${sql(column_name)}) > 0`
          : sql`strpos(${sql(column_name)}::text, ${text}) > 0`
      return Effect.map(
        sql<{ readonly count: number }>`SELECT count(*)::int AS count FROM ${sql(table_name)} WHERE ${holds}`,
        ([row]) => (row === undefined || row.count === 0 ? [] : [`${table_name}.${column_name}: ${row.count}`])
      )
    })
    return places.flat()
  })

const everywhere = Effect.map(Effect.forEach([digits, inWamids, "Mei Lin", "see you at eight"], found), (places) =>
  places.flat()
)

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

/** Tables that nobody is in: whoever adds one decides whether it belongs here, or is to be filled by `populated` and erased. */
const ofNobody: ReadonlyArray<string> = [
  "account_secret",
  "alert",
  "alert_letter",
  "alert_state",
  "api_key",
  "audit_record",
  "calibration",
  "campaign_open",
  "campaign_returned",
  "campaign_stretch",
  "drift",
  "erasure",
  "process_vital",
  "sender_standing",
  "session",
  "status_look",
  "template",
  "token_report"
]

/** Tables that the samples leave empty. */
const unfilled = Effect.gen(function* () {
  const sql = yield* SqlClient
  const tables = yield* sql<{ readonly name: string }>`
    SELECT relname AS name FROM pg_class
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace`
  return yield* Effect.filter(
    tables.map(({ name }) => name),
    (name) => Effect.map(sql`SELECT FROM ${sql(name)} LIMIT 1`, (rows) => rows.length === 0)
  ).pipe(Effect.map((names) => names.toSorted()))
})

/** A person with data in every table that can have any, and another of whom everything must stay. */
const populated = Effect.gen(function* () {
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
      }
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

describe("Erasing a recipient's data", () => {
  it.live(
    "afterwards no column of any table holds the number, the name, the words; what is counted and paid for stays",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient
        const outbox = yield* Outbox
        const desk = yield* ErasureDesk
        yield* populated
        const before = yield* everywhere
        expect(yield* unfilled).toEqual(ofNobody)
        // The test says something only where there was something to erase.
        const tables = before.map((place) => place.split(".")[0])
        expect(tables).toEqual(
          expect.arrayContaining([
            "attempt",
            "callback",
            "campaign_row",
            "early_status",
            "feed_event",
            "hold",
            "message",
            "message_event",
            "message_name",
            "onboarding",
            "queue",
            "recipient_optout",
            "service_window",
            "subscription_delivery"
          ])
        )
        const costs = sql`SELECT id, state, delivery, kind, units, attempts, accepted_millis FROM message WHERE id <> ${id(4)} ORDER BY id`
        const kept = yield* costs
        const [ledger] =
          yield* sql`SELECT scope, key, state FROM ledger WHERE scope <> 'recipient-keys' ORDER BY scope, key`

        expect(yield* desk.preview(admin, "acme", recipient)).toMatchObject({
          messages: 3,
          cancelled: 1,
          campaignRows: 1
        })
        const erasure = yield* desk.open(admin, "acme", recipient)
        expect((yield* desk.open(admin, "acme", recipient)).id).toBe(erasure.id)
        yield* ended

        expect(yield* everywhere).toEqual([])
        expect(yield* desk.find(admin, erasure.id)).toMatchObject({
          endedMillis: expect.any(Number),
          counts: { messages: 3, cancelled: 1, campaignRows: 1, callbacks: 2, optOuts: 1, files: 1, notes: 2 }
        })
        const onboardings = yield* Onboardings
        const left = yield* onboardings.modify("acme", (known) => [known, null])
        expect(left?.tests).toEqual({ [other]: id(2) })
        expect(left?.checks.testMessages).toEqual({ [other]: { _tag: "Passed", atMillis: startMillis } })
        expect(left?.journey["production-test"]).toMatchObject({ _tag: "Blocked", workedDays: 1, reason: "[erased]" })
        expect(yield* costs).toEqual(kept)
        const [same] =
          yield* sql`SELECT scope, key, state FROM ledger WHERE scope <> 'recipient-keys' ORDER BY scope, key`
        expect(same).toEqual(ledger)
        const states = yield* outbox.findAll([1, 2, 3, 4].map((n) => ({ _tag: "Id" as const, id: id(n) })))
        expect(states.map((one) => one?.state)).toEqual(["accepted", "accepted", "dead", "cancelled"])
        expect(states[1]).toMatchObject({ recipient: other, wamid: wamidOf(other, 2), delivery: "delivered" })
        expect(yield* found(other.slice(1))).not.toEqual([])
        expect(yield* Erasing.once(options)).toBeNull()
      }).pipe(Effect.provide(world)),
    60_000
  )

  it.live(
    "the person stays opted out: who has the number finds it, and can take it back",
    () =>
      Effect.gen(function* () {
        const optOuts = yield* OptOuts
        const desk = yield* ErasureDesk
        yield* optOuts.put([
          { accountId: "acme", recipient, scope: "all", source: "keyword", sinceMillis: startMillis }
        ])
        yield* desk.open(admin, "acme", recipient)
        yield* ended
        expect(yield* found(digits)).toEqual([])
        expect(yield* optOuts.of([{ accountId: "acme", recipient }])).toEqual([
          { accountId: "acme", recipient, scope: "all", source: "keyword", sinceMillis: startMillis }
        ])
        expect(yield* optOuts.list({ accountId: "acme", recipient, limit: 9 })).toHaveLength(1)
        expect(yield* optOuts.lift([{ accountId: "acme", recipient }])).toBe(1)
        expect(yield* optOuts.of([{ accountId: "acme", recipient }])).toEqual([])
      }).pipe(Effect.provide(world)),
    60_000
  )

  it.live(
    "WH-03: a status that comes late tells how far the message came, and brings nothing of the person back",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const desk = yield* ErasureDesk
        yield* populated
        yield* desk.open(admin, "acme", recipient)
        yield* ended
        yield* arrives({
          contacts: [{ profile: { name: "Mei Lin" }, wa_id: digits }],
          statuses: [told(1, recipient, "read"), told(2, other, "read")]
        })
        yield* processed
        expect(yield* everywhere).toEqual([])
        const both = yield* outbox.findAll([1, 2].map((n) => ({ _tag: "Id" as const, id: id(n) })))
        expect(both.map((one) => one?.delivery)).toEqual(["read", "read"])
        // A failure that would have been tried again is none that can be.
        yield* arrives({
          statuses: [{ ...told(1, recipient, "failed"), errors: [{ code: 131_049, title: "later" }] }]
        })
        yield* processed
        expect(yield* everywhere).toEqual([])
        const [first] = yield* outbox.findAll([{ _tag: "Id", id: id(1) }])
        expect(first?.state).not.toBe("queued")
      }).pipe(Effect.provide(world)),
    60_000
  )

  it.live(
    "what is left of a callback is as whole as what came: its digest is that of what is left",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient
        const { sha256 } = yield* Crypto
        const desk = yield* ErasureDesk
        yield* arrives({ statuses: [told(1, recipient, "delivered"), told(2, other, "delivered")] })
        yield* processed
        yield* desk.open(admin, "acme", recipient)
        yield* ended
        const rows = yield* sql<{
          readonly body: Uint8Array
          readonly digest: Uint8Array
        }>`SELECT body, digest FROM callback`
        expect(rows).toHaveLength(1)
        for (const { body, digest } of rows) {
          const named = sha256(Naming.joined(Naming.prefixes("acme").signed, body))
          expect(Buffer.from(digest).equals(named)).toBe(true)
        }
      }).pipe(Effect.provide(world)),
    60_000
  )

  it.live(
    "an erasure goes on where a process died, whatever it died over",
    () =>
      Effect.gen(function* () {
        const desk = yield* ErasureDesk
        yield* populated
        const { id: erasureId } = yield* desk.open(admin, "acme", recipient)
        for (const millis of [2, 5, 10, 20, 40]) {
          yield* Erasing.once({ ...options, leaseMillis: 0 }).pipe(Effect.timeout(`${millis} millis`), Effect.ignore)
        }
        yield* ended
        expect(yield* everywhere).toEqual([])
        expect((yield* desk.find(admin, erasureId)).endedMillis).not.toBeNull()
        expect(Option.isNone(yield* Effect.flatMap(Outbox, (outbox) => outbox.find("none")))).toBe(true)
      }).pipe(Effect.provide(world)),
    60_000
  )
})
