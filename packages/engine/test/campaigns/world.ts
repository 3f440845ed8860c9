import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import type { Row } from "@sluice/engine/accept/Row"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import type { Making } from "@sluice/engine/campaigns/Drafting"
import * as Feeder from "@sluice/engine/campaigns/Feeder"
import { Deal } from "@sluice/engine/dealing/Deal"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { type Message, Outbox } from "@sluice/engine/ports/Outbox"
import { Clock, type Context, Effect, Either, Layer, Stream } from "effect"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as world from "../world.ts"

/** Two senders of one account under the Cloud API's policy, fast and without ladders; a third belongs to somebody else. */
const directory = world.directory(
  world.sender("cloud-api", { id: "first", phoneNumberId: "1" }),
  world.sender("cloud-api", { id: "second", phoneNumberId: "2", number: "+15550100002" }),
  world.sender("guide", { id: "slow", phoneNumberId: "3", number: "+15550100003", timeZone: "UTC" }),
  world.sender("guide", { id: "foreign", phoneNumberId: "4", number: "+15550100004", accountId: "another" })
)

type Store = Layer.Layer.Success<typeof MemoryStore.layer>

/** Everything that campaigns need, over a memory store. @param through what to put between them and the store, to make it fail. */
export const layer = (through: (store: Context.Context<Store>) => Context.Context<Store> = (store) => store) =>
  Campaigning.layer.pipe(
    Layer.provide(IdsLayer.layer),
    Layer.provide(TestCrypto.layer),
    Layer.provideMerge(Deal.layer({ refreshMillis: 0, rememberMillis: 10_000 })),
    Layer.provideMerge(directory),
    Layer.provideMerge(Layer.map(MemoryStore.layer, through))
  )

export const operator: Caller = { ...nobody, role: "operator", accountId: "account" }

/** Half past: away from the top of the hour. */
export const startMillis = Date.parse("2026-03-10T09:30:00Z")

export const making = (change: Partial<Making> = {}): Making => ({
  name: "spring",
  senderIds: ["first", "second"],
  plannedMillis: null,
  hours: null,
  stopAbove: null,
  ...change
})

export const numberOf = (index: number): string => `+8869876${String(54_000 + index).padStart(5, "0")}`

/** A template to the n-th person: bulk needs no open window. */
export const row = (index: number, change: { senderId?: string; idempotencyKey?: string; pool?: string } = {}): Row =>
  Either.right({
    senderId: null,
    recipient: numberOf(index),
    content: { type: "template", template: { name: "sale", language: { code: "en_US" } } },
    replyTo: null,
    idempotencyKey: null,
    ...change
  })

export const rows = (count: number, from = 0): ReadonlyArray<Row> =>
  Array.from({ length: count }, (_, index) => row(from + index))

export const upload = (campaignId: string, list: ReadonlyArray<Row>, from: number | null = null, chunkRows = 500) =>
  Effect.flatMap(Campaigning, (campaigning) => {
    const chunks = Array.from({ length: Math.ceil(list.length / chunkRows) }, (_, index) =>
      list.slice(index * chunkRows, (index + 1) * chunkRows)
    )
    return campaigning.upload(operator, campaignId, from, Stream.fromIterable(chunks))
  })

/** A campaign with a list of so many, not started. */
export const draft = (count: number, change: Partial<Making> = {}, from = 0) =>
  Effect.gen(function* () {
    const campaigning = yield* Campaigning
    const { campaign } = yield* campaigning.create(operator, making(change))
    yield* upload(campaign.id, rows(count, from))
    return campaign.id
  })

/** The same, started. */
export const started = (count: number, change: Partial<Making> = {}, from = 0) =>
  Effect.gen(function* () {
    const campaigning = yield* Campaigning
    const id = yield* draft(count, change, from)
    yield* campaigning.start(operator, id)
    return id
  })

/** A feeder that looks once each time. */
export const feeder = (options: Partial<Feeder.Options> = {}) => Feeder.make({ ...Feeder.defaults, ...options })

export const all = Effect.flatMap(Outbox, (outbox) => outbox.list({ limit: 100_000 }))

export const queued = Effect.map(all, (messages) => messages.filter(({ state }) => state === "queued"))

/** Begins and answers up to `limit` messages that wait at a sender, as its lane would; gives them. */
export const send = (senderId: string, limit: number, answers: "accepted" | "none" = "accepted") =>
  Effect.gen(function* () {
    const lanes = yield* Lanes
    const nowMillis = yield* Clock.currentTimeMillis
    const { fence } = yield* lanes.take({ senderId, runner: "test", nowMillis, recentSinceMillis: 0 })
    const { due } = yield* lanes.peek({ senderId, nowMillis, limit })
    const sends = due.map(({ attempts, id }) => ({ messageId: id, attempt: attempts + 1, endpoint: "http://primary" }))
    yield* lanes.begin({ senderId, fence, nowMillis, sends, holdKeys: [], ledger: null })
    const finish = ({ attempts, id }: Message) => ({
      messageId: id,
      attempt: attempts + 1,
      answeredMillis: nowMillis,
      outcome: "accepted" as const,
      httpStatus: 200,
      code: null,
      detail: null,
      change: {
        state: "accepted" as const,
        wamid: `wamid.${id}`,
        events: [{ atMillis: nowMillis, kind: "answered" as const, data: {} }]
      }
    })
    const finishes = answers === "accepted" ? due.map(finish) : []
    yield* lanes.finish({ senderId, fence, finishes, ledger: null, openSinceMillis: null })
    return due
  })
