import { it } from "@effect/vitest"
import type { Alert } from "@sluice/core/alert/Alert"
import * as AlertWatch from "@sluice/engine/alerts/AlertWatch"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as GuardWatch from "@sluice/engine/alerts/GuardWatch"
import { Intake } from "@sluice/engine/intake/Intake"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { Context, Duration, Effect, Layer, Logger, TestClock } from "effect"
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

/** An intake that reports on itself, the alerts that a watch makes of the reports, and the lines of the log. */
const watched = Effect.gen(function* () {
  const lines: Array<string> = []
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
          Channels.layer([])
        )
      )
    )
  )
  const guards = { source: "server 1", everyMillis: GuardWatch.everyMillis }
  yield* Effect.forkScoped(Effect.provide(GuardWatch.run(guards), Layer.merge(Layer.succeedContext(world), log)))
  yield* Effect.forkScoped(Effect.provide(AlertWatch.run({ ...AlertWatch.defaults, holder: "worker 1" }), world))
  const book = Context.get(world, AlertBook)
  return {
    take: (text: string, signed: boolean) =>
      Effect.provide(
        Effect.flatMap(Intake, (one) => one.take(delivery(text, signed))),
        world
      ),
    alerts: book.list({ accountId: null, limit: 50 }),
    lines
  }
})

const seen = (alerts: ReadonlyArray<Alert>) =>
  alerts.map(({ recoveredMillis, ruleId }) => `${ruleId} ${recoveredMillis === null ? "stands" : "recovered"}`)

describe("alerts of the guards", () => {
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
      expect(lines).toEqual(["1 callbacks came with a bad signature"])
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
})
