import type { Provider } from "@sluice/core/callback/providers/Provider"

/** Bodies of every provider, changed as no sender would change them; each can be made again from its number. */

/** Mulberry32: small and seeded. */
const randomOf = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const meta = (value: object) =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "102290129340398", time: 1_750_000_000, changes: [{ field: "messages", value }] }]
  })

const metadata = { display_phone_number: "15550100001", phone_number_id: "1001" }
const status = {
  id: "wamid.A",
  status: "delivered",
  timestamp: "1750000000",
  recipient_id: "15550200001",
  errors: [{ code: 131_026, title: "Message undeliverable" }]
}
const text = { from: "15550200001", id: "wamid.B", timestamp: "1750000000", type: "text", text: { body: "héllo 👋" } }

type Seed = readonly [provider: Provider, contentType: string, body: string]

/** What is changed: a few bodies of each provider that are good. */
const seeds: readonly [Seed, ...ReadonlyArray<Seed>] = [
  ["cloud-api", "application/json", meta({ messaging_product: "whatsapp", metadata, statuses: [status, status] })],
  ["cloud-api", "application/json", meta({ messaging_product: "whatsapp", metadata, messages: [text] })],
  ["360dialog", "application/json", JSON.stringify({ statuses: [status] })],
  [
    "twilio",
    "application/x-www-form-urlencoded",
    "MessageSid=SM1&MessageStatus=failed&ErrorCode=63016&To=whatsapp%3A%2B15550200001&From=whatsapp%3A%2B15550100001"
  ],
  [
    "messagebird",
    "application/json",
    JSON.stringify({
      type: "message.updated",
      message: { id: "m1", status: "read", updatedDatetime: "2025-06-15T12:00:00Z" }
    })
  ],
  [
    "bird",
    "application/json",
    JSON.stringify({
      service: "channels",
      event: "whatsapp.outbound",
      payload: { id: "m1", channelId: "c", status: "sent", parts: [{ platformReference: "wamid.A" }] }
    })
  ],
  [
    "zendesk",
    "application/json",
    JSON.stringify({
      app: { id: "app" },
      webhook: { id: "w", version: "v2" },
      events: [
        {
          id: "e",
          createdAt: "2025-06-15T12:00:00Z",
          type: "conversation:message:delivery:user",
          payload: { message: { id: "m1" } }
        }
      ]
    })
  ]
]

const deep = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`
const texts = [
  "null",
  "-1",
  "1e308",
  "0.5",
  '"\\ud800"',
  '"\\u0000"',
  "{}",
  "[]",
  "true",
  '"x"',
  "99999999999999999999"
]
const odd = [
  ...texts,
  deep(50),
  deep(5_000),
  '{"__proto__":{"id":"x"}}',
  '"𝕏👩‍👩‍👧"',
  `"${"x".repeat(5_000)}"`,
  "&",
  "%zz",
  "="
]

const bytesOf = (body: string): Uint8Array => new TextEncoder().encode(body)

const spliced = (bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array =>
  Uint8Array.from([...bytes.subarray(0, at), ...added, ...bytes.subarray(at + removed)])

/** Where a value of the JSON text begins and ends, or a part of the form. */
const values = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[^&=]+/g

const change = (body: Uint8Array, random: () => number): Uint8Array => {
  const below = (max: number): number => Math.floor(random() * max)
  switch (below(6)) {
    case 0:
      return body.map((byte, at) => (at === below(body.length) ? byte ^ (1 << below(8)) : byte))
    case 1:
      return body.subarray(0, below(body.length))
    case 2:
      return spliced(body, below(body.length), below(20), new Uint8Array([below(256), below(256)]))
    case 3: {
      const [from, to] = [below(body.length), below(body.length)].toSorted((a, b) => a - b)
      return spliced(body, to ?? 0, 0, body.subarray(from, to))
    }
    default: {
      const whole = new TextDecoder().decode(body)
      const found = [...whole.matchAll(values)]
      const one = found[below(found.length)]
      if (one === undefined) return body
      return bytesOf(
        whole.slice(0, one.index) + (odd[below(odd.length)] ?? "") + whole.slice(one.index + one[0].length)
      )
    }
  }
}

export interface Mutant {
  readonly provider: Provider
  readonly contentType: string
  readonly body: Uint8Array
}

/** The n-th body: a good one with one to four changes. */
export const mutant = (n: number): Mutant => {
  const random = randomOf(n)
  const [provider, contentType, good] = seeds[n % seeds.length] ?? seeds[0]
  let body = bytesOf(good)
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes--) body = change(body, random)
  return { provider, contentType, body }
}
