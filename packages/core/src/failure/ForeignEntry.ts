import type { Reading, Seen, Variant } from "./Entry.ts"
import type { Foreign } from "./Provider.ts"

/**
 * Where the meaning of a foreign code comes from, and how far it can be trusted.
 *
 * `documented`: the provider's own page says it. `seen`: it stands in public reports of answers, and on no page that could be read.
 * `unverified`: neither could be found again; to be confirmed by the first answer that carries it.
 */
export interface Source {
  readonly page: string
  readonly standing: "documented" | "seen" | "unverified"
}

/** What every row of a provider's table says. */
interface Row {
  /** A number, or a word where the provider uses words (Zendesk, Bird). */
  readonly code: number | string
  /** End of the range, where the provider documents a range only; an exact code comes before the range it lies in. */
  readonly codeMax?: number
  /** `status`: the provider gives no code here and `code` is the HTTP status of such an answer. */
  readonly by?: "code" | "status"
  readonly title: string
  readonly httpStatus: ReadonlyArray<number>
  readonly seen: ReadonlyArray<Seen>
  readonly source: Source
  readonly variants?: ReadonlyArray<Variant>
}

/** A code that says what a code of the Cloud API says: judged as that one is, wherever the catalogue changes. */
export interface Same extends Row {
  readonly like: number
  /** Where what to do differs at this provider; otherwise the Cloud API's remedy. */
  readonly remedy?: string
}

/** A code that the Cloud API has no counterpart for. */
export type Own = Row & Reading

/** One code of a provider, as it is looked up: its own reading, or that of the Cloud API's code it is like. */
export interface ForeignEntry extends Reading {
  readonly provider: Foreign
  readonly code: number | string
  readonly codeMax?: number
  readonly by: "code" | "status"
  readonly source: Source
  /** The Cloud API's code that says the same; null where there is none. */
  readonly like: number | null
}
