import { Effect } from "effect"
import { createHmac } from "node:crypto"
import { connect } from "node:net"

/** Where a server is, and what is needed to get past its first door. */
export interface Target {
  readonly url: URL
  /** Path of the callbacks' door of an account, and the secret that its provider signs with. */
  readonly callbacks: string
  readonly appSecret: string
  readonly apiKey: string
}

/** How a server is to answer an attack: by refusing, or by ending the connection. Anything else is a fault. */
export interface Verdict {
  readonly name: string
  readonly requests: number
  readonly counts: Readonly<Record<string, number>>
  readonly faults: ReadonlyArray<string>
}

/** One thing that is done to a server. */
export interface Attack {
  readonly name: string
  readonly run: (target: Target, short: boolean) => Effect.Effect<Verdict>
}

const tally = (outcomes: ReadonlyArray<string>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

const judged = (name: string, outcomes: ReadonlyArray<string>, isRight: (outcome: string) => boolean): Verdict => {
  const counts = tally(outcomes)
  return {
    name,
    requests: outcomes.length,
    counts,
    faults: Object.entries(counts)
      .filter(([outcome]) => !isRight(outcome))
      .map(([outcome, count]) => `${name}: ${count} times ${outcome}`)
  }
}

const giveUpMillis = 30_000

const post = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array<ArrayBuffer> | string
): Effect.Effect<string> =>
  Effect.promise(async () => {
    try {
      const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(giveUpMillis) })
      await response.arrayBuffer()
      return String(response.status)
    } catch (error) {
      return error instanceof Error && error.name === "TimeoutError" ? "no answer" : "closed"
    }
  })

const signed = ({ appSecret }: Target, body: Uint8Array | string) => ({
  "content-type": "application/json",
  "x-hub-signature-256": `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`
})

const keyed = ({ apiKey }: Target) => ({ authorization: `Bearer ${apiKey}`, "content-type": "application/json" })

const at = ({ url }: Target, path: string) => new URL(path, url)

const repeated = (count: number, concurrency: number, one: (index: number) => Effect.Effect<string>) =>
  Effect.forEach(
    Array.from({ length: count }, (_, index) => index),
    one,
    { concurrency }
  )

/** Writes a little at a time, for as long as it is let; how it ended, and that it did. */
const drip = ({ url }: Target, head: string, drop: string, secondsMax: number): Effect.Effect<string> =>
  Effect.async((resume) => {
    let answer = ""
    const socket = connect(Number(url.port), url.hostname, () => socket.write(head))
    const timer = setInterval(() => socket.write(drop), 500)
    const late = setTimeout(() => end("held open"), secondsMax * 1_000)
    const end = (outcome: string): void => {
      clearInterval(timer)
      clearTimeout(late)
      socket.destroy()
      resume(Effect.succeed(outcome))
    }
    socket.on("data", (data) => (answer += data.toString("latin1")))
    socket.on("error", () => undefined)
    socket.on("close", () => end(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? "closed"))
  })

const isRefused = (outcome: string): boolean => outcome === "closed" || /^4\d\d$/.test(outcome)

/** Signed callbacks that are none pause their address for a while, which answers 503 then (GD-02). */
const isRefusedOrPaused = (outcome: string): boolean => isRefused(outcome) || outcome === "503"

const megabyte = 1024 * 1024

