import * as Catalogue from "./Catalogue.ts"
import type { ForeignEntry, Own, Same } from "./ForeignEntry.ts"
import type { Foreign } from "./Provider.ts"
import { distance } from "./internal/distance.ts"
import { bird } from "./foreign/bird.ts"
import { messagebird } from "./foreign/messagebird.ts"
import { threeSixtyDialog } from "./foreign/threeSixtyDialog.ts"
import { twilioApi } from "./foreign/twilioApi.ts"
import { twilioChannels } from "./foreign/twilioChannels.ts"
import { twilioDelivery } from "./foreign/twilioDelivery.ts"
import { twilioTemplates } from "./foreign/twilioTemplates.ts"
import { zendesk } from "./foreign/zendesk.ts"

/** The providers' tables, as they are written (SPEC SF-01; CLOUD_API 3.9). */
export const tables: Readonly<Record<Foreign, ReadonlyArray<Same | Own>>> = {
  twilio: [...twilioApi, ...twilioDelivery, ...twilioChannels, ...twilioTemplates],
  messagebird,
  bird,
  zendesk,
  "360dialog": threeSixtyDialog
}

/** A row with the reading of the code that it is like; null where the catalogue does not know that code. */
const read = (provider: Foreign, row: Same | Own): ForeignEntry | null => {
  if (!("like" in row)) return { ...row, provider, by: row.by ?? "code", like: null }
  const model = Catalogue.lookup(row.like)
  if (model === null) return null
  const { cause, reaction, remedy, retry, scope, variants, wait } = model
  return {
    cause,
    reaction,
    remedy,
    retry,
    scope,
    wait,
    ...(variants === undefined ? {} : { variants }),
    ...row,
    provider,
    by: row.by ?? "code"
  }
}

/** Every code of every provider. */
export const entries: ReadonlyArray<ForeignEntry> = [
  ...tables.twilio.map((row) => read("twilio", row)),
  ...tables.messagebird.map((row) => read("messagebird", row)),
  ...tables.bird.map((row) => read("bird", row)),
  ...tables.zendesk.map((row) => read("zendesk", row)),
  ...tables["360dialog"].map((row) => read("360dialog", row))
].filter((entry) => entry !== null)

/** One key for each exact row: provider, kind and code together, as the same number means another thing to another provider. */
const keyOf = (provider: Foreign, by: ForeignEntry["by"], code: number | string): string => `${provider} ${by} ${code}`

const exact: ReadonlyMap<string, ForeignEntry> = new Map(
  entries
    .filter((entry) => entry.codeMax === undefined)
    .map((entry) => [keyOf(entry.provider, entry.by, entry.code), entry])
)

/** How many codes an entry covers beyond its first. */
const widthOf = ({ code, codeMax }: ForeignEntry): number => (typeof code === "number" ? (codeMax ?? code) - code : 0)

/** Narrow ones first: a range within another is the more exact. */
const ranges: ReadonlyArray<ForeignEntry> = entries
  .filter((entry) => entry.codeMax !== undefined)
  .toSorted((a, b) => widthOf(a) - widthOf(b))

const covers = (entry: ForeignEntry, code: number): boolean =>
  typeof entry.code === "number" && entry.code <= code && code <= (entry.codeMax ?? entry.code)

/** The entry of a provider's code; null where its table does not know it. Words are compared without regard to case. */
export const lookup = (provider: Foreign, code: number | string): ForeignEntry | null => {
  const found = exact.get(keyOf(provider, "code", typeof code === "string" ? code.toLowerCase() : code))
  if (found !== undefined) return found
  if (typeof code === "string") return null
  return ranges.find((entry) => entry.provider === provider && covers(entry, code)) ?? null
}

/** The entry for an answer of that status in which the provider gave no code; null where its table has none. */
export const byStatus = (provider: Foreign, httpStatus: number): ForeignEntry | null =>
  exact.get(keyOf(provider, "status", httpStatus)) ?? null

/** Every provider that uses a code, for people who do not say whose it is; never used to classify. */
export const find = (code: number | string): ReadonlyArray<ForeignEntry> =>
  (["twilio", "messagebird", "bird", "zendesk", "360dialog"] as const)
    .map((provider) => lookup(provider, code))
    .filter((entry) => entry !== null)

/** Codes of a provider that a reader may have meant, best first; for people who mistype one, never used to classify. */
export const nearest = (provider: Foreign, code: number | string, count: number): ReadonlyArray<ForeignEntry> =>
  entries
    .filter((entry) => entry.provider === provider)
    .map((entry) => ({ entry, apart: distance(String(code), String(entry.code)) }))
    .toSorted((a, b) => a.apart - b.apart)
    .slice(0, count)
    .map(({ entry }) => entry)
