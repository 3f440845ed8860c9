import * as Spellings from "@sluice/core/phone/Spellings"
import { Encoding } from "effect"

/** Somebody whose data are to go, as the stores look for them. */
export interface Person {
  readonly accountId: string
  /** E.164; every form in which the number may be on record. */
  readonly spellings: readonly [string, ...ReadonlyArray<string>]
  /** What stands where the number stood. */
  readonly pseudonym: string
  /** A text without any of these says nothing of the person: what a store looks for before it asks `mentions`. */
  readonly needles: ReadonlyArray<string>
  /** Whether a text names the person. */
  readonly mentions: (text: string) => boolean
  /** JSON without any text that names the person. */
  readonly scrub: (json: unknown) => unknown
  /** The same of an object. */
  readonly scrubRecord: (json: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
}

/** What stands for a text that was taken out. */
export const erasedText = "[erased]"

const prefix = "erased:"

/**
 * What stands where a number stood: drawn for one erasure, so that messages to one person can still be counted as that, and nobody can tell to whom
 * they went, not even by trying every number.
 *
 * @param random 16 bytes that nobody can guess.
 */
export const pseudonymOf = (random: Uint8Array): string => `${prefix}${Encoding.encodeHex(random)}`

/** Whether a recipient is nobody any more. No number has this form. */
export const isErased = (recipient: string): boolean => recipient.startsWith(prefix)

/**
 * What an opt-out is kept under when its number is erased: a keyed digest (`RecipientKeys`), which is found again by whoever has the number, and by
 * nobody else who has not the key.
 */
export const optOutKey = (recipientKey: string): string => `${prefix}key:${recipientKey}`

const utf8 = new TextEncoder()

/**
 * How the platform writes a number into the ids of messages (`wamid.HBgM…`): base64 of three bytes of a header, the number, and three bytes that are the
 * same in all of them. Only whole groups of three are written alike whatever follows; with those last bytes the whole number is within them.
 */
const inWamid = (digits: string): string => {
  const bytes = [0x1c, 0x18, digits.length, ...utf8.encode(digits), 0x15, 0x02, 0x00]
  return Encoding.encodeBase64(Uint8Array.from(bytes.slice(0, bytes.length - (bytes.length % 3))))
}

/** A number that stands alone: as a part of a longer one it is another's. */
const alone = (digits: string): RegExp => new RegExp(`(?<!\\d)${digits}(?!\\d)`)

const scrubbedRecord = (
  mentions: Person["mentions"],
  json: Readonly<Record<string, unknown>>
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(json).map(([key, value]) => [mentions(key) ? erasedText : key, scrubbed(mentions, value)])
  )

const scrubbed = (mentions: Person["mentions"], json: unknown): unknown => {
  if (typeof json === "string") return mentions(json) ? erasedText : json
  if (typeof json === "number") return mentions(String(json)) ? 0 : json
  if (Array.isArray(json)) return json.map((one) => scrubbed(mentions, one))
  return typeof json === "object" && json !== null ? scrubbedRecord(mentions, { ...json }) : json
}

/**
 * The person behind a number, as an account's data name them.
 *
 * @param recipient E.164.
 */
export const of = (accountId: string, recipient: string, pseudonym: string): Person => {
  const spellings = Spellings.of(recipient)
  const digits = spellings.map((one) => one.slice(1))
  const encoded = digits.map(inWamid)
  const numbers = digits.map(alone)
  const mentions = (text: string): boolean =>
    numbers.some((number) => number.test(text)) || encoded.some((part) => text.includes(part))
  return {
    accountId,
    spellings,
    pseudonym,
    needles: [...digits, ...encoded],
    mentions,
    scrub: (json) => scrubbed(mentions, json),
    scrubRecord: (json) => scrubbedRecord(mentions, json)
  }
}
