import { it } from "@effect/vitest"
import type { Alert } from "@sluice/core/alert/Alert"
import * as AlertWatch from "@sluice/engine/alerts/AlertWatch"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as GuardWatch from "@sluice/engine/alerts/GuardWatch"
import * as Postman from "@sluice/engine/alerts/Postman"
import * as Caller from "@sluice/engine/access/Caller"
import { Intake } from "@sluice/engine/intake/Intake"
import * as KeptRefusals from "@sluice/engine/intake/KeptRefusals"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { LetterPost } from "@sluice/engine/ports/AlertChannels"
import { Clock, Context, Duration, Effect, Fiber, Layer, Logger, Metric, TestClock } from "effect"
import * as fc from "fast-check"
import { createHmac } from "node:crypto"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as testDirectory from "../testDirectory.ts"

const startMillis = 1_700_000_000_000

const delivery = (text: string, signed: boolean) => {
  const body = new TextEncoder().encode(text)
  const signature = createHmac("sha256", "acme secret").update(body).digest("hex")
  return {
    provider: "cloud-api" as const,
    accountId: "acme",
    method: "POST" as const,
    url: "https://hooks.example/callbacks/cloud-api/acme",
    headers: signed ? { "x-hub-signature-256": `sha256=${signature}` } : {},
    body
  }
}

/**
 * An intake that reports on itself, the alerts that a watch makes of the reports, the letters that a channel is handed, and the lines of the log.
 *
 * @param laterMillis how long after the intake the watch begins: their looks keep that distance.
 */
const watching = Effect.fnUntraced(function* (laterMillis: number) {
  const lines: Array<string> = []
  const handed: Array<{ readonly said: string; readonly atMillis: number }> = []
  yield* TestClock.setTime(startMillis)
  const log = Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ message }) => lines.push(String(message)))
  )
  const world = yield* Layer.build(
    Intake.layer().pipe(
      Layer.provideMerge(
        Layer.mergeAll(
          TestCrypto.layer,
          testDirectory.layer,
          MemoryBlobStore.layer,
          MemoryStore.layer,
          Channels.layer([{ kind: "log", name: "pager", least: "info" }])
        )
      )
    )
  )
  const guards = { source: "server 1", everyMillis: GuardWatch.everyMillis }
  yield* Effect.forkScoped(Effect.provide(GuardWatch.run(guards), Layer.merge(Layer.succeedContext(world), log)))
  yield* TestClock.adjust(Duration.millis(laterMillis))
  const watch = (name: string) =>
    Effect.forkScoped(Effect.provide(AlertWatch.run({ ...AlertWatch.defaults, holder: name }), world))
  const first = yield* watch("worker 1")
  const post = Layer.succeed(LetterPost, {
    names: ["pager"],
    deliver: ({ lines: told }) =>
      Effect.map(Clock.currentTimeMillis, (atMillis) => {
        for (const { kind, ruleId } of told) handed.push({ said: `${ruleId} ${kind}`, atMillis })
        return { _tag: "Taken" as const, status: 200 }
      })
  })
  yield* Effect.forkScoped(
    Effect.provide(Postman.run(Postman.defaults), Layer.merge(Layer.succeedContext(world), post))
  )
  const book = Context.get(world, AlertBook)
  return {
    first,
    watch,
    /** The lead, as if a process had it that is gone since. */
    leftBehind: Effect.flatMap(Clock.currentTimeMillis, (nowMillis) =>
      book.lead({ holder: "worker 0", nowMillis, untilMillis: nowMillis + AlertWatch.defaults.leaseMillis })
    ),
    /** How long after a moment something was told first; null where it was not. */
    toldAfter: (said: string, sinceMillis: number) => {
      const found = handed.find((one) => one.said === said && one.atMillis >= sinceMillis)
      return found === undefined ? null : found.atMillis - sinceMillis
    },
    take: (text: string, signed: boolean) =>
      Effect.provide(
        Effect.flatMap(Intake, (one) => one.take(delivery(text, signed))),
        world
      ),
    alerts: book.list({ accountId: null, limit: 50 }),
    /** As if somebody called an address. */
    call: (accountId: string, provider: "cloud-api" | "twilio" = "cloud-api") =>
      Effect.provide(
        Effect.flatMap(Intake, (one) => Effect.ignore(one.take({ ...delivery("forged", true), accountId, provider }))),
        world
      ),
    kept: Effect.provide(KeptRefusals.list({ ...Caller.nobody, accountId: null }), world),
    keptFor: (accountId: string) => Effect.provide(KeptRefusals.list({ ...Caller.nobody, accountId }), world),
    lines
  }
})

