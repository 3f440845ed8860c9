import { it } from "@effect/vitest"
import * as Providers from "@sluice/core/callback/providers/Providers"
import * as Reading from "@sluice/engine/callbacks/Reading"
import * as Original from "@sluice/engine/intake/media/Original"
import * as Reference from "@sluice/engine/intake/media/Reference"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { NewCallback } from "@sluice/engine/ports/CallbackLog"
import { APP_RUNTIME, type AppRuntime } from "@sluice/server/Services"
import { Context, Effect } from "effect"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
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

/** What a collection leaves of the heap: what is used in between is mostly rubbish, and says nothing of a leak. */
const heldBytes = (): number => {
  setFlagsFromString("--expose-gc")
  runInNewContext("gc")()
  return process.memoryUsage().heapUsed
}

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

/** The verdict under which a body goes on record, by its answer. */
const verdicts: Readonly<Record<number, NewCallback["verdict"]>> = {
  200: "pending",
  400: "malformed",
  401: "bad-signature"
}

/** What a callback was as it came: long letters of it may have gone to the blob store, as files do (WH-06). */
const originalOf = (server: testServer.TestServer, callback: NewCallback) =>
  Reference.offsetsIn(callback.contentType).offsets.length === 0
    ? Effect.succeed(callback.body)
    : Effect.promise(() => server.app.get<AppRuntime>(APP_RUNTIME).runPromise(Original.of(callback))).pipe(
        Effect.map(({ body }) => body)
      )

/** What is wrong with how a body was answered and recorded: accepted and malformed ones are on record as they came, each once; null for nothing. */
const faultOf = Effect.fnUntraced(function* (
  server: testServer.TestServer,
  { body, provider }: Mutations.Mutant,
  status: number,
  recorded: ReadonlyArray<NewCallback>
) {
  const verdict = verdicts[status]
  if (verdict === undefined) return `it was answered ${status}`
  const [one] = recorded
  if (one === undefined) return status === 401 ? null : `it was answered ${status}, and is not on record`
  if (recorded.length > 1) return "it is on record twice"
  if (one.verdict !== verdict || one.accountId !== provider) return `it is on record as ${one.verdict}`
  // Of what is not believed a part may be on record, and none of its long letters.
  const kept = status === 401 && body.length > one.body.length ? null : yield* originalOf(server, one)
  return kept === null || Buffer.from(kept).equals(Buffer.from(body)) ? null : "other bytes are on record"
})

/** How many callbacks of an account the server has counted as not believed. */
const counted = (server: testServer.TestServer) =>
  Effect.map(testServer.ask(server, { method: "GET", url: "/metrics" }), ({ text }) => (account: string): number => {
    const line = text
      .split("\n")
      .find(
        (one) =>
          one.startsWith("sluice_callbacks_total{") && one.includes(`"${account}"`) && one.includes('"bad-signature"')
      )
    return Number(line?.split(" ").at(-1) ?? 0)
  })

describe("callbacks that nobody would send", () => {
  it(`WH-09, WH-11: ${decoded} of them are read, whatever they are: nothing breaks, and nothing is left behind`, async () => {
    const read: Record<string, number> = {}
    const before = heldBytes()
    const startMillis = performance.now()
    for (let n = from; n < from + decoded; n++) {
      // So that the runner hears of a test that goes on for long.
      if (n % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve))
      const { body, contentType, provider } = Mutations.mutant(n)
      const digest = new Uint8Array(32)
      const stored = { id: n, accountId: provider, provider, receivedMillis: 0, contentType, body, digest } as const
      const { processed } = Reading.of(Providers.decode, { ...stored, verdict: "pending" })
      if ("defect" in processed.report) throw new Error(`body ${n} breaks its decoder`)
      read[processed.verdict] = (read[processed.verdict] ?? 0) + 1
      progress("read", n - from + 1, startMillis, read)
    }
    expect(Object.values(read).reduce((total, count) => total + count, 0)).toBe(decoded)
    expect(read["malformed"]).toBeGreaterThan(decoded / 20)
    expect(read["processed"]).toBeGreaterThan(decoded / 20)
    expect(heldBytes() - before).toBeLessThan(growthBytesMax)
  }, 3_600_000)

  it.scopedLive(
    `GD-02, GD-03: of ${delivered} through the door each is answered 200, 400 or 401, and every rejected one is on record`,
    () =>
      Effect.gen(function* () {
        /** What was made durable for the body under way. It is not kept: what grows then is the server. */
        let recorded: ReadonlyArray<NewCallback> = []
        const server = yield* testServer.make(
          { publicUrl: origin },
          (store) => {
            const append = (callbacks: ReadonlyArray<NewCallback>) =>
              Effect.sync(() => {
                recorded = [...recorded, ...callbacks]
                return callbacks.map(() => "appended" as const)
              })
            return Context.add(store, CallbackLog, { ...Context.get(store, CallbackLog), append })
          },
          file
        )
        const countedBefore = yield* counted(server)
        const before = heldBytes()
        const startMillis = performance.now()
        const answers: Record<number, number> = {}
        const evidence: Record<string, number> = {}
        const refused: Record<string, number> = {}
        for (let n = from; n < from + delivered; n++) {
          const one = Mutations.mutant(n)
          const { body, provider } = one
          recorded = []
          const answer = yield* testServer.ask(server, {
            method: "POST",
            url: `/callbacks/${provider}/${provider}`,
            headers: headersOf(one),
            payload: Buffer.from(body)
          })
          const { status } = answer
          answers[status] = (answers[status] ?? 0) + 1
          if (status === 401) {
            refused[provider] = (refused[provider] ?? 0) + 1
            evidence[provider] = (evidence[provider] ?? 0) + recorded.length
          }
          const fault = yield* faultOf(server, one, status, recorded)
          if (fault !== null) expect.fail(`body ${n}: ${fault}`)
          progress("through the door", n - from + 1, startMillis, answers)
        }
        const countedAfter = yield* counted(server)
        for (const [provider, count] of Object.entries(refused)) {
          // Of what is not believed the first hundred are kept and then one a minute; each is counted.
          expect(evidence[provider]).toBeGreaterThanOrEqual(Math.min(count, 100))
          expect(countedAfter(provider) - countedBefore(provider)).toBe(count)
        }
        expect(heldBytes() - before).toBeLessThan(growthBytesMax)
      }),
    3_600_000
  )
})