/** A text of brackets that a parser goes down into. */
const deep = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`

/** Heads that never end: a connection each, one letter at a time. */
const slowHeads: Attack = {
  name: "slow heads",
  run: (target, short) =>
    Effect.map(
      repeated(short ? 200 : 1_000, 1_000, () =>
        drip(target, "GET /healthz HTTP/1.1\r\nhost: x\r\n", "x-a: b\r\n", 25)
      ),
      (outcomes) => judged("slow heads", outcomes, isRefused)
    )
}

/** Bodies that are promised and do not come: they may stay open for a while, and must not be in anybody's way. */
const slowBodies: Attack = {
  name: "slow bodies",
  run: (target, short) =>
    Effect.map(
      repeated(short ? 200 : 1_000, 1_000, () =>
        drip(
          target,
          `POST ${target.callbacks} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n`,
          "[",
          8
        )
      ),
      (outcomes) => judged("slow bodies", outcomes, (outcome) => isRefused(outcome) || outcome === "held open")
    )
}

const oversized: Attack = {
  name: "oversized",
  run: (target, short) =>
    Effect.map(
      repeated(short ? 40 : 400, 8, (index) => {
        const body = new Uint8Array(8 * megabyte).fill(0x20)
        return index % 2 === 0
          ? post(
              at(target, target.callbacks),
              { "content-type": "application/json", "x-hub-signature-256": "sha256=00" },
              body
            )
          : post(at(target, "/v1/messages"), keyed(target), body)
      }),
      (outcomes) => judged("oversized", outcomes, isRefused)
    )
}

const nested: Attack = {
  name: "deeply nested",
  run: (target, short) =>
    Effect.map(
      repeated(short ? 40 : 400, 4, (index) => {
        const body = deep(index % 3 === 0 ? 1_000 : 200_000)
        return index % 2 === 0
          ? post(at(target, target.callbacks), signed(target, body), body)
          : post(at(target, "/v1/messages"), keyed(target), body)
      }),
      (outcomes) => judged("deeply nested", outcomes, isRefusedOrPaused)
    )
}

const texts: ReadonlyArray<readonly [type: string, body: Uint8Array<ArrayBuffer>]> = [
  ["application/json; charset=utf-16", new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
  ["application/json; charset=latin1", new Uint8Array([0x7b, 0x22, 0xe4, 0x22, 0x3a, 0x31, 0x7d])],
  ["application/json", new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ["application/json", new Uint8Array([0xef, 0xbb, 0xbf, 0x00, 0x00])],
  ["text/html", new Uint8Array([0x3c, 0x21])],
  ["application/x-www-form-urlencoded; charset=utf-7", new Uint8Array([0x2b, 0x41])]
]

/** A type that is not read, or bytes that are no text of it: none of them may be taken for a message or a callback. */
const charsets: Attack = {
  name: "wrong charsets",
  run: (target, short) =>
    Effect.map(
      repeated(short ? 120 : 1_200, 16, (index) => {
        const [type, body] = texts[index % texts.length] ?? ["", new Uint8Array()]
        return index % 4 < 2
          ? post(at(target, target.callbacks), { ...signed(target, body), "content-type": type }, body)
          : post(at(target, "/v1/messages"), { ...keyed(target), "content-type": type }, body)
      }),
      (outcomes) => judged("wrong charsets", outcomes, isRefusedOrPaused)
    )
}

/** What is no HTTP at all. */
const rubbish: Attack = {
  name: "rubbish",
  run: (target, short) =>
    Effect.map(
      repeated(short ? 100 : 1_000, 50, (index) =>
        drip(target, `\u0000\u0016\u0003\u0001${index}\r\n\r\n`, "\u0000", 10)
      ),
      (outcomes) => judged("rubbish", outcomes, isRefused)
    )
}

/** Many requests that nobody may make. They are refused, and soon without asking the store. */
const flood: Attack = {
  name: "flood",
  run: (target, short) =>
    Effect.map(
      repeated(short ? 5_000 : 50_000, 200, (index) =>
        index % 2 === 0
          ? post(
              at(target, "/v1/messages"),
              { authorization: `Bearer sluice_${"0".repeat(16)}_${"A".repeat(43)}` },
              "{}"
            )
          : post(
              at(target, target.callbacks),
              { "content-type": "application/json", "x-hub-signature-256": "sha256=00" },
              "{}"
            )
      ),
      (outcomes) => judged("flood", outcomes, isRefusedOrPaused)
    )
}

/** All of them, in the order in which they are done. Wrong keys come last: their address has to wait afterwards. */
export const all: ReadonlyArray<Attack> = [slowHeads, slowBodies, oversized, nested, charsets, rubbish, flood]
