import type { Content } from "@sluice/core/message/OutboundMessage"
import { Either } from "effect"

/** What a row's columns are put into: `Dear {name}` with the column `name`. */
const placeholder = /\{([^{}]+)\}/g

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" ? String(value) : null

const textsIn = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "string") return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : []
}

/** The names in braces in the texts of a content. */
export const names = (content: Content): ReadonlySet<string> =>
  new Set(textsIn(content).flatMap((text) => [...text.matchAll(placeholder)].flatMap(([, name]) => name ?? [])))

const filledIn = (value: unknown, cells: Readonly<Record<string, unknown>>): unknown => {
  if (typeof value === "string")
    return value.replace(placeholder, (whole, name: string) => textOf(cells[name]) ?? whole)
  if (Array.isArray(value)) return value.map((item) => filledIn(item, cells))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, filledIn(field, cells)]))
}

/**
 * A content with the row's own values in place of the names in braces; or the names that the row has no value for.
 *
 * The result is judged by the server, as any content is: a value may be too long for where it is put.
 */
export const fill = (content: Content, row: unknown): Either.Either<unknown, ReadonlyArray<string>> => {
  const cells = isRecord(row) ? row : {}
  const missing = [...names(content)].filter((name) => textOf(cells[name]) === null)
  return missing.length > 0 ? Either.left(missing) : Either.right(filledIn(content, cells))
}
