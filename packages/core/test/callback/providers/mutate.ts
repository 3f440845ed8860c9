import type { Body } from "@sluice/core/callback/providers/Body"

/** Mulberry32: a small seeded generator, so that a failing body can be made again from its number. */
export const randomOf = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const pick = <A>(random: () => number, from: ReadonlyArray<A>): A | undefined =>
  from[Math.floor(random() * from.length)]

/** Values that decoders trip over: wrong types, extreme numbers, odd Unicode, names that objects have. */
const odd: ReadonlyArray<unknown> = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  12_025_550_111,
  1_750_000_000,
  0.5,
  9_007_199_254_740_992,
  "",
  "0",
  "007",
  "12.5",
  "1e5",
  "+12025550111",
  "whatsapp:+12025550111",
  "whatsapp:",
  "US.100000000000009",
  "12345678901234567890123",
  "2025-06-15T15:06:40Z",
  "2025-06-15 15:06:40+0200",
  "2024-02-29T23:59:59.999999999-11:30",
  "2025-02-29T00:00:00Z",
  "2025-13-01T00:00:00Z",
  "1969-12-31T23:59:59Z",
  "20250615150640",
  "read",
  "received",
  "sent",
  "conversation:message",
  "conversation:message:delivery:failure",
  "whatsapp.inbound",
  "message.created",
  "whatsappOrder",
  "\u0000\u202e",
  "👩‍👩‍👧‍👦",
  "x".repeat(5_000),
  [],
  {},
  [[]],
  ["a", 1, {}],
  { id: "x" },
  { toString: false, valueOf: null },
  JSON.parse('{"__proto__": {"id": "x"}, "constructor": 1}')
]

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null

/** A copy in which one place is changed: replaced, removed, renamed, doubled, or wrapped. */
const mutatedJson = (value: unknown, random: () => number): unknown => {
  if (!isFields(value) || random() < 0.03) return pick(random, odd)
  const keys = Object.keys(value)
  const key = pick(random, keys)
  if (key === undefined) return pick(random, odd)
  const inner = value[key]
  if (Array.isArray(value)) {
    const copy = [...value]
    const choice = random()
    if (choice < 0.1) copy.splice(Number(key), 1)
    else if (choice < 0.2) copy.push(inner, pick(random, odd))
    else copy[Number(key)] = mutatedJson(inner, random)
    return copy
  }
  const { [key]: _, ...rest } = value
  const choice = random()
  if (choice < 0.03) return rest
  if (choice < 0.05) return { ...rest, [`${key}V2`]: inner }
  if (choice < 0.1) return { ...value, novelty: pick(random, odd) }
  if (choice < 0.12) return { ...rest, [key]: [inner] }
  return { ...rest, [key]: mutatedJson(inner, random) }
}

/** A form in which one pair is changed, removed, renamed or doubled, or one escape broken. */
const mutatedForm = (text: string, random: () => number): string => {
  const pairs = text.split("&")
  const position = Math.floor(random() * pairs.length)
  const [name = "", value = ""] = (pairs[position] ?? "").split("=")
  const said = pick(random, odd)
  const other = encodeURIComponent(typeof said === "string" ? said : JSON.stringify(said))
  const choice = random()
  if (choice < 0.15) pairs.splice(position, 1)
  else if (choice < 0.25) pairs.push(`${name}V2=${value}`)
  else if (choice < 0.4) pairs.push(`${name}=${other}`)
  else if (choice < 0.5) pairs[position] = `${name}=${value}${pick(random, ["%", "%zz", "%C3", "%F0%9F", "+"])}`
  else if (choice < 0.55) pairs[position] = value
  else pairs[position] = `${name}=${other}`
  return pairs.join("&")
}

/** A body of the seed: the given one after one to four changes, and now and then another type or a cut in the text. */
export const mutant = (body: Body, seed: number): Body => {
  const random = randomOf(seed)
  let { contentType, text } = body
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes--) {
    text = text.startsWith("{") ? JSON.stringify(mutatedJson(JSON.parse(text), random)) : mutatedForm(text, random)
  }
  if (random() < 0.03) text = text.slice(0, Math.floor(random() * text.length))
  if (random() < 0.03) contentType = pick(random, [null, "", "text/plain", "application/json"]) ?? null
  return { contentType, text }
}
