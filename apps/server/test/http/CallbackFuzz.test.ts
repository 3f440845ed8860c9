import { it } from "@effect/vitest"
import * as Providers from "@sluice/core/callback/providers/Providers"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { NewCallback } from "@sluice/engine/ports/CallbackLog"
import { Context, Effect } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"
import * as Mutations from "./callbackMutations.ts"
import * as Signing from "./callbackSigning.ts"

/**
 * Bodies through the decoders, and through the door. A few by default; a million and 50,000 with `npx -y pnpm@12.21.0 fuzz`, which tells how far it is.
 * A body is made from its number alone: FUZZ_FROM is that of the first, so that other numbers are other bodies, and a body that breaks something can
 * be made again.
 */
const decoded = Number(process.env["FUZZ_BODIES"] ?? 3_000)
const delivered = Number(process.env["FUZZ_DOOR"] ?? 400)
const from = Number(process.env["FUZZ_FROM"] ?? 0)

/** What a long run may leave behind; a leak of a kilobyte a body would be a gigabyte. */
const growthBytesMax = 64 * 1024 * 1024

/** So many bodies lie between two lines of progress; shorter runs print none. */
const progressBodies = 10_000

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`

/** Says how far a long run is, and what it has counted. */
const progress = (
  what: string,
  count: number,
  startMillis: number,
  counted: Readonly<Record<string, number>>
): void => {
  if (count === 0 || count % progressBodies !== 0) return
  const seconds = (performance.now() - startMillis) / 1_000
  process.stdout.write(
    `${what}: ${count} bodies, ${Math.round(count / seconds)} a second, heap ${megabytes(process.memoryUsage().heapUsed)}, ${JSON.stringify(counted)}\n`
  )
}

const origin = "https://hooks.example.com"

const own = {
  "cloud-api": { version: "v25.0", accessToken: "t", appSecrets: ["s"], verifyToken: "v" },
  twilio: { accountSid: "AC1", authTokens: ["s"] },
  messagebird: { accessKey: "k", signingKeys: ["s"] },
  bird: { workspaceId: "w", accessKey: "k", signingKeys: ["s"] },
  zendesk: { appId: "1", keyId: "2", keySecret: "k", webhookSecrets: ["s"] },
  "360dialog": { apiKey: "k", callbackHeader: "x-key", callbackKeys: ["s"] }
} as const

/** The intake is not paused here: the same policy otherwise. */
const policyOverrides = { receiving: { malformedInRow: Number.MAX_SAFE_INTEGER } }

const file = {
  accounts: Object.entries(own).map(([provider, ids], n) => {
    const number = { number: `+88691234567${n}` }
    const sender = { id: `s-${n}`, ...number, ...(provider === "twilio" ? {} : { phoneNumberId: `${n}001` }) }
    return {
      id: provider,
      provider,
      policy: "guide",
      policyOverrides,
      baseUrls: ["http://127.0.0.1:1"],
      ...ids,
      businesses: [{ id: `b-${n}`, timeZone: "Asia/Taipei", senders: [sender] }]
    }
  })
}

const headersOf = ({ body, contentType, provider }: Mutations.Mutant): Readonly<Record<string, string>> => {
  const url = `${origin}/callbacks/${provider}/${provider}`
  const text = Buffer.from(body).toString("utf8")
  const type = { "content-type": contentType }
  switch (provider) {
    case "cloud-api":
      return { ...type, "x-hub-signature-256": `sha256=${testServer.hmac(body, "s")}` }
    case "360dialog":
      return { ...type, "x-key": "s" }
    case "zendesk":
      return { ...type, "x-api-key": "s" }
    case "twilio":
      return { ...type, ...Signing.twilio(url, Object.fromEntries(new URLSearchParams(text)), "s") }
    case "messagebird":
      return { ...type, ...Signing.messagebird(url, text, "s", Date.now()) }
    case "bird":
      return { ...type, ...Signing.bird(url, text, "s", Date.now()) }
  }
}

describe("callbacks that nobody would send", () => {
  it(`WH-09, WH-11: ${decoded} of them are read, whatever they are: nothing breaks, and nothing is left behind`, async () => {
    const verdicts: Record<string, number> = {}
    const before = process.memoryUsage().heapUsed
    const startMillis = performance.now()
    for (let n = from; n < from + decoded; n++) {
      // So that the runner hears of a test that goes on for long.
      if (n % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve))
      const { body, contentType, provider } = Mutations.mutant(n)
      const digest = new Uint8Array(32)
      const stored = { id: n, accountId: provider, provider, receivedMillis: 0, contentType, body, digest } as const
      const { processed } = Processing.read(Providers.decode, { ...stored, verdict: "pending" })
      if ("defect" in processed.report) throw new Error(`body ${n} breaks its decoder`)
      verdicts[processed.verdict] = (verdicts[processed.verdict] ?? 0) + 1
      progress("read", n - from + 1, startMillis, verdicts)
    }
    expect(Object.values(verdicts).reduce((total, count) => total + count, 0)).toBe(decoded)
    expect(verdicts["malformed"]).toBeGreaterThan(decoded / 20)
    expect(verdicts["processed"]).toBeGreaterThan(decoded / 20)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(growthBytesMax)
  }, 3_600_000)

  it.scopedLive(
    `GD-02, GD-03: of ${delivered} through the door each is answered 200, 400 or 401, and is on record or counted`,
    () =>
      Effect.gen(function* () {
        const recorded: Record<NewCallback["verdict"], number> = { pending: 0, malformed: 0, "bad-signature": 0 }
        const server = yield* testServer.make(
          { publicUrl: origin },
          (store) => {
            // It counts and keeps nothing: what grows then is the server.
            const append = (callbacks: ReadonlyArray<NewCallback>) =>
              Effect.sync(() => {
                for (const { verdict } of callbacks) recorded[verdict]++
                return callbacks.map(() => "appended" as const)
              })
            return Context.add(store, CallbackLog, { ...Context.get(store, CallbackLog), append })
          },
          file
        )
        const before = process.memoryUsage().heapUsed
        const startMillis = performance.now()
        const answers: Record<number, number> = {}
        for (let n = from; n < from + delivered; n++) {
          const one = Mutations.mutant(n)
          const { provider } = one
          const answer = yield* testServer.ask(server, {
            method: "POST",
            url: `/callbacks/${provider}/${provider}`,
            headers: headersOf(one),
            payload: Buffer.from(one.body)
          })
          answers[answer.status] = (answers[answer.status] ?? 0) + 1
          progress("through the door", n - from + 1, startMillis, answers)
        }
        expect(Object.keys(answers).filter((status) => !["200", "400", "401"].includes(status))).toEqual([])
        expect(recorded.pending).toBe(answers[200] ?? 0)
        expect(recorded.malformed).toBe(answers[400] ?? 0)
        // A sample of what is not believed is kept, and all of it is counted.
        expect(recorded["bad-signature"]).toBeLessThanOrEqual(answers[401] ?? 0)
        expect(process.memoryUsage().heapUsed - before).toBeLessThan(growthBytesMax)
      }),
    3_600_000
  )
})
