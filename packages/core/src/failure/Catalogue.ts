import type { Entry } from "./Entry.ts"
import { distance } from "./internal/distance.ts"
import { account } from "./catalogue/account.ts"
import { auth } from "./catalogue/auth.ts"
import { guide } from "./catalogue/guide.ts"
import { media } from "./catalogue/media.ts"
import { platform } from "./catalogue/platform.ts"
import { policy } from "./catalogue/policy.ts"
import { recipient } from "./catalogue/recipient.ts"
import { registration } from "./catalogue/registration.ts"
import { request } from "./catalogue/request.ts"
import { template } from "./catalogue/template.ts"
import { templateCreation } from "./catalogue/templateCreation.ts"
import { throttling } from "./catalogue/throttling.ts"

/** Every known code, in ascending order (SPEC SF-01; CLOUD_API 3.3; the guide's own codes beside the platform's). */
export const entries: ReadonlyArray<Entry> = [
  ...throttling,
  ...auth,
  ...policy,
  ...recipient,
  ...account,
  ...registration,
  ...platform,
  ...request,
  ...media,
  ...template,
  ...templateCreation,
  ...guide
].toSorted((a, b) => a.code - b.code)

/** Exact codes; ranges are few and looked through one by one. */
const byCode: ReadonlyMap<number, Entry> = new Map(
  entries.filter((entry) => entry.codeMax === undefined).map((entry) => [entry.code, entry])
)
const ranges: ReadonlyArray<Entry> = entries.filter((entry) => entry.codeMax !== undefined)

/** The entry of a code, or null where the catalogue does not know it. */
export const lookup = (code: number): Entry | null =>
  byCode.get(code) ?? ranges.find((entry) => entry.code <= code && code <= (entry.codeMax ?? entry.code)) ?? null

/**
 * Known codes that a reader may have meant, best first: fewest digits apart, then closest by value.
 *
 * For people who mistype a code; never used to classify.
 */
export const nearest = (code: number, count: number): ReadonlyArray<Entry> =>
  entries
    .map((entry) => ({
      entry,
      digits: distance(String(code), String(entry.code)),
      apart: Math.abs(entry.code - code)
    }))
    .toSorted((a, b) => a.digits - b.digits || a.apart - b.apart)
    .slice(0, count)
    .map(({ entry }) => entry)