const watched = watching(0)

const minute = 60_000

/** Any distance between the looks of the two, and any moment within them. */
const moments = fc.sample(fc.tuple(fc.nat(10_000), fc.nat(10_000)), { numRuns: 12, seed: 11 })

const seen = (alerts: ReadonlyArray<Alert>) =>
  alerts.map(({ recoveredMillis, ruleId }) => `${ruleId} ${recoveredMillis === null ? "stands" : "recovered"}`)

describe("alerts of the guards", { timeout: 120_000 }, () => {
  it.scoped("GD-03: a bad signature is alerted within its minute, once, and recovers when no more come", () =>
    Effect.gen(function* () {
      const { alerts, lines, take } = yield* watched
      yield* TestClock.adjust("1 minute")
      expect(yield* alerts).toEqual([])
      yield* take("forged", false)
      yield* TestClock.adjust("15 seconds")
      expect(yield* alerts).toMatchObject([
        { ruleId: "bad-signature", severity: "critical", place: { intake: "acme", account: "acme" } }
      ])
      expect(lines).toEqual([
        "1 callbacks were refused: 1 at cloud-api: the proof in its header is not good: it carries none (missing); the last came without the header of its proof and a body of 6 bytes"
      ])
      yield* TestClock.adjust("30 minutes")
      expect(seen(yield* alerts)).toEqual(["bad-signature recovered"])
    })
  )

  it.scoped("GD-03: of whatever comes, every bad signature is in one report, within a minute and a look", () =>
    Effect.gen(function* () {
      const { lines, take } = yield* watched
      const [gaps = []] = fc.sample(fc.array(fc.nat(20_000), { minLength: 100, maxLength: 100 }), {
        numRuns: 1,
        seed: 7
      })
      for (const [n, gap] of gaps.entries()) {
        yield* take(`forged ${n}`, false)
        yield* TestClock.adjust(Duration.millis(gap))
      }
      yield* TestClock.adjust("65 seconds")
      const counts = lines.map((line) => Number(line.split(" ")[0]))
      expect(counts.reduce((total, count) => total + count, 0)).toBe(100)
      const minutes = gaps.reduce((total, gap) => total + gap, 0) / 60_000
      expect(counts.length).toBeLessThanOrEqual(minutes + 3)
    })
  )

  it.scoped(
    "GD-03: what is refused is on record by account, door and reason, and shown to whoever may see the account",
    () =>
      Effect.gen(function* () {
        const { call, kept, keptFor, take } = yield* watched
        yield* take("forged", false)
        yield* TestClock.adjust("10 seconds")
        yield* take("forged again", false)
        yield* call("acme", "twilio")
        yield* call("nobody")
        yield* TestClock.adjust("10 seconds")
        const acme = [
          {
            accountId: "acme",
            door: "twilio",
            reason: "other-provider",
            count: 1,
            firstMillis: startMillis + 10_000,
            lastMillis: startMillis + 10_000,
            // It has what Meta signs, and not what Twilio signs.
            lastHadProof: false,
            lastBodyBytes: 6
          },
          {
            accountId: "acme",
            door: "cloud-api",
            reason: "missing",
            count: 2,
            firstMillis: startMillis,
            lastMillis: startMillis + 10_000,
            lastHadProof: false,
            lastBodyBytes: 12
          }
        ]
        const unknown = { accountId: null, door: "cloud-api", reason: "account-unknown", count: 1, lastHadProof: true }
        expect(yield* kept).toEqual(expect.arrayContaining([...acme, expect.objectContaining(unknown)]))
        expect(yield* kept).toHaveLength(3)
        expect(yield* keptFor("acme")).toEqual(expect.arrayContaining(acme))
        expect(yield* keptFor("acme")).toHaveLength(2)
      })
  )

  it.scoped(
    "TM-01, GD-03: whoever calls addresses that there are not makes one count, one line a minute and one series of it",
    () =>
      Effect.gen(function* () {
        const { call, kept, lines } = yield* watched
        for (let n = 0; n < 1_000; n++) {
          yield* call(`guess-${n}`)
          if (n % 100 === 99) yield* TestClock.adjust("20 seconds")
        }
        yield* TestClock.adjust("2 minutes")
        expect(yield* kept).toMatchObject([{ accountId: null, reason: "account-unknown", count: 1_000 }])
        expect(lines.length).toBeLessThanOrEqual(6)
        expect(lines.join()).not.toContain("guess")
        expect(lines.reduce((total, line) => total + Number(line.split(" ")[0]), 0)).toBe(1_000)
        const series = Metric.unsafeSnapshot().filter(
          ({ metricKey }) => metricKey.name === "sluice_callbacks_refused_total"
        )
        expect(JSON.stringify(series)).not.toContain("guess")
      })
  )

  it.scoped("GD-02: a pause of the intake is alerted while it stands, and recovers after it", () =>
    Effect.gen(function* () {
      const { alerts, take } = yield* watched
      for (let n = 0; n < 5; n++) yield* take(`[${n}]`, true)
      yield* TestClock.adjust("15 seconds")
      expect(seen(yield* alerts)).toEqual(["intake-paused stands"])
      yield* TestClock.adjust("30 minutes")
      expect(seen(yield* alerts)).toEqual(["intake-paused recovered"])
    })
  )

  it.effect("GD-02, GD-03: whenever it comes between the looks, somebody has been told within its minute", () =>
    Effect.forEach(moments, ([laterMillis, atMillis]) =>
      Effect.gen(function* () {
        const { take, toldAfter } = yield* watching(laterMillis)
        yield* TestClock.adjust(Duration.millis(minute + atMillis))
        const cameMillis = yield* Clock.currentTimeMillis
        yield* take("forged", false)
        for (let n = 0; n < 5; n++) yield* take(`[${n}]`, true)
        yield* TestClock.adjust("1 minute")
        for (const said of ["bad-signature fired", "intake-paused fired"]) {
          expect(toldAfter(said, cameMillis)).not.toBeNull()
          expect(toldAfter(said, cameMillis)).toBeLessThanOrEqual(minute)
        }
      }).pipe(Effect.scoped)
    )
  )

  it.scoped("GD-03: also where the process that looked died the moment before", () =>
    Effect.gen(function* () {
      const { first, leftBehind, take, toldAfter, watch } = yield* watched
      yield* TestClock.adjust("1 minute")
      yield* Fiber.interrupt(first)
      expect(yield* leftBehind).toBe(true)
      const cameMillis = yield* Clock.currentTimeMillis
      yield* take("forged", false)
      // The cluster notices within some ten seconds, and has another look.
      yield* TestClock.adjust("10 seconds")
      yield* watch("worker 2")
      yield* TestClock.adjust("1 minute")
      expect(toldAfter("bad-signature fired", cameMillis)).not.toBeNull()
      expect(toldAfter("bad-signature fired", cameMillis)).toBeLessThanOrEqual(minute)
    })
  )

  it.scoped("a process that ends gives its lead up: whoever follows looks at once", () =>
    Effect.gen(function* () {
      const { first, take, toldAfter, watch } = yield* watched
      yield* TestClock.adjust("1 minute")
      const cameMillis = yield* Clock.currentTimeMillis
      yield* take("forged", false)
      yield* TestClock.adjust("6 seconds")
      yield* Fiber.interrupt(first)
      yield* watch("worker 2")
      yield* TestClock.adjust("10 seconds")
      expect(toldAfter("bad-signature fired", cameMillis)).toBeLessThanOrEqual(15_000)
    })
  )
})
